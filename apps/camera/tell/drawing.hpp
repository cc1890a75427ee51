// The newest frame with what the camera knows drawn on it, for whoever shows or keeps it. Nothing
// is done for a frame that nobody asks for; otherwise it is drawn once and encoded once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "apps/camera/see/watcher.hpp"
#include "apps/camera/settings/settings.hpp"
#include "drivers/picture/picture.hpp"
#include "runtime/draw/status.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

class Drawing {
 public:
  // `settings` and `watcher` outlive this. Faces are hidden where the settings say so.
  void prepare(const Settings& settings, const Watcher& watcher);

  // The watcher has a new frame: what was drawn of the one before is gone.
  void begin();

  // Tracks, lines and zones on the picture. kTooLarge: it has more pixels than there is room for.
  Status picture(MutableImage& image);

  // The same as JPEG, which is valid until begin().
  Status jpeg(std::span<const std::uint8_t>& bytes);

  // The same with the status, for a screen: after it, of this frame, nothing else.
  Status with_status(const StatusPanel& panel, MutableImage& image);

  // In place of a picture, 640x480.
  MutableImage page(std::string_view message, const StatusPanel& panel);

 private:
  enum class State : std::uint8_t { kNothing, kDrawn, kEncoded };

  void hide_faces(const MutableImage& image) const;

  const Settings* settings_ = nullptr;
  const Watcher* watcher_ = nullptr;
  State state_ = State::kNothing;
  MutableImage image_;
  std::size_t jpeg_size_ = 0;

  alignas(64) std::array<std::uint8_t, std::size_t{48} << 20> pixels_;
  alignas(64) std::array<std::byte, std::size_t{4} << 20> encoder_memory_;
  std::array<std::uint8_t, std::size_t{8} << 20> jpeg_;
  picture::Encoder encoder_{encoder_memory_};
};

}  // namespace ocellus::camera

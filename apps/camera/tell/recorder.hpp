// What the camera saw, for people: an annotated video, and an annotated picture of every frame in
// which something happened.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "apps/camera/settings/settings.hpp"
#include "apps/camera/tell/drawing.hpp"
#include "drivers/capture/avi_writer.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

class Recorder {
 public:
  // Makes the folders that are missing. `rate` is the video's frames per second, above 0.
  Status prepare(const Settings& settings, double rate);

  bool wanted() const { return !settings_->video.empty() || !settings_->pictures.empty(); }

  // Writes the drawing away: into the video each, among the pictures those of frames in which
  // something happened. A failure ends the recording, not the watching: nothing is written any
  // more, and no unfinished file is left.
  enum class Frame : std::uint8_t { kQuiet, kEventful };
  Status record(Drawing& drawing, std::uint64_t number, Frame frame);

  // Gives the video its name.
  Status finish();

  std::uint64_t pictures() const { return picture_count_; }
  std::uint64_t video_frames() const { return video_.frame_count(); }

 private:
  static constexpr std::size_t kMaxVideoFrames = 1 << 16;

  using Jpeg = std::span<const std::uint8_t>;

  Status write_video(PixelSize size, Jpeg jpeg);
  Status write_picture(std::uint64_t number, Jpeg jpeg);

  const Settings* settings_ = nullptr;
  double rate_ = 0;
  bool failed_ = false;
  bool video_open_ = false;
  std::uint64_t picture_count_ = 0;

  std::array<capture::AviWriter::IndexEntry, kMaxVideoFrames> index_ = {};
  capture::AviWriter video_{index_};
};

}  // namespace ocellus::camera

// What the camera saw, for people: an annotated video, and an annotated picture of every frame in
// which something happened.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "apps/camera/settings.hpp"
#include "apps/camera/watcher.hpp"
#include "drivers/capture/avi_writer.hpp"
#include "drivers/picture/picture.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

class Recorder {
 public:
  // Makes the folders that are missing. `rate` is the video's frames per second, above 0.
  Status prepare(const Settings& settings, double rate);

  bool wanted() const { return !settings_->video.empty() || !settings_->pictures.empty(); }

  // Draws on the watcher's picture and writes it away. A failure ends the recording, not the
  // watching: nothing is written any more, and no unfinished file is left.
  Status record(Watcher& watcher, std::uint64_t frame);

  // Gives the video its name.
  Status finish();

  std::uint64_t pictures() const { return picture_count_; }
  std::uint64_t video_frames() const { return video_.frame_count(); }

 private:
  static constexpr std::size_t kMaxVideoFrames = 1 << 16;
  static constexpr int kQuality = 85;

  Status write_video(const MutableImage& picture);
  Status write_picture(std::uint64_t frame);

  const Settings* settings_ = nullptr;
  double rate_ = 0;
  bool failed_ = false;
  bool video_open_ = false;
  std::uint64_t picture_count_ = 0;
  std::size_t jpeg_size_ = 0;

  std::array<capture::AviWriter::IndexEntry, kMaxVideoFrames> index_ = {};
  capture::AviWriter video_{index_};
  alignas(64) std::array<std::byte, std::size_t{4} << 20> encoder_memory_;
  std::array<std::uint8_t, std::size_t{8} << 20> jpeg_;
  picture::Encoder encoder_{encoder_memory_};
};

}  // namespace ocellus::camera

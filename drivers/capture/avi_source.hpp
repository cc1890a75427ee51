// An AVI file as a camera: Motion JPEG or uncompressed video.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/capture/avi_frames.hpp"
#include "drivers/capture/byte_file.hpp"
#include "drivers/capture/pixel_converter.hpp"
#include "drivers/capture/raw_codec.hpp"
#include "drivers/capture/source.hpp"

namespace ocellus::capture {

class AviSource final : public Source {
 public:
  // `memory` holds the newest frame, and beside it the converted one where a format needs that.
  // A frame that does not fit is kTooLarge.
  explicit AviSource(std::span<std::uint8_t> memory) : memory_(memory) {}

  // kUnsupported: not AVI, or a codec other than MJPEG and those of raw_codec.cpp. kTooLarge: an
  // uncompressed picture does not fit in the memory.
  Status open(const char* path);

  Status next(Frame& frame) override;
  std::uint64_t frame_count() const override { return frames_.count(); }
  double nominal_rate() const override;

 private:
  Status open_raw();
  Microseconds time_of(std::uint64_t index) const;
  Status load(const FrameExtent& extent, Frame& frame);
  Status load_raw(std::span<std::uint8_t> bytes, Frame& frame);

  std::span<std::uint8_t> memory_;
  std::span<std::uint8_t> rgb_;  // the end of memory_, when pixels are converted
  ByteFile file_;
  AviHeader header_;
  AviFrames frames_;
  const RawCodec* raw_ = nullptr;  // nullptr: Motion JPEG
  std::size_t raw_bytes_ = 0;
  PixelConverter converter_;
  std::uint64_t index_ = 0;
  std::size_t last_size_ = 0;  // of the frame in memory_, 0 when there is none
};

}  // namespace ocellus::capture

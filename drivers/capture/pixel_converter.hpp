// libv4lconvert: pixel formats the runtime does not read, turned into RGB24.
#pragma once

#include <cstdint>
#include <span>

#include "drivers/capture/raw_codec.hpp"
#include "runtime/status.hpp"

struct v4lconvert_data;

namespace ocellus::capture {

class PixelConverter {
 public:
  PixelConverter() = default;
  ~PixelConverter() { close(); }
  PixelConverter(const PixelConverter&) = delete;
  PixelConverter& operator=(const PixelConverter&) = delete;

  // Prepares for pictures of one codec and size and converts one of the two buffers' contents to
  // warm up: all that libv4lconvert allocates it allocates here. `picture` has frame_bytes() bytes,
  // `rgb` 3 * width * height.
  Status open(const RawCodec& codec, std::int32_t width, std::int32_t height,
              std::span<std::uint8_t> picture, std::span<std::uint8_t> rgb);
  void close();

  // For who learns the format only after start-up: prepare() allocates what any format and size
  // will take, choose() nothing.
  Status prepare();
  void choose(const RawCodec& codec, std::int32_t width, std::int32_t height);

  Status convert(std::span<std::uint8_t> picture, std::span<std::uint8_t> rgb);

 private:
  v4lconvert_data* library_ = nullptr;
  std::uint32_t format_ = 0;
  std::int32_t width_ = 0;
  std::int32_t height_ = 0;
};

}  // namespace ocellus::capture

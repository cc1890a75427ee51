// Where frames come from: a camera, a video file, a folder of pictures. One interface for all.
//
// A source is opened once and then asked for frames. A frame's bytes belong to the source and stay
// valid until the next call of next(). After open() nothing here allocates.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/status.hpp"
#include "runtime/vision/image.hpp"

namespace ocellus::capture {

using Microseconds = std::chrono::microseconds;

enum class Encoding : std::uint8_t {
  kJpeg,  // `bytes` is one whole JPEG picture
  kPng,   // `bytes` is one whole PNG picture
  kRaw,   // `raw` describes the pixels
};

struct Frame {
  std::uint64_t index = 0;  // counts from 0, also over frames that could not be read
  Microseconds time{0};     // from a file, nominal, since the first frame; of a camera, its capture
                            // since the machine started
  Encoding encoding = Encoding::kJpeg;
  std::span<const std::uint8_t> bytes;
  ImageView raw;
  std::string_view
      name;  // the picture's file name in a folder, empty elsewhere; set on failure too
};

class Source {
 public:
  virtual ~Source() = default;

  // The next frame. kEndOfStream when there are no more. kCorrupt, kTruncated or kTooLarge: this
  // frame is lost, `at` says where, index and time are set, and the caller may go on. kTimeout: a
  // camera has nothing yet, and the caller asks again. Anything else ends the stream.
  virtual Status next(Frame& frame) = 0;

  // How many frames the source has, 0 when it cannot know (a camera).
  virtual std::uint64_t frame_count() const = 0;

  // Nominal frames per second, 0 when unknown.
  virtual double nominal_rate() const = 0;
};

}  // namespace ocellus::capture

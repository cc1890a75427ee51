// What the virtual camera sees: pictures from files, in the form a camera delivers them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "tools/ocellus/board/bytes.hpp"
#include "tools/ocellus/board/uvc.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

class PictureFeed {
 public:
  virtual ~PictureFeed() = default;

  // The next frame in that mode's format and size; after the last comes the first again. The view
  // is valid until the next call. Empty when no picture can be had any more.
  virtual ByteView next(const uvc::Mode& mode) = 0;
};

// A folder of pictures, an AVI file or a single picture. A JPEG picture that has the mode's size
// goes to the board byte for byte as it is; everything else is resampled, keeping its proportions
// with black around, and compressed at quality 90. Pictures that cannot be read are passed over.
// Fails when there is nothing at `path`, or the first picture cannot be read.
Result<std::unique_ptr<PictureFeed>> open_picture_feed(const std::string& path);

// RGB24 as YUYV: BT.601, Y 16..235, chroma the mean of two pixels. `width` is even; both spans hold
// whole rows without gaps.
void yuyv_from_rgb(std::span<const std::uint8_t> rgb, std::span<std::uint8_t> yuyv);

}  // namespace ocellus::tools::board

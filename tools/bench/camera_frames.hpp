// Frames as cameras deliver them, made from one picture: every size in every format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/vision/image.hpp"
#include "runtime/vision/preprocess.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

inline constexpr PixelSize kCameraSizes[] = {{640, 480}, {768, 576}, {1280, 720}};

// Moved, never copied: the view points into the bytes.
struct CameraFrame {
  std::string name;                 // "768x576 yuyv"
  std::vector<std::uint8_t> file;   // of a compressed frame
  std::vector<std::uint8_t> bytes;  // of the others
  ImageView view;                   // and what they are
};

// From a JPEG or PNG file's bytes; `where` is what failures call it. The first frame is the file
// itself, then come JPEG with 4:2:0 chroma, YUYV, NV12 and RGB24 of every size.
Result<std::vector<CameraFrame>> camera_frames(std::span<const std::uint8_t> file,
                                               const std::string& where);

}  // namespace ocellus::tools

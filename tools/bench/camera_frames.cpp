#include "tools/bench/camera_frames.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "drivers/picture/picture.hpp"

namespace ocellus::tools {
namespace {

constexpr std::size_t kDecoderRegion = std::size_t{512} << 20;
constexpr int kQuality = 85;  // what cameras take, about

struct Rgb {
  PixelSize size;
  std::vector<std::uint8_t> bytes;

  MutableImage image() { return {size.width, size.height, bytes.data(), 3 * size.width}; }
  const std::uint8_t* pixel(std::int32_t x, std::int32_t y) const {
    return bytes.data() + 3 * (std::ptrdiff_t{y} * size.width + x);
  }
};

std::string name_of(PixelSize size, std::string_view format) {
  return std::to_string(size.width) + "x" + std::to_string(size.height) + " " + std::string(format);
}

// The nearest pixels: what is in a picture hardly changes what a frame of it costs.
Rgb resized(const MutableImage& picture, PixelSize size) {
  Rgb result = {size, {}};
  result.bytes.reserve(static_cast<std::size_t>(3 * size.width * size.height));
  for (std::int32_t y = 0; y < size.height; ++y) {
    const std::uint8_t* row =
        picture.pixels + std::ptrdiff_t{y * picture.height / size.height} * picture.stride;
    for (std::int32_t x = 0; x < size.width; ++x) {
      const std::uint8_t* pixel = row + 3 * (x * picture.width / size.width);
      result.bytes.insert(result.bytes.end(), pixel, pixel + 3);
    }
  }
  return result;
}

// BT.601, studio range.
std::uint8_t luma(const std::uint8_t* rgb) {
  return static_cast<std::uint8_t>(16.5 + 0.257 * rgb[0] + 0.504 * rgb[1] + 0.098 * rgb[2]);
}
std::uint8_t u(const std::uint8_t* rgb) {
  return static_cast<std::uint8_t>(128.5 - 0.148 * rgb[0] - 0.291 * rgb[1] + 0.439 * rgb[2]);
}
std::uint8_t v(const std::uint8_t* rgb) {
  return static_cast<std::uint8_t>(128.5 + 0.439 * rgb[0] - 0.368 * rgb[1] - 0.071 * rgb[2]);
}

CameraFrame raw(const Rgb& rgb, PixelFormat format, std::string_view name,
                std::vector<std::uint8_t> bytes, std::array<std::int32_t, 3> strides) {
  CameraFrame frame = {
      .name = name_of(rgb.size, name), .file = {}, .bytes = std::move(bytes), .view = {}};
  frame.view = {format, rgb.size.width, rgb.size.height, {frame.bytes.data()}, strides};
  if (format == PixelFormat::kNv12) {
    frame.view.planes[1] = frame.bytes.data() + std::ptrdiff_t{rgb.size.width} * rgb.size.height;
  }
  return frame;
}

CameraFrame yuyv(const Rgb& rgb) {
  std::vector<std::uint8_t> bytes;
  for (std::int32_t y = 0; y < rgb.size.height; ++y) {
    for (std::int32_t x = 0; x < rgb.size.width; x += 2) {
      const std::uint8_t* left = rgb.pixel(x, y);
      bytes.insert(bytes.end(), {luma(left), u(left), luma(left + 3), v(left)});
    }
  }
  return raw(rgb, PixelFormat::kYuyv, "yuyv", std::move(bytes), {2 * rgb.size.width});
}

CameraFrame nv12(const Rgb& rgb) {
  std::vector<std::uint8_t> bytes;
  for (std::int32_t y = 0; y < rgb.size.height; ++y) {
    for (std::int32_t x = 0; x < rgb.size.width; ++x) bytes.push_back(luma(rgb.pixel(x, y)));
  }
  for (std::int32_t y = 0; y < rgb.size.height; y += 2) {
    for (std::int32_t x = 0; x < rgb.size.width; x += 2) {
      bytes.insert(bytes.end(), {u(rgb.pixel(x, y)), v(rgb.pixel(x, y))});
    }
  }
  return raw(rgb, PixelFormat::kNv12, "nv12", std::move(bytes), {rgb.size.width, rgb.size.width});
}

Result<CameraFrame> jpeg(Rgb& rgb) {
  std::vector<std::byte> region(picture::Encoder::kMinimumRegion);
  picture::Encoder encoder(region);
  std::vector<std::uint8_t> file(rgb.bytes.size() + 4096);
  std::size_t size = 0;
  const Status status = encoder.encode(rgb.image(), kQuality, file, size);
  if (!status.ok()) return Failure{"a frame", status.what, "report this"};
  file.resize(size);
  return CameraFrame{
      .name = name_of(rgb.size, "jpeg"), .file = std::move(file), .bytes = {}, .view = {}};
}

}  // namespace

Result<std::vector<CameraFrame>> camera_frames(std::span<const std::uint8_t> file,
                                               const std::string& where) {
  const auto region = std::make_unique_for_overwrite<std::byte[]>(kDecoderRegion);
  picture::Decoder decoder({region.get(), kDecoderRegion});
  MutableImage picture;
  picture::Size full_size;
  const Status status = decoder.decode(file, {}, picture, full_size);
  if (!status.ok()) return Failure{where, status.what, "give another JPEG or PNG picture"};

  std::vector<CameraFrame> frames;
  frames.push_back({.name = name_of({picture.width, picture.height}, "file"),
                    .file = {file.begin(), file.end()},
                    .bytes = {},
                    .view = {}});
  for (const PixelSize size : kCameraSizes) {
    Rgb rgb = resized(picture, size);
    Result<CameraFrame> compressed = jpeg(rgb);
    if (!compressed.ok()) return compressed.failure();
    frames.push_back(std::move(compressed.value()));
    frames.push_back(yuyv(rgb));
    frames.push_back(nv12(rgb));
    frames.push_back(raw(rgb, PixelFormat::kRgb24, "rgb", rgb.bytes, {3 * size.width}));
  }
  return frames;
}

}  // namespace ocellus::tools

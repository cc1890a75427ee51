#include "apps/capture_libcamera/stream_choice.hpp"

#include <array>
#include <cstdlib>
#include <utility>

namespace ocellus::capture_libcamera {
namespace {

using capture::four_cc;
using capture::FourCc;
using capture::RemoteChoice;
using capture::RemoteWish;

struct NamedFormat {
  libcamera::PixelFormat format;
  FourCc name;
};

// libcamera names formats as DRM does: of RGB by the order in a little-endian word, not in memory.
const std::array<NamedFormat, 7> kFormats = {{
    {libcamera::formats::MJPEG, capture::kMotionJpeg},
    {libcamera::formats::NV12, four_cc("NV12")},
    {libcamera::formats::YUV420, four_cc("YU12")},
    {libcamera::formats::YUYV, four_cc("YUYV")},
    {libcamera::formats::UYVY, four_cc("UYVY")},
    {libcamera::formats::BGR888, four_cc("RGB3")},
    {libcamera::formats::R8, four_cc("GREY")},
}};

// True when the pictures come as wished for. Older versions of libcamera say it by a transform,
// newer ones by the orientation that pictures shall have.
template <typename Configuration>
bool turn(Configuration& configuration, const RemoteWish& wish) {
  const bool mirrored = wish.mirrored == RemoteChoice::kYes;
  const bool upside_down = wish.upside_down == RemoteChoice::kYes;
  if (wish.mirrored == RemoteChoice::kAsItIs && wish.upside_down == RemoteChoice::kAsItIs) {
    configuration.validate();
    return true;
  }
  const auto ask = [&](auto& field, auto wanted) {
    const auto kept = field;
    field = wanted;
    configuration.validate();
    if (field == wanted) return true;
    field = kept;
    configuration.validate();
    return false;
  };
  if constexpr (requires { configuration.orientation; }) {
    using Orientation = decltype(configuration.orientation);
    if (mirrored && upside_down) return ask(configuration.orientation, Orientation::Rotate180);
    if (mirrored) return ask(configuration.orientation, Orientation::Rotate0Mirror);
    if (upside_down) return ask(configuration.orientation, Orientation::Rotate180Mirror);
    return ask(configuration.orientation, Orientation::Rotate0);
  } else {
    using Transform = decltype(configuration.transform);
    if (mirrored && upside_down) return ask(configuration.transform, Transform::Rot180);
    if (mirrored) return ask(configuration.transform, Transform::HFlip);
    if (upside_down) return ask(configuration.transform, Transform::VFlip);
    return ask(configuration.transform, Transform::Identity);
  }
}

std::int64_t distance(const libcamera::Size& size, const RemoteWish& wish) {
  return std::abs(std::int64_t{size.width} - wish.width) +
         std::abs(std::int64_t{size.height} - wish.height);
}

}  // namespace

FourCc v4l2_name(const libcamera::PixelFormat& format) {
  for (const NamedFormat& known : kFormats) {
    if (known.format == format) return known.name;
  }
  return {};
}

StreamChoice choose_stream(libcamera::Camera& camera, const RemoteWish& wish) {
  StreamChoice best;
  for (const NamedFormat& asked : kFormats) {
    if (wish.format != 0 && static_cast<std::uint32_t>(asked.name) != wish.format) continue;
    if (asked.name == four_cc("UYVY") && wish.conversions == 0) continue;
    auto configuration = camera.generateConfiguration({libcamera::StreamRole::VideoRecording});
    if (!configuration || configuration->empty()) return best;
    libcamera::StreamConfiguration& stream = configuration->at(0);
    stream.pixelFormat = asked.format;
    stream.size = {static_cast<unsigned>(wish.width), static_cast<unsigned>(wish.height)};
    stream.bufferCount = 4;
    const bool turned = turn(*configuration, wish);
    if (configuration->validate() == libcamera::CameraConfiguration::Invalid) continue;
    if (stream.pixelFormat != asked.format) continue;
    if (best.configuration) {
      const std::int64_t before = distance(best.configuration->at(0).size, wish);
      const std::int64_t now = distance(stream.size, wish);
      if (now > before) continue;
      if (now == before && capture::format_rank(asked.name) > capture::format_rank(best.format)) {
        continue;
      }
    }
    best = {std::move(configuration), asked.name, !turned};
  }
  return best;
}

}  // namespace ocellus::capture_libcamera

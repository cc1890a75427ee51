#include "tools/ocellus/board/camera_fault.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace ocellus::tools::board {
namespace {

using Kind = CameraFault::Kind;
using Formats = CameraFault::Formats;

constexpr std::pair<std::string_view, Kind> kCounted[] = {
    {"corrupt", Kind::kCorrupt}, {"short", Kind::kShort}, {"stall", Kind::kStall}};
constexpr std::pair<std::string_view, Kind> kTimed[] = {{"freeze", Kind::kFreeze},
                                                        {"pause", Kind::kPause}};
constexpr std::pair<std::string_view, Formats> kPlugs[] = {
    {"", Formats::kAll}, {"mjpeg", Formats::kMjpegOnly}, {"yuyv", Formats::kYuyvOnly}};

constexpr std::uint32_t kMostFrames = 100'000;
constexpr double kMostSeconds = 3600;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

template <typename Number>
std::optional<Number> number(std::string_view text) {
  Number value = {};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Result<CameraFault> read_camera_fault(std::string_view text) {
  text = trimmed(text);
  const std::size_t space = std::min(text.find(' '), text.size());
  const std::string_view name = text.substr(0, space);
  const std::string_view rest = trimmed(text.substr(space));
  for (const auto& [known, kind] : kCounted) {
    if (name != known) continue;
    const auto count = number<std::uint32_t>(rest);
    if (count && *count >= 1 && *count <= kMostFrames) {
      return CameraFault{.kind = kind, .count = *count};
    }
    return Failure{std::string(text), "wants a number of frames from 1 to 100000",
                   "write '" + std::string(name) + " 3'"};
  }
  for (const auto& [known, kind] : kTimed) {
    if (name != known) continue;
    const auto seconds = number<double>(rest);
    if (seconds && *seconds >= 0.1 && *seconds <= kMostSeconds) {
      return CameraFault{.kind = kind,
                         .time = std::chrono::milliseconds(std::llround(*seconds * 1000))};
    }
    return Failure{std::string(text), "wants seconds from 0.1 to 3600",
                   "write '" + std::string(name) + " 5'"};
  }
  if (name == "unplug" && rest.empty()) return CameraFault{.kind = Kind::kUnplug};
  if (name == "plug") {
    for (const auto& [known, formats] : kPlugs) {
      if (rest == known) return CameraFault{.kind = Kind::kPlug, .formats = formats};
    }
  }
  return Failure{std::string(text), "is nothing that a camera does",
                 "choose corrupt N, short N, stall N, freeze S, pause S, unplug, plug"};
}

}  // namespace ocellus::tools::board

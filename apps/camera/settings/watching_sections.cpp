// [source] and [camera].
#include <array>

#include "apps/camera/settings/sections.hpp"

namespace ocellus::camera {
namespace {

using capture::Microseconds;

Microseconds microseconds(double seconds) {
  const double raised = seconds * 1e6 + 0.5;
  return Microseconds(static_cast<std::int64_t>(raised));
}

bool set_source(Target& target, std::string_view value) {
  return !value.empty() && target.settings.source.assign(value == "camera" ? "" : value);
}

constexpr std::array<std::string_view, 7> kFormatNames = {"auto", "mjpeg", "yuyv", "nv12",
                                                          "yu12", "grey",  "rgb24"};
constexpr std::array<capture::FourCc, kFormatNames.size()> kFormats = {
    capture::FourCc{},        capture::kMotionJpeg,     capture::four_cc("YUYV"),
    capture::four_cc("NV12"), capture::four_cc("YU12"), capture::four_cc("GREY"),
    capture::four_cc("RGB3")};

constexpr std::array<std::string_view, 3> kAutoNoYes = {"auto", "no", "yes"};

template <Microseconds capture::CameraOptions::*kDeadline>
void set_deadline(Target& target, std::optional<double> seconds) {
  target.settings.camera.*kDeadline = microseconds(seconds.value_or(0));
}

constexpr Key kSourceKeys[] = {
    {"path", "camera",
     Written{
         "camera, libcamera, a device such as /dev/video0, or the path of a video, a picture or "
         "a folder of pictures",
         set_source}},
    {"rate", "10",
     Number{.unit = "frames per second",
            .low = 0.1,
            .high = 120,
            .set =
                [](Target& target, std::optional<double> rate) {
                  target.settings.folder_rate = static_cast<float>(*rate);
                }}},
};

template <std::int32_t capture::CameraWish::*kSide>
void set_side(Target& target, std::optional<double> pixels) {
  target.settings.camera.wish.*kSide = static_cast<std::int32_t>(*pixels);
}

template <std::optional<bool> capture::CameraWish::*kFlip>
void set_flip(Target& target, std::size_t index) {
  target.settings.camera.wish.*kFlip = index == 0 ? std::nullopt : std::optional(index == 2);
}

void set_format(Target& target, std::size_t index) {
  target.settings.camera.wish.format = kFormats[index];
}

void set_rate(Target& target, std::optional<double> rate) {
  target.settings.camera.wish.rate = rate.value_or(0);
}

void set_exposure(Target& target, std::optional<double> milliseconds) {
  target.settings.camera.wish.exposure =
      milliseconds ? std::optional(microseconds(*milliseconds / 1000)) : std::nullopt;
}

// No more than Sampling::kMaxSource, or no picture would ever be looked at.
constexpr Number kPixels = {.unit = "pixels", .low = 16, .high = 4096, .whole = true, .set = {}};
constexpr Number kDeadline = {.unit = "seconds", .low = 0.01, .high = 60, .set = {}};

constexpr Number number(Number takes, decltype(Number::set) set) {
  takes.set = set;
  return takes;
}

constexpr Number or_word(Number takes, std::string_view word, std::string_view meaning = {}) {
  takes.word = word;
  takes.meaning = meaning;
  return takes;
}

using Wish = capture::CameraWish;
using Options = capture::CameraOptions;

constexpr Key kCameraKeys[] = {
    {"width", "640", number(kPixels, set_side<&Wish::width>)},
    {"height", "480", number(kPixels, set_side<&Wish::height>)},
    {"format", "auto", Choice{kFormatNames, set_format}},
    {"rate", "auto",
     Number{.unit = "frames per second", .low = 0.1, .high = 120, .word = "auto", .set = set_rate}},
    {"exposure", "auto",
     Number{.unit = "milliseconds", .low = 0.1, .high = 1000, .word = "auto", .set = set_exposure}},
    {"mirrored", "auto", Choice{kAutoNoYes, set_flip<&Wish::mirrored>}},
    {"upside_down", "auto", Choice{kAutoNoYes, set_flip<&Wish::upside_down>}},
    {"first_picture", "3", number(kDeadline, set_deadline<&Options::first_frame>)},
    {"next_picture", "1", number(kDeadline, set_deadline<&Options::next_frame>)},
    {"damage", "2", number(kDeadline, set_deadline<&Options::damage>)},
    {"freeze", "2",
     number(or_word(kDeadline, "0", "where pictures may stay the same"),
            set_deadline<&Options::freeze>)},
};

}  // namespace

std::span<const Key> source_keys() { return kSourceKeys; }
std::span<const Key> camera_keys() { return kCameraKeys; }

}  // namespace ocellus::camera

#include "drivers/capture/camera_options.hpp"

#include <chrono>

namespace ocellus::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

bool within(Microseconds time, Microseconds low, Microseconds high) {
  return time >= low && time <= high;
}

const char* fault_of(const CameraOptions& options) {
  if (options.path.empty() || options.path.size() >= kCameraPathRoom) {
    return "a camera's path has 1 to 191 characters";
  }
  const CameraWish& wish = options.wish;
  constexpr std::int32_t kLargest = 16384;
  if (wish.width < 1 || wish.width > kLargest || wish.height < 1 || wish.height > kLargest) {
    return "a camera's width and height are 1 to 16384 pixels";
  }
  if (wish.format != FourCc{} && format_rank(wish.format) < 0) {
    return "this program does not read that pixel format";
  }
  if (wish.rate != 0 && !(wish.rate >= 0.1 && wish.rate <= 1000)) {
    return "a camera's rate is 0.1 to 1000 frames per second";
  }
  if (wish.exposure && !within(*wish.exposure, Microseconds(100), seconds(10))) {
    return "an exposure takes 100 microseconds to 10 seconds";
  }
  if (!within(options.wait, milliseconds(1), seconds(10))) {
    return "a wait for a frame takes 1 ms to 10 s";
  }
  for (const Microseconds deadline : {options.first_frame, options.next_frame, options.damage}) {
    if (!within(deadline, milliseconds(10), seconds(60))) {
      return "a deadline for a camera is 10 ms to 60 s";
    }
  }
  if (options.freeze != Microseconds(0) && !within(options.freeze, milliseconds(10), seconds(60))) {
    return "a freeze is 10 ms to 60 s of the same picture, or 0";
  }
  return nullptr;
}

}  // namespace

Status check(const CameraOptions& options) {
  const char* const fault = fault_of(options);
  return fault == nullptr ? Status::success() : Status::failure(Code::kUnsupported, fault);
}

}  // namespace ocellus::capture

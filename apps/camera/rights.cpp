#include "apps/camera/rights.hpp"

#include <unistd.h>

#include <array>
#include <span>

#include "apps/camera/console.hpp"
#include "apps/camera/system_calls.hpp"
#include "apps/capture_libcamera/system_calls.hpp"
#include "platform/linux/camera_user.hpp"
#include "platform/linux/confinement.hpp"
#include "platform/linux/this_board.hpp"

namespace ocellus::camera {
namespace {

// The program has some 150 MiB of memory that it may never touch, a screen of 3840 x 2160 two
// buffers of 32 MiB, a camera ten of some MiB; libcamera's threads have stacks of 8 MiB.
constexpr platform::ResourceLimits kLimits = {
    .memory = std::size_t{512} << 20, .descriptors = 256, .processes = 64};

void complain_on_board(const Appliance& appliance, const Status& status) {
  if (!status.ok() && appliance.board != nullptr) complain("rights", status);
}

void confine_starter() {
  if (geteuid() == 0) {
    if (const Status status = leave_root_as_helper(); !status.ok()) complain("rights", status);
  }
  static_cast<void>(capture_libcamera::give_up_system_calls_of_starter().ok());
}

Status become(uid_t user, gid_t group, std::span<const gid_t> others) {
  const Status limited = platform::limit_resources(kLimits);
  const Status left = platform::become_user(user, group, others);
  return left.ok() ? limited : left;
}

}  // namespace

Status leave_root() {
  constexpr std::array kOthers = {platform::kCaptureGroup};
  return become(platform::kCameraUser, platform::kCameraGroup, kOthers);
}

Status leave_root_as_helper() { return become(platform::kHelperUser, platform::kCaptureGroup, {}); }

Status give_up_system_calls() {
  const std::array own = {platform::allow_signals_to_oneself()};
  return platform::allow_only({kFiles, kThreads, kPlainMemory, kDevices, kRest, own});
}

void keep_least_rights(Appliance& appliance) {
  appliance.board = platform::this_board();
  if (capture::ProcessStarter::is_there(capture::kLibcameraHelper)) {
    // A desk's libraries may be of any version, and need who knows what.
    void (*const enter)() = appliance.board != nullptr ? confine_starter : nullptr;
    complain_on_board(appliance, appliance.process_starter.begin(capture::kLibcameraHelper, enter));
  }
  if (appliance.board != nullptr && geteuid() == 0) complain_on_board(appliance, leave_root());
  complain_on_board(appliance, give_up_system_calls());
}

}  // namespace ocellus::camera

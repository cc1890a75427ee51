// What can be made to go wrong with the kernel's test camera, vivid, from inside the board, and
// what the device says of it.
#pragma once

#include <array>
#include <string_view>

namespace ocellus::tests {

struct VividFault {
  struct Notice {
    std::string_view fault;
    std::string_view text;  // a part of it
  };
  static constexpr std::size_t kMost = 2;

  std::string_view name;
  std::array<std::string_view, kMost> begin;  // the insider's orders; the second may be empty
  std::array<Notice, kMost> told;             // likewise
  std::string_view end = {};                  // an order; empty: it ends by itself
};

// vivid's controls (vivid-ctrls.c): a percentage, and buttons.
namespace vivid {
inline constexpr std::string_view kDropAll = "control 0x00f0f040 100";
inline constexpr std::string_view kDropNone = "control 0x00f0f040 0";
inline constexpr std::string_view kDisconnect = "control 0x00f0f041 1";  // until all have closed it
inline constexpr std::string_view kErrorBuffer = "control 0x00f0f042 1";
inline constexpr std::string_view kNoBuffers = "control 0x00f0f043 1";
inline constexpr std::string_view kNoQueue = "control 0x00f0f044 1";
inline constexpr std::string_view kNoStart = "control 0x00f0f045 1";
inline constexpr std::string_view kQueueError = "control 0x00f0f046 1";
inline constexpr std::string_view kUnbind = "write /sys/bus/platform/drivers/vivid/unbind vivid.0";
inline constexpr std::string_view kBind = "write /sys/bus/platform/drivers/vivid/bind vivid.0";
}  // namespace vivid

// What fails only when a camera is opened needs one that has stalled: it is opened again and again.
inline constexpr std::array kVividFaults = {
    VividFault{"error buffer", {vivid::kErrorBuffer}, {{{"error-buffer", "damaged"}}}},
    VividFault{"stall", {vivid::kDropAll}, {{{"stalled", "no pictures"}}}, vivid::kDropNone},
    VividFault{"no queue", {vivid::kNoQueue}, {{{"driver-error", "take a buffer back"}}}},
    VividFault{"queue error", {vivid::kQueueError}, {{{"driver-error", "Input/output error"}}}},
    VividFault{"disconnect", {vivid::kDisconnect}, {{{"disappeared", ""}}}},
    VividFault{"unbind", {vivid::kUnbind}, {{{"disappeared", ""}}}, vivid::kBind},
    VividFault{"no buffers",
               {vivid::kNoBuffers, vivid::kDropAll},
               {{{"stalled", ""}, {"driver-error", "gives no buffers"}}},
               vivid::kDropNone},
    VividFault{"no start",
               {vivid::kNoStart, vivid::kDropAll},
               {{{"stalled", ""}, {"driver-error", "does not start"}}},
               vivid::kDropNone},
};

}  // namespace ocellus::tests

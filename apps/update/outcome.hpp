// What came of it.
#pragma once

#include <string_view>

#include "runtime/status.hpp"

namespace ocellus::update {

// What the program exits with. Others decide by these.
enum class Exit : int {
  kDone = 0,
  kFailed = 1,   // the slot may hold anything, but nothing that starts
  kMisused = 2,  // of the words above
  kRefused = 3,  // not for this device, or nobody's; nothing was written
  kNothing = 4,  // of kTake: there is no bundle, or it holds what runs
};

struct Outcome {
  Exit exit = Exit::kDone;
  std::string_view where = {};  // what `status` is said of
  Status status = Status::success();
};

// Success, or `otherwise`.
inline Outcome outcome(std::string_view where, const Status& status, Exit otherwise) {
  return {status.ok() ? Exit::kDone : otherwise, where, status};
}

}  // namespace ocellus::update

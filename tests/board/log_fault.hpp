// What is wrong with the logs on a data partition that a cut of the power left.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "drivers/storage/block_device.hpp"
#include "tools/ocellus/log/history.hpp"

namespace ocellus::tests {

// A journalled line, and how much the disk had been asked when the camera was heard to say that it
// lasts.
struct Acknowledged {
  std::string line;
  std::uint64_t writes;
};

// All that is found; a failure fails the test.
tools::History history_of(storage::BlockDevice& medium);

// What is wrong with a state, of which `at_the_end` is the future; or nothing.
std::optional<std::string> fault_of(const tools::History& found, const tools::History& at_the_end,
                                    std::span<const Acknowledged> acknowledged);

}  // namespace ocellus::tests

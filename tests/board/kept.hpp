// What a device told and what its card holds are the same.
#pragma once

#include "tests/board/card.hpp"
#include "tests/board/device.hpp"

namespace ocellus::tests {

// Line for line, but for those at the beginning over which the ring of the journal went. The board
// is off.
void expect_kept(const Device& device, const Card& card);

}  // namespace ocellus::tests

// Findings as TAP 14, the Test Anything Protocol (testanything.org): a line each, what was not
// tested as SKIP with its reason, and value and limit in a YAML block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "apps/selftest/finding.hpp"

namespace ocellus::selftest {

// Whose values are told. At each start a serial console's time is dear: 100 bytes take 9 ms.
enum class Detail : std::uint8_t { kOfFailed, kOfAll };

// Enough for any finding.
inline constexpr std::size_t kTapRoom = 3072;

inline constexpr std::string_view kTapBegin = "TAP version 14\n";
// The finding's lines, in `room` of kTapRoom bytes. `number` from 1.
std::string_view tap(const Finding& finding, std::size_t number, Detail detail,
                     std::span<char> room);
// The plan, behind the last finding. Findings that were lost are missed by whoever reads it.
std::string_view tap_end(const Findings& findings, std::span<char> room);

}  // namespace ocellus::selftest

// Findings as lines of JSON, for the log and for programs:
//   {"time":3.207,"notice":"selftest","test":"memory","verdict":"passed","value":0,"most":0,"unit":"faults"}
// and a line over all of them:
//   {"time":3.911,"notice":"selftest","form":"quick","passed":14,"failed":0,"not_tested":2}
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "apps/selftest/finding.hpp"

namespace ocellus::selftest {

// The quick form at each start, below a second; the full one when somebody asks for it.
enum class Form : std::uint8_t { kQuick, kFull };

constexpr std::string_view name(Form form) { return form == Form::kQuick ? "quick" : "full"; }

// What a line of the log holds (drivers/storage/journal.hpp).
inline constexpr std::size_t kLineRoom = 1024;

// With its end. A finding whose words do not fit is told without them. `time`: since the machine
// started. `room`: kLineRoom bytes.
std::string_view journal_line(const Finding& finding, std::chrono::milliseconds time,
                              std::span<char> room);
std::string_view journal_summary(const Findings& findings, Form form,
                                 std::chrono::milliseconds time, std::span<char> room);

}  // namespace ocellus::selftest

// The camera's eyes on the engineer's machine, shown the very frames that a board saw.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/board/device.hpp"

namespace ocellus::tests {

// As a board tells it with [watch] trace.
struct SeenFrame {
  std::uint64_t number = 0;
  std::chrono::microseconds time{0};
  std::string mark;  // capture::frame_mark in hexadecimal
};

// What a board with [watch] trace saw and said until then.
struct Witness {
  std::vector<SeenFrame> frames;
  std::vector<std::string> events;  // their lines, of these frames
};

// The next `frames` frames; fails the test when they take minutes.
Witness bear_witness(Device& device, std::size_t frames);

// What it has said in all.
Witness witness_of(const std::vector<Saying>& heard);

// The lines of all events, without their ends, that these settings and frames lead to. `pictures`
// is what the board's camera was shown, in which every frame is looked up by its mark. What cannot
// be found or decoded fails the test.
std::vector<std::string> events_at_the_desk(std::string_view settings, const std::string& pictures,
                                            const std::vector<SeenFrame>& frames);

// The next `frames` frames lead to the same events on the board as here, at least one, within one
// life of its camera; otherwise the test fails.
void expect_what_the_desk_says(Device& device, std::string_view settings,
                               const std::string& pictures, std::size_t frames);

}  // namespace ocellus::tests

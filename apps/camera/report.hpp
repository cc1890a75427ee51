// The table at the end of a run.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "apps/camera/see/watcher.hpp"
#include "apps/camera/stages.hpp"

namespace ocellus::camera {

struct RunFacts {
  std::uint64_t frames = 0;
  std::uint64_t damaged_frames = 0;
  std::chrono::duration<double> elapsed{0};  // from the first frame asked for to the last one done
  std::uint64_t allocations_after_start = 0;
  std::size_t pool_peak_bytes = 0;
  int threads = 1;  // that inferred
};

// Writes the table to stderr, with the counts of lines and zones.
void print_report(const RunFacts& facts, const Watcher& watcher, const StageTimes& times);

}  // namespace ocellus::camera

// Weights, kernels and networks of this program, tried by processes of their own: one reads the
// weights, one for each core marches over its memory and walks through every network operator by
// operator, and one runs the networks as the camera does, by all its threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>

#include "apps/selftest/evidence.hpp"
#include "platform/linux/crew.hpp"
#include "runtime/golden.hpp"
#include "runtime/status.hpp"

namespace ocellus::selftest {

// The models that this processor runs, and where they do.
struct Compute {
  std::span<const Golden* const> models;        // at most kMostModels
  std::span<std::byte> arena;                   // enough for each of them, on a 64-byte boundary
  platform::Crew* crew;                         // not started
  int threads;                                  // of the camera
  std::size_t backgrounds;                      // of the march, 1 to kBackgrounds.size()
  std::chrono::steady_clock::time_point until;  // nothing is begun afterwards
};

// How long one operator may compute before it is taken not to end, by the processor's time, so that
// a board on which others compute is not accused. A whole network takes a Raspberry Pi 3 some
// tenths of a second, and the virtual board, emulated, a few seconds.
inline constexpr std::chrono::seconds kMostComputing{10};
// How long everything may take beyond `until` where the processor is given to others.
inline constexpr std::chrono::seconds kMostWaiting{60};

// `evidence` is in memory that processes share (shared_evidence). Takes until all of them ended.
void try_compute(const Compute& compute, Evidence& evidence);

// Room for evidence that processes share; nullptr where the system gives none.
Evidence* shared_evidence();

// What the processes do, each by itself; for tests.
void read_weights(const Compute& compute, Evidence& evidence);
void try_core(const Compute& compute, CoreEvidence& evidence);
void run_networks(const Compute& compute, Evidence& evidence);

}  // namespace ocellus::selftest

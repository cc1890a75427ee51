// What the processes leave that try weights, kernels and networks: plain data in memory that they
// share with who judges it, written before whatever might end them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "apps/selftest/march.hpp"

namespace ocellus::selftest {

inline constexpr std::size_t kMostModels = 8;
inline constexpr std::size_t kMostCores = 16;  // of a machine with more, the first

// How a process came to its end.
struct End {
  enum class How : std::uint8_t {
    kNotBegun,
    kDone,
    kSignal,     // `signal`; SIGXCPU where one operator took longer than any may
    kOutOfTime,  // killed: it was not given the processor
  };
  How how = How::kNotBegun;
  int signal = 0;
};

// Something that is tried: not yet, when a process ended in the midst of it, or with its outcome.
enum class Trial : std::uint8_t { kNotBegun, kUnderWay, kRight, kWrong };

struct WeightsEvidence {
  Trial trial = Trial::kNotBegun;
  std::uint32_t found = 0;  // checksum
};

// A model on one core, operator by operator.
struct WalkEvidence {
  Trial trial = Trial::kNotBegun;
  std::uint32_t step = 0;   // under way, or wrong
  std::uint32_t found = 0;  // checksum, where wrong
};

struct MarchEvidence {
  Trial trial = Trial::kNotBegun;
  std::uint32_t backgrounds = 0;  // done
  MemoryFault fault = {};         // where wrong
};

struct CoreEvidence {
  int core = 0;  // the system's number
  End end;
  MarchEvidence march;
  std::array<WalkEvidence, kMostModels> walks = {};
};

// A whole network, by as many threads as the camera uses.
struct NetworkEvidence {
  Trial trial = Trial::kNotBegun;
  std::uint32_t found = 0;  // checksum of its outputs
};

struct Evidence {
  End weights_end;
  std::array<WeightsEvidence, kMostModels> weights = {};
  std::array<CoreEvidence, kMostCores> cores = {};
  std::size_t core_count = 0;
  End networks_end;
  int threads = 0;
  std::array<NetworkEvidence, kMostModels> networks = {};

  std::span<const CoreEvidence> tried_cores() const { return std::span(cores).first(core_count); }
};

}  // namespace ocellus::selftest

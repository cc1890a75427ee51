// What a bench found, ready to be told.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/isa.hpp"
#include "tools/bench/machine.hpp"
#include "tools/bench/statistics.hpp"

namespace ocellus::tools {

// Of one network; milliseconds.
struct PeerFindings {
  std::string name;
  std::string about = {};  // see Peer
  Summary time = {};
  Spread speedup = {};  // its time over ours, turn by turn; above 1 we are faster
};

struct LayerFindings {
  std::string label;  // "12 (CONV_2D), 1x19x19x96 -> 1x19x19x576"
  std::string kind;   // "CONV_2D"
  std::uint64_t macs = 0;
  std::size_t bytes = 0;       // of its inputs, parameters and outputs, each once: the least
                               // that it can move
  double time = 0;             // median, milliseconds
  double fraction = 0;         // of the peak
  double lost = 0;             // milliseconds more than at the peak
  double bytes_per_cycle = 0;  // of those bytes
  std::optional<double> speedup = {};  // over the peer that can be taken apart
};

// A detector's frames of one size and format, from their bytes to tracks; medians, milliseconds.
struct FrameFindings {
  std::string name;       // "768x576 yuyv"
  double decode = 0;      // of a compressed frame
  double preprocess = 0;  // crop, resize, colours, quantization
  double inference = 0;
  double postprocess = 0;  // boxes and non-maximum suppression
  double track = 0;
  double frame = 0;  // all of these, each frame
  double share = 0;  // of pre- and postprocess in what inference takes, each frame
};

struct EndToEndFindings {
  static constexpr double kMostShare = 0.10;  // what is wanted

  std::string picture;
  std::vector<FrameFindings> frames;

  // The frame with the largest share. There is at least one.
  const FrameFindings& worst() const {
    return *std::ranges::max_element(frames, {}, &FrameFindings::share);
  }
};

// The model by several threads, against its run by one.
struct ThreadFindings {
  int threads = 1;
  Summary time;
  Spread speedup;
};

struct NetworkFindings {
  std::string name;
  std::string path;
  Isa isa = Isa::kScalar;
  std::uint64_t macs = 0;
  Summary time;
  Spread fraction;  // of the peak, turn by turn
  double macs_per_cycle = 0;
  double peak_macs_per_cycle = 0;
  Spread gigahertz;
  Spread peak_gmacs;
  double parts = 0;  // the layers' medians added up, where they were measured
  std::optional<ThreadFindings> on_threads;
  std::vector<PeerFindings> peers;
  std::vector<std::string> absent;  // why a peer did not take part, one sentence each
  std::vector<LayerFindings> layers;
  std::optional<EndToEndFindings> end_to_end;
};

struct Findings {
  Machine machine;
  std::string command;
  std::size_t runs = 0;  // of each contender
  std::vector<NetworkFindings> networks = {};
};

// For people.
std::string text_of(const NetworkFindings& network);
std::string text_of(const Machine& machine);
// One document.
std::string json_of(const Findings& findings);
// A table between marks, with the command, the machine and the date.
std::string markdown_of(const Findings& findings);

}  // namespace ocellus::tools

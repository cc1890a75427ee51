// One network against its peers.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tools/bench/findings.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

struct BenchOptions {
  Isa isa = Isa::kScalar;
  std::vector<std::string> against;  // names of peers
  std::string onnxruntime;           // path of its library; empty for the one that was fetched
  std::size_t turns = 1;
  std::size_t runs = 1;  // in each turn
  bool layers = false;
  int threads = 1;  // when more, the model runs on as many too, beside its run on one
  std::function<void()> after_turn = [] {};
};

inline constexpr std::string_view kPeerNames[] = {"xnnpack", "onnxruntime"};

// `path` is a .tflite.
Result<NetworkFindings> bench(const std::string& path, const BenchOptions& options);

}  // namespace ocellus::tools

#include "tools/bench/peers.hpp"

namespace ocellus::tools {

Result<std::unique_ptr<Peer>> make_onnxruntime(const std::string& path) {
  return Failure{path, "cannot be run yet"};
}

}  // namespace ocellus::tools

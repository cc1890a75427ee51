#include "tools/bench/peers.hpp"

namespace ocellus::tools {

Result<std::unique_ptr<Peer>> make_xnnpack(EmittedModel&) {
  return Failure{"XNNPACK", "was not there when this program was built",
                 "install Debian's libxnnpack-dev, then tools/build"};
}

}  // namespace ocellus::tools

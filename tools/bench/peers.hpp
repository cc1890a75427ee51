// Other inference engines, doing the same work with one thread.
#pragma once

#include <memory>
#include <string>

#include "tools/bench/emitted_model.hpp"
#include "tools/bench/race.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

class Peer : public Contender {
 public:
  // What it is and what of the work is its own: "0.0~git20220216, 62 of 65 layers".
  virtual std::string about() const = 0;
  // Whether the part is the peer's own work; otherwise it is ours, in its place.
  virtual bool own(std::size_t) const { return true; }
};

// XNNPACK's operators in place of the model's steps, on the same shapes, weights and arena plan.
// What it has no operator for runs as in `ours`, which must outlive it. Fails where XNNPACK was not
// there when this program was built.
Result<std::unique_ptr<Peer>> make_xnnpack(EmittedModel& ours);

// ONNX Runtime's session on what export_onnx makes of the .tflite at `path`, one thread,
// sequential, every optimization. Fails where the library is not there or refuses the network.
// `library` is the path of libonnxruntime, empty for the one that tools/fetch brings; within one
// program always the same.
Result<std::unique_ptr<Peer>> make_onnxruntime(const std::string& path, const std::string& library,
                                               EmittedModel& ours);

}  // namespace ocellus::tools

// A float model and an int8 model, run side by side, layer by layer.
//
// A layer is an operator of the int8 model. Two figures tell about it: the noise that has reached
// its output (int8 network against float network), and the noise that is its own: what the int8
// operator makes of the float network's values, rounded to its inputs' codes, against what the
// float model makes of just these rounded values. The first says how bad it is, the second whose
// fault.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/isa.hpp"
#include "tools/ocellus/compare/noise.hpp"
#include "tools/ocellus/compare/tensor_values.hpp"
#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/reference/float_engine.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools::compare {

struct Layer {
  std::int32_t source_index = 0;  // the operator's place in its file
  std::string operator_name;      // "CONV_2D"
  std::size_t output = 0;         // which of the operator's
  std::string tensor;             // its name
  std::vector<std::int32_t> shape;
  bool model_output = false;
  bool rescaled = false;     // the int8 model's channels were scaled, and compared so
  Noise total;               // int8 network against float network
  std::optional<Noise> own;  // none where the float model's part cannot be told
  std::size_t clipped = 0;   // float values beyond what the codes reach
  std::size_t values = 0;

  double clipped_share() const {
    return values == 0 ? 0 : static_cast<double>(clipped) / static_cast<double>(values);
  }
  // What to sort by, to find whose fault it is.
  double fault() const { return own ? own->decibels() : total.decibels(); }
};

class Comparison {
 public:
  // `exact`: float, of operators that the float engine computes; `coded`: int8. `factors`: by
  // TensorId of `coded`, when the quantizer told them; else they are estimated from the weights.
  // Fails when one of them cannot be run, or is not a form of the other. The failure's `where` is
  // "float model" or "int8 model".
  static Result<Comparison> load(Graph exact, Graph coded,
                                 std::optional<std::vector<ChannelFactors>> factors, Isa isa);

  // Runs both on the float model's inputs, in its order.
  void add(const std::vector<std::vector<float>>& inputs);

  // In the int8 model's order; those without a counterpart in the float model left out.
  const std::vector<Layer>& layers() const { return layers_; }
  // Operators of the int8 model that were left out so.
  std::size_t unmatched() const { return unmatched_; }

  // What the last add() computed.
  std::span<const float> exact_output(std::size_t index) const;
  std::span<const std::byte> coded_output(std::size_t index) const {
    return interpreter_.output(index);
  }
  const Program& program() const { return interpreter_.program(); }
  const Graph& exact() const { return *exact_; }

 private:
  // One operator of the int8 model, alone.
  struct Alone {
    Interpreter interpreter;
    std::vector<TensorId> inputs;  // of the int8 model
    // Operators of the float model that do the same, by output.
    std::vector<std::optional<std::vector<std::size_t>>> ways;
  };
  struct Row {
    std::size_t operator_index;
    std::size_t output;
    TensorId coded, exact;
  };

  Comparison(std::unique_ptr<const Graph> exact, std::unique_ptr<const Graph> coded,
             Interpreter interpreter);
  std::optional<Alone> isolate(const Operator& op, Isa isa) const;
  void match(Isa isa, std::optional<std::vector<ChannelFactors>> factors);
  void add_own(Alone& alone, std::size_t first_row, std::size_t end_row);

  std::unique_ptr<const Graph> exact_;
  std::unique_ptr<const Graph> coded_;
  reference::FloatEngine engine_;
  Interpreter interpreter_;
  std::vector<TensorId> matches_;     // by TensorId of coded_
  std::vector<TensorValues> values_;  // by TensorId of coded_
  std::vector<Row> rows_;
  std::vector<Layer> layers_;                // by row
  std::vector<std::optional<Alone>> alone_;  // by operator of coded_
  std::size_t unmatched_ = 0;
  reference::Activations activations_;
};

}  // namespace ocellus::tools::compare

#include "tools/ocellus/compare/comparison.hpp"

#include <algorithm>
#include <utility>

#include "tools/ocellus/compare/channel_factors.hpp"
#include "tools/ocellus/compare/match.hpp"
#include "tools/ocellus/graph/extract.hpp"
#include "tools/ocellus/quantize/grid_rules.hpp"

namespace ocellus::tools::compare {
namespace {

Failure unrelated(std::string what) {
  return {"int8 model", std::move(what), "name the float model it was made from"};
}

std::optional<Failure> check(const Graph& exact, const Graph& coded) {
  if (!exact.is_float())
    return Failure{"float model", "is int8 already", "name the float original"};
  if (const std::string faults = quantize::cannot_quantize(exact); !faults.empty()) {
    return Failure{"float model", "not all of it can be compared: " + faults, "change the model"};
  }
  const auto same = [&](const std::vector<TensorId>& mine, const std::vector<TensorId>& theirs) {
    bool alike = mine.size() == theirs.size();
    for (std::size_t i = 0; alike && i < mine.size(); ++i) {
      alike = exact.tensor(mine[i]).elements() == coded.tensor(theirs[i]).elements();
    }
    return alike;
  };
  if (!same(exact.inputs, coded.inputs)) return unrelated("its inputs are not the float model's");
  return std::nullopt;
}

}  // namespace

Result<Comparison> Comparison::load(Graph exact, Graph coded,
                                    std::optional<std::vector<ChannelFactors>> factors, Isa isa) {
  if (const auto failure = check(exact, coded)) return *failure;
  Result<Interpreter> interpreter = Interpreter::load(coded, isa);
  if (!interpreter.ok()) {
    Failure failure = interpreter.failure();
    failure.where = "int8 model: " + failure.where;
    for (Failure& also : failure.also) also.where = "int8 model: " + also.where;
    return failure;
  }
  Comparison comparison(std::make_unique<const Graph>(std::move(exact)),
                        std::make_unique<const Graph>(std::move(coded)),
                        std::move(interpreter.value()));
  comparison.match(isa, std::move(factors));
  if (comparison.rows_.empty()) return unrelated("none of its tensors is the float model's");
  return comparison;
}

Comparison::Comparison(std::unique_ptr<const Graph> exact, std::unique_ptr<const Graph> coded,
                       Interpreter interpreter)
    : exact_(std::move(exact)),
      coded_(std::move(coded)),
      engine_(*exact_),
      interpreter_(std::move(interpreter)),
      matches_(match_tensors(*exact_, *coded_)) {}

std::optional<Comparison::Alone> Comparison::isolate(const Operator& op, Isa isa) const {
  Extract extracted = extract(*coded_, op);
  Result<Interpreter> interpreter = Interpreter::load(extracted.graph, isa);
  if (!interpreter.ok()) return std::nullopt;
  std::vector<TensorId> given;
  for (const TensorId id : extracted.inputs) {
    if (matches_[id] == kNoTensor) return std::nullopt;
    given.push_back(matches_[id]);
  }
  Alone alone{std::move(interpreter.value()), std::move(extracted.inputs), {}};
  for (const TensorId id : op.outputs) {
    alone.ways.push_back(matches_[id] == kNoTensor ? std::nullopt
                                                   : way_to(*exact_, matches_[id], given));
  }
  return alone;
}

void Comparison::match(Isa isa, std::optional<std::vector<ChannelFactors>> factors) {
  if (!factors) factors = estimate_factors(*exact_, *coded_, matches_);
  for (std::size_t id = 0; id < coded_->tensors.size(); ++id) {
    // What nobody compares may have any type, and passes for a float.
    const bool compared = matches_[id] != kNoTensor;
    values_.emplace_back(compared ? coded_->tensors[id] : Tensor{}, std::move((*factors)[id]));
  }
  for (std::size_t index = 0; index < coded_->operators.size(); ++index) {
    const Operator& op = coded_->operators[index];
    alone_.push_back(isolate(op, isa));
    bool matched = false;
    for (std::size_t k = 0; k < op.outputs.size(); ++k) {
      const TensorId id = op.outputs[k];
      if (matches_[id] == kNoTensor) continue;
      matched = true;
      const Tensor& tensor = coded_->tensor(id);
      rows_.push_back({index, k, id, matches_[id]});
      const bool own = alone_.back() && alone_.back()->ways[k];
      const auto& outputs = coded_->outputs;
      const std::vector<float> steps = values_[id].steps();
      layers_.push_back({.source_index = op.source_index,
                         .operator_name = std::string(name(op)),
                         .output = k,
                         .tensor = tensor.name,
                         .shape = tensor.shape,
                         .model_output = std::ranges::find(outputs, id) != outputs.end(),
                         .rescaled = steps.size() > 1,
                         .total = Noise(steps),
                         .own = own ? std::optional<Noise>(steps) : std::nullopt});
    }
    if (!matched) ++unmatched_;
  }
}

void Comparison::add(const std::vector<std::vector<float>>& inputs) {
  activations_.resize(exact_->tensors.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    activations_[exact_->inputs[i]] = inputs[i];
    values_[coded_->inputs[i]].write(inputs[i], interpreter_.input(i), true);
  }
  for (std::size_t index = 0; index < exact_->operators.size(); ++index) {
    engine_.step(index, activations_);
  }
  interpreter_.run();
  for (std::size_t r = 0; r < rows_.size();) {
    const std::size_t first = r;
    const std::size_t index = rows_[r].operator_index;
    for (; r < rows_.size() && rows_[r].operator_index == index; ++r) {
      const Row& row = rows_[r];
      const std::vector<float>& exact = activations_[row.exact];
      const TensorValues& values = values_[row.coded];
      layers_[r].total.add(exact, values.read(interpreter_.tensor(row.coded)));
      layers_[r].clipped += values.clipped(exact);
      layers_[r].values += exact.size();
    }
    if (alone_[index]) add_own(*alone_[index], first, r);
  }
}

void Comparison::add_own(Alone& alone, std::size_t first_row, std::size_t end_row) {
  reference::Activations rounded(exact_->tensors.size());
  for (std::size_t i = 0; i < alone.inputs.size(); ++i) {
    const TensorId id = alone.inputs[i];
    const std::span<std::byte> codes = alone.interpreter.input(i);
    values_[id].write(activations_[matches_[id]], codes, false);
    rounded[matches_[id]] = values_[id].read(codes);
  }
  alone.interpreter.run();
  for (std::size_t r = first_row; r < end_row; ++r) {
    if (!layers_[r].own) continue;
    const Row& row = rows_[r];
    for (const std::size_t index : *alone.ways[row.output]) engine_.step(index, rounded);
    layers_[r].own->add(rounded[row.exact],
                        values_[row.coded].read(alone.interpreter.output(row.output)));
  }
}

std::span<const float> Comparison::exact_output(std::size_t index) const {
  return activations_[exact_->outputs[index]];
}

}  // namespace ocellus::tools::compare

#include "tests/oracle/agreement.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "platform/linux/cpu.hpp"
#include "tools/ocellus/graph/extract.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/quantize/pictures.hpp"
#include "tools/ocellus/tflite/export.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tests {
namespace {

using tools::DataType;
using tools::Failure;
using tools::Graph;
using tools::Interpreter;
using tools::Result;
using tools::TensorId;

bool coded(DataType type) { return type == DataType::kInt8 || type == DataType::kUint8; }

Failure unfit(const std::string& model, const std::string& what) {
  return {model, what, "compare models that ocellus quantize made of picture models"};
}

// The pictures as the model's input: level n of a colour is its code n - 128, as uint8 n.
Result<std::vector<Bytes>> inputs_of(const std::string& model, const Interpreter& interpreter,
                                     std::span<const std::string> pictures) {
  const std::vector<tools::Port>& ports = interpreter.program().inputs;
  if (ports.size() != 1 || !coded(ports[0].type) || ports[0].shape.size() != 4 ||
      ports[0].shape[0] != 1 || ports[0].shape[3] != 3) {
    return unfit(model, "does not take one colour picture in int8 or uint8");
  }
  const auto turn = static_cast<std::byte>(ports[0].type == DataType::kInt8 ? 0x80 : 0);
  tools::quantize::PictureReader reader({ports[0].shape[2], ports[0].shape[1]});
  std::vector<Bytes> inputs;
  for (const std::string& picture : pictures) {
    const auto levels = reader.read(picture);
    if (!levels.ok()) return levels.failure();
    Bytes& input = inputs.emplace_back();
    for (const std::uint8_t level : levels.value()) input.push_back(std::byte{level} ^ turn);
  }
  return inputs;
}

void run(Interpreter& interpreter, const Bytes& input) {
  std::ranges::copy(input, interpreter.input(0).begin());
  interpreter.run();
}

// Compares the tensors `ours` with their outputs, which follow one another in `theirs`; whether
// they have the same sizes.
template <typename Add>
bool compare(std::span<const std::span<const std::byte>> ours, std::span<const std::byte> theirs,
             Add add) {
  for (std::size_t k = 0; k < ours.size(); ++k) {
    if (theirs.size() < ours[k].size()) return false;
    add(k, ours[k], theirs.first(ours[k].size()));
    theirs = theirs.subspan(ours[k].size());
  }
  return theirs.empty();
}

Result<std::vector<Distances>> whole(const std::string& model, Interpreter& interpreter,
                                     const std::vector<Bytes>& inputs, Oracle& oracle) {
  for (const Bytes& input : inputs) {
    if (const auto added = oracle.add(model, input); !added.ok()) return added.failure();
  }
  const Result<std::vector<Bytes>> theirs = oracle.run();
  if (!theirs.ok()) return theirs.failure();
  std::vector<Distances> distances(interpreter.outputs());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    run(interpreter, inputs[i]);
    std::vector<std::span<const std::byte>> ours;
    for (std::size_t k = 0; k < distances.size(); ++k) ours.push_back(interpreter.output(k));
    const bool same_sizes = compare(ours, theirs.value()[i], [&](std::size_t k, auto a, auto b) {
      distances[k].add(a, b, interpreter.program().outputs[k].type == DataType::kInt8);
    });
    if (!same_sizes) return unfit(model, "has outputs of other sizes there");
  }
  return distances;
}

// `interpreter` has run; each operator gets its inputs from there.
Result<std::vector<OperatorDistance>> each(const Graph& graph, const Interpreter& interpreter,
                                           Oracle& oracle) {
  std::vector<const tools::Operator*> asked;
  for (const tools::Operator& op : graph.operators) {
    const auto is_coded = [&](TensorId id) { return coded(graph.tensor(id).type); };
    const tools::Extract alone = tools::extract(graph, op);
    if (!std::ranges::all_of(op.outputs, is_coded)) continue;
    Bytes input;
    for (const TensorId id : alone.inputs) {
      const std::span<const std::byte> bytes = interpreter.tensor(id);
      input.insert(input.end(), bytes.begin(), bytes.end());
    }
    const std::string file = oracle.folder() / ("op" + std::to_string(asked.size()) + ".tflite");
    const auto written = tools::export_tflite(alone.graph, file, "one operator");
    if (!written.ok()) return written.failure();
    if (const auto added = oracle.add(file, input); !added.ok()) return added.failure();
    asked.push_back(&op);
  }
  const Result<std::vector<Bytes>> theirs = oracle.run();
  if (!theirs.ok()) return theirs.failure();
  std::vector<OperatorDistance> distances;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const tools::Operator& op = *asked[i];
    std::vector<std::span<const std::byte>> ours;
    for (const TensorId id : op.outputs) ours.push_back(interpreter.tensor(id));
    OperatorDistance& found = distances.emplace_back();
    found.source_index = op.source_index;
    found.name = std::string(name(op));
    const bool same_sizes = compare(ours, theirs.value()[i], [&](std::size_t k, auto a, auto b) {
      found.distances.add(a, b, graph.tensor(op.outputs[k]).type == DataType::kInt8);
    });
    if (!same_sizes) {
      return Failure{"operator " + std::to_string(op.source_index) + " (" + found.name + ")",
                     "has outputs of other sizes there"};
    }
  }
  return distances;
}

}  // namespace

void Distances::add(std::span<const std::byte> ours, std::span<const std::byte> theirs,
                    bool is_signed) {
  const auto code = [&](std::byte byte) {
    return is_signed ? int{std::to_integer<std::int8_t>(byte)} : std::to_integer<int>(byte);
  };
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const int value = code(ours[i]);
    const int distance = std::abs(value - code(theirs[i]));
    equal_ += distance == 0 ? 1 : 0;
    near_ += distance <= 1 ? 1 : 0;
    largest_ = std::max(largest_, distance);
    sum_ += value;
    squares_ += value * value;
    noise_ += distance * distance;
  }
  values_ += ours.size();
}

void Distances::add(const Distances& other) {
  values_ += other.values_;
  equal_ += other.equal_;
  near_ += other.near_;
  largest_ = std::max(largest_, other.largest_);
  sum_ += other.sum_;
  squares_ += other.squares_;
  noise_ += other.noise_;
}

double Distances::decibels() const {
  if (noise_ <= 0) return 120;
  const double signal = squares_ - sum_ * sum_ / static_cast<double>(values_);
  return signal <= 0 ? -120 : 10 * std::log10(signal / noise_);
}

Result<ModelAgreement> agreement_of(const std::string& model,
                                    std::span<const std::string> pictures) {
  const Result<Graph> graph = tools::import_tflite(model);
  if (!graph.ok()) return graph.failure();
  Result<Interpreter> loaded = Interpreter::load(graph.value(), platform::best_isa());
  if (!loaded.ok()) return Failure{model + ": " + loaded.failure().where, loaded.failure().what};
  Interpreter& interpreter = loaded.value();
  if (!std::ranges::all_of(interpreter.program().outputs,
                           [](const tools::Port& port) { return coded(port.type); })) {
    return unfit(model, "has outputs that are neither int8 nor uint8");
  }
  const Result<std::vector<Bytes>> inputs = inputs_of(model, interpreter, pictures);
  if (!inputs.ok()) return inputs.failure();
  Result<Oracle> oracle = Oracle::open();
  if (!oracle.ok()) return oracle.failure();

  auto outputs = whole(model, interpreter, inputs.value(), oracle.value());
  if (!outputs.ok()) return outputs.failure();
  run(interpreter, inputs.value()[0]);
  auto operators = each(graph.value(), interpreter, oracle.value());
  if (!operators.ok()) {
    return Failure{model + ": " + operators.failure().where, operators.failure().what};
  }
  return ModelAgreement{std::move(outputs.value()), std::move(operators.value())};
}

}  // namespace ocellus::tests

#include "tools/ocellus/onnx/export_onnx.hpp"

#include <optional>
#include <utility>
#include <variant>

#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/onnx/write_operators.hpp"

namespace ocellus::tools {
namespace {

// Activations that are not int8.
OnnxRefusal check_types(const Graph& graph, const Operator& op) {
  const auto other = [&](TensorId id) {
    return id != kNoTensor && !graph.tensor(id).constant() &&
           graph.tensor(id).type != DataType::kInt8;
  };
  for (const auto* const ids : {&op.inputs, &op.outputs}) {
    for (const TensorId id : *ids) {
      if (other(id)) return "it has a tensor of " + std::string(name(graph.tensor(id).type));
    }
  }
  return {};
}

}  // namespace

Result<OnnxExport> export_onnx(Graph graph, std::string_view description,
                               const std::string& where) {
  simplify(graph);
  OnnxWriter file(graph);
  file.add_inputs();
  std::optional<Failure> failure;
  for (const Operator& op : graph.operators) {
    file.begin(op);
    OnnxRefusal refusal = check_types(graph, op);
    if (!refusal) {
      refusal = std::visit([&](const auto& attributes) { return write(file, op, attributes); },
                           op.attributes);
    }
    if (!refusal) continue;
    for (const TensorId id : op.outputs) file.set(id, "");  // so that others can be looked at
    Failure found = {where + ": operator " + std::to_string(op.source_index) + " (" +
                         std::string(name(op)) + ")",
                     *refusal, "measure it against other engines"};
    if (!failure) {
      failure = std::move(found);
    } else {
      failure->also.push_back(std::move(found));
    }
  }
  if (failure) return *std::move(failure);
  file.add_outputs();
  return OnnxExport{file.finish(description), file.clips()};
}

}  // namespace ocellus::tools

#include "tools/ocellus/tflite/import.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "schema_generated.h"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"
#include "tools/ocellus/tflite/tensors.hpp"

namespace ocellus::tools {
namespace {

constexpr const char* kDamaged = "fetch or convert the model again";
constexpr const char* kChange = "change the model and convert it again";

using Indices = flatbuffers::Vector<std::int32_t>;

std::size_t size(const Indices* indices) { return indices == nullptr ? 0 : indices->size(); }

class Importer {
 public:
  Importer(const schema::Model& model, std::string file)
      : model_(model),
        subgraph_(*model.subgraphs()->Get(0)),
        file_(std::move(file)),
        tensors_(model_, subgraph_, graph_),
        has_value_(graph_.tensors.size()),
        lost_constant_(graph_.tensors.size()) {}

  Result<Graph> run() {
    if (std::optional<Failure> failure = find_older_quantization()) return *failure;
    read_inputs();
    std::int32_t index = 0;
    for (const schema::Operator* op : *subgraph_.operators()) read_operator(*op, index++);
    read_outputs();
    check_uint8_outputs();
    if (!failures_.empty()) {
      Failure first = std::move(failures_.front());
      first.also.assign(std::make_move_iterator(failures_.begin() + 1),
                        std::make_move_iterator(failures_.end()));
      return first;
    }
    drop_unnamed_tensors();
    return std::move(graph_);
  }

 private:
  void refuse(const std::string& place, std::string what, const char* remedy) {
    failures_.push_back({file_ + ": " + place, std::move(what), remedy});
  }

  const schema::Tensor& file_tensor(std::int32_t id) const {
    return *subgraph_.tensors()->Get(static_cast<flatbuffers::uoffset_t>(id));
  }
  bool computed_in_uint8(const Indices* ids) const {
    return ids != nullptr && std::any_of(ids->begin(), ids->end(), [&](std::int32_t id) {
             return tensors_.exists(id) && file_tensor(id).type() == schema::ElementType::UInt8 &&
                    !tensors_.has_data(id);
           });
  }

  // Files of the years before int8 compute in uint8 from end to end: one sentence for all of it.
  std::optional<Failure> find_older_quantization() const {
    std::string first;
    std::size_t count = 0;
    std::int32_t index = 0;
    for (const schema::Operator* op : *subgraph_.operators()) {
      const std::string place = place_of(*op, index++);
      if (op->code() >= model_.codes()->size()) continue;
      const std::int32_t code = code_of(*model_.codes()->Get(op->code()));
      const bool border = code == static_cast<std::int32_t>(Builtin::kQuantize) ||
                          code == static_cast<std::int32_t>(Builtin::kDequantize);
      if (border || (!computed_in_uint8(op->inputs()) && !computed_in_uint8(op->outputs()))) {
        continue;
      }
      if (count++ == 0) first = place;
    }
    if (count == 0) return std::nullopt;
    return Failure{file_ + ": " + first,
                   "it computes in uint8, the older asymmetric quantization, as do " +
                       std::to_string(count) + " of the file's " +
                       std::to_string(subgraph_.operators()->size()) +
                       " operators; only int8 is supported inside a model",
                   "convert the original model to int8, or give its float form to 'ocellus "
                   "quantize'"};
  }

  // A tensor that the model takes or gives: what both have to fulfil.
  Refusal check_interface(std::int32_t id) {
    if (!tensors_.exists(id)) return "there is no tensor " + std::to_string(id);
    if (Refusal refusal = tensors_.load(id)) return refusal;
    const Tensor& tensor = graph_.tensor(id);
    switch (tensor.type) {
      case DataType::kInt8:
      case DataType::kUint8:
        if (!tensor.quantization.per_tensor()) {
          return "its tensor '" + tensor.name + "' is " + std::string(name(tensor.type)) +
                 " with " + std::to_string(tensor.quantization.scales.size()) +
                 " scales, one is expected";
        }
        break;
      case DataType::kFloat32:
      case DataType::kInt32:
      case DataType::kInt64:
        break;
      default:
        return "its tensor '" + tensor.name + "' is " + std::string(name(tensor.type)) +
               ", only float32, int8, uint8, int32 and int64 are supported";
    }
    if (tensor.shape.size() > 4) return "it has more than four dimensions";
    return {};
  }

  // uint8 is for the model's borders: what is computed in it is an output.
  void check_uint8_outputs() {
    for (const Operator& op : graph_.operators) {
      const TensorId id = op.outputs[0];
      if (graph_.tensor(id).type != DataType::kUint8 ||
          std::find(graph_.outputs.begin(), graph_.outputs.end(), id) != graph_.outputs.end()) {
        continue;
      }
      const auto index = static_cast<flatbuffers::uoffset_t>(op.source_index);
      refuse(place_of(*subgraph_.operators()->Get(index), op.source_index),
             "it makes uint8 inside the model, which is supported for its outputs only", kChange);
    }
  }

  // Keeps the tensors that something of the graph names, and renumbers them.
  void drop_unnamed_tensors() {
    std::vector<TensorId> renamed(graph_.tensors.size(), kNoTensor);
    const auto for_each_id = [&](auto&& visit) {
      const auto visit_all = [&](std::vector<TensorId>& ids) {
        for (TensorId& id : ids) {
          if (id != kNoTensor) visit(id);
        }
      };
      visit_all(graph_.inputs);
      visit_all(graph_.outputs);
      for (Operator& op : graph_.operators) {
        visit_all(op.inputs);
        visit_all(op.outputs);
      }
      for (FileOperator& op : graph_.file_operators) visit_all(op.outputs);
    };
    for_each_id([&](TensorId id) { renamed[static_cast<std::size_t>(id)] = 0; });
    std::vector<Tensor> kept;
    for (std::size_t i = 0; i < renamed.size(); ++i) {
      if (renamed[i] == kNoTensor) continue;
      renamed[i] = static_cast<TensorId>(kept.size());
      kept.push_back(std::move(graph_.tensors[i]));
    }
    graph_.tensors = std::move(kept);
    for_each_id([&](TensorId& id) { id = renamed[static_cast<std::size_t>(id)]; });
  }

  void read_inputs() {
    for (std::size_t i = 0; i < size(subgraph_.inputs()); ++i) {
      const std::int32_t id = subgraph_.inputs()->Get(static_cast<flatbuffers::uoffset_t>(i));
      Refusal refusal = check_interface(id);
      if (!refusal && graph_.tensor(id).constant()) refusal = "it is a constant";
      if (!refusal && has_value(id)) refusal = "it is an input twice";
      if (refusal) refuse("input " + std::to_string(i), *refusal, kChange);
      if (tensors_.exists(id)) give_value(id);
      if (!refusal) graph_.inputs.push_back(id);
    }
  }

  void read_outputs() {
    for (std::size_t i = 0; i < size(subgraph_.outputs()); ++i) {
      const std::int32_t id = subgraph_.outputs()->Get(static_cast<flatbuffers::uoffset_t>(i));
      Refusal refusal = check_interface(id);
      if (!refusal && !has_value(id)) refusal = "no operator computes it";
      if (!refusal &&
          std::find(graph_.inputs.begin(), graph_.inputs.end(), id) != graph_.inputs.end()) {
        refusal = "it is an input, passed through unchanged";
      }
      if (refusal) refuse("output " + std::to_string(i), *refusal, kChange);
      graph_.outputs.push_back(id);
    }
  }

  static std::int32_t code_of(const schema::OperatorCode& kind) {
    return std::max<std::int32_t>(kind.code_up_to_127(), kind.code());
  }

  // "operator 3 (CONV_2D, output 'x')".
  std::string place_of(const schema::Operator& op, std::int32_t index) const {
    const std::string number = "operator " + std::to_string(index);
    if (op.code() >= model_.codes()->size()) return number;
    const schema::OperatorCode& kind = *model_.codes()->Get(op.code());
    return number + " (" + full_name(kind, code_of(kind)) + output_name(op) + ")";
  }

  void read_operator(const schema::Operator& op, std::int32_t index) {
    const std::string place = place_of(op, index);
    if (op.code() >= model_.codes()->size()) {
      return refuse(place,
                    "it is of kind " + std::to_string(op.code()) + " of " +
                        std::to_string(model_.codes()->size()),
                    kDamaged);
    }
    const schema::OperatorCode& kind = *model_.codes()->Get(op.code());
    const std::int32_t code = code_of(kind);
    const std::string custom = custom_name(kind);
    FileOperator& listed = graph_.file_operators.emplace_back();
    listed.name = custom.empty() ? builtin_name(code) : custom;

    const OperatorImporter* const importer = find_importer(code, custom);
    bool refused = true;
    if (importer == nullptr) {
      refuse(place, "this kind of operator is not supported", "use a model without it");
    } else if (kind.version() < 1 || kind.version() > importer->newest_version) {
      refuse(place,
             "its version " + std::to_string(kind.version()) + " is not supported, only 1 to " +
                 std::to_string(importer->newest_version),
             "convert the model with an older TensorFlow");
    } else if (Refusal refusal = read_known(op, *importer, index)) {
      // Without a constant that was lost further up there is no judging this one.
      if (!reads_lost_constant(op)) refuse(place, *refusal, kChange);
    } else {
      refused = false;
    }
    // What reads the outputs is judged by itself, whether this operator was refused or not.
    const bool lost = refused && reads_only_constants(op);
    for (std::size_t i = 0; i < size(op.outputs()); ++i) {
      const std::int32_t id = op.outputs()->Get(static_cast<flatbuffers::uoffset_t>(i));
      if (!tensors_.exists(id)) continue;
      give_value(id);
      listed.outputs.push_back(id);
      if (lost) lost_constant_[static_cast<std::size_t>(id)] = true;
    }
  }

  bool is_lost_constant(std::int32_t id) const {
    return tensors_.exists(id) && lost_constant_[static_cast<std::size_t>(id)];
  }
  bool reads_lost_constant(const schema::Operator& op) const {
    return op.inputs() != nullptr &&
           std::any_of(op.inputs()->begin(), op.inputs()->end(),
                       [&](std::int32_t id) { return is_lost_constant(id); });
  }
  bool reads_only_constants(const schema::Operator& op) const {
    return op.inputs() == nullptr ||
           std::all_of(op.inputs()->begin(), op.inputs()->end(), [&](std::int32_t id) {
             return is_lost_constant(id) || (tensors_.exists(id) && (tensors_.has_data(id) ||
                                                                     graph_.tensor(id).constant()));
           });
  }

  Refusal read_known(const schema::Operator& op, const OperatorImporter& importer,
                     std::int32_t index) {
    if (size(op.outputs()) < importer.least_outputs || size(op.outputs()) > importer.most_outputs) {
      return "it has " + std::to_string(size(op.outputs())) + " outputs";
    }
    if (size(op.inputs()) < importer.least_inputs || size(op.inputs()) > importer.most_inputs) {
      return "it has " + std::to_string(size(op.inputs())) + " inputs";
    }
    OperatorSource source = {op, graph_, tensors_, {}, {}};
    const std::size_t required =
        importer.most_inputs == kMany ? size(op.inputs()) : importer.least_inputs;
    for (const std::int32_t id : *op.inputs()) {
      if (id == kNoTensor && source.inputs.size() >= required) {
        source.inputs.push_back(kNoTensor);
        continue;
      }
      if (!tensors_.exists(id))
        return "it reads tensor " + std::to_string(id) + ", which is not there";
      if (Refusal refusal = tensors_.load(id)) return refusal;
      if (!graph_.tensor(id).constant() && !has_value(id)) {
        return "it reads '" + graph_.tensor(id).name + "', which no operator before it computes";
      }
      source.inputs.push_back(id);
    }
    for (const std::int32_t id : *op.outputs()) {
      if (!tensors_.exists(id)) {
        return "it writes tensor " + std::to_string(id) + ", which is not there";
      }
      if (Refusal refusal = tensors_.load(id)) return refusal;
      if (graph_.tensor(id).constant() || has_value(id) ||
          std::find(source.outputs.begin(), source.outputs.end(), id) != source.outputs.end()) {
        return "it writes '" + graph_.tensor(id).name + "', which has a value already";
      }
      source.outputs.push_back(id);
    }
    std::optional<Attributes> made;
    if (Refusal refusal = importer.import(source, made)) return refusal;
    if (made) {
      graph_.operators.push_back(
          {std::move(*made), std::move(source.inputs), std::move(source.outputs), index});
    }
    return {};
  }

  // Empty for operators of the format's own.
  static std::string custom_name(const schema::OperatorCode& kind) {
    if (code_of(kind) != static_cast<std::int32_t>(Builtin::kCustom)) return {};
    return kind.custom_name() == nullptr ? std::string()
                                         : printable(kind.custom_name()->string_view());
  }

  static std::string full_name(const schema::OperatorCode& kind, std::int32_t code) {
    const std::string custom = custom_name(kind);
    return builtin_name(code) + (custom.empty() ? "" : " " + custom);
  }

  // ", output 'x'", or nothing when there is none to name.
  std::string output_name(const schema::Operator& op) const {
    if (size(op.outputs()) == 0 || !tensors_.exists(op.outputs()->Get(0))) return {};
    return ", output '" + graph_.tensor(op.outputs()->Get(0)).name + "'";
  }

  bool has_value(TensorId id) const { return has_value_[static_cast<std::size_t>(id)]; }
  void give_value(TensorId id) { has_value_[static_cast<std::size_t>(id)] = true; }

  const schema::Model& model_;
  const schema::SubGraph& subgraph_;
  std::string file_;
  Graph graph_;
  TensorReader tensors_;
  std::vector<bool> has_value_;      // inputs, and outputs of the operators read so far
  std::vector<bool> lost_constant_;  // computed from constants by a refused operator
  std::vector<Failure> failures_;
};

// What must hold before the importer can look at anything else.
Refusal check_frame(const schema::Model& model) {
  if (model.version() != 3) {
    return "its format version is " + std::to_string(model.version()) + ", 3 is expected";
  }
  if (model.subgraphs() == nullptr || model.subgraphs()->size() != 1) {
    return "it has " +
           std::to_string(model.subgraphs() == nullptr ? 0 : model.subgraphs()->size()) +
           " subgraphs, one is expected";
  }
  if (model.buffers() == nullptr || model.codes() == nullptr) return "it has no buffers or codes";
  const schema::SubGraph& subgraph = *model.subgraphs()->Get(0);
  if (subgraph.tensors() == nullptr || subgraph.tensors()->size() > kMostTensors) {
    return "it has no tensors, or more than " + std::to_string(kMostTensors);
  }
  if (subgraph.operators() == nullptr || subgraph.operators()->size() == 0 ||
      subgraph.operators()->size() > kMostOperators) {
    return "it has no operators, or more than " + std::to_string(kMostOperators);
  }
  if (size(subgraph.inputs()) == 0 || size(subgraph.outputs()) == 0) {
    return "it has no inputs or no outputs";
  }
  if (size(subgraph.inputs()) > kMostTensors || size(subgraph.outputs()) > kMostTensors) {
    return "it has more than " + std::to_string(kMostTensors) + " inputs or outputs";
  }
  std::size_t operator_inputs = 0;
  for (const schema::Operator* op : *subgraph.operators()) operator_inputs += size(op->inputs());
  if (operator_inputs > kMostOperatorInputs) {
    return "its operators have more than " + std::to_string(kMostOperatorInputs) + " inputs";
  }
  return {};
}

}  // namespace

Result<Graph> import_tflite(const std::string& path) {
  Result<std::vector<std::byte>> bytes = read_file(path, kMostModelBytes);
  if (!bytes.ok()) return bytes.failure();
  return import_tflite(bytes.value(), path);
}

Result<Graph> import_tflite(std::span<const std::byte> bytes, const std::string& file) {
  constexpr std::size_t kSmallest = 8;  // the root's offset and the identifier
  if (bytes.size() < kSmallest || bytes.size() > kMostModelBytes) {
    return Failure{file, "has " + std::to_string(bytes.size()) + " bytes, no model has", kDamaged};
  }
  // FlatBuffers aligns its numbers relative to the buffer's start.
  std::vector<std::byte> aligned;
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(std::max_align_t) != 0) {
    aligned.assign(bytes.begin(), bytes.end());
    bytes = aligned;
  }
  const auto* const data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  if (!schema::ModelBufferHasIdentifier(data)) {
    return Failure{file, "is not a TensorFlow Lite model: the mark TFL3 is missing", kDamaged};
  }
  flatbuffers::Verifier verifier(data, bytes.size());
  if (!schema::VerifyModelBuffer(verifier)) {
    return Failure{file, "is damaged or cut off: it contradicts the FlatBuffers format", kDamaged};
  }
  const schema::Model& model = *schema::GetModel(data);
  if (Refusal refusal = check_frame(model)) return Failure{file, *refusal, kChange};
  return Importer(model, file).run();
}

}  // namespace ocellus::tools

#include "tools/ocellus/onnx/onnx_writer.hpp"

#include <cstring>
#include <limits>
#include <utility>

#include "tools/ocellus/onnx/layout.hpp"
#include "tools/ocellus/plan/fixed_point.hpp"

namespace ocellus::tools {
namespace {

// Of the format, and of ONNX's operators: old enough for any reader, and QuantizeLinear knows axes.
constexpr std::int64_t kFormat = 8;
constexpr std::int64_t kOperatorSet = 17;

template <typename Number>
std::span<const std::byte> raw(const Number& number) {
  return std::as_bytes(std::span<const Number>(&number, 1));
}

}  // namespace

OnnxWriter::OnnxWriter(const Graph& graph) : graph_(graph) {
  model_.set_ir_version(kFormat);
  model_.set_producer_name("ocellus");
  model_.add_opset_import()->set_version(kOperatorSet);
  model_.mutable_graph()->set_name("ocellus");
}

void OnnxWriter::begin(const Operator& op) {
  stem_ = std::to_string(op.source_index) + " " + std::string(name(op));
}

std::string OnnxWriter::fresh(std::string_view what) {
  std::string made = stem_.empty() ? std::string(what) : stem_ + "/" + std::string(what);
  const int times = names_[made]++;
  return times == 0 ? made : made + " " + std::to_string(times + 1);
}

ValueName OnnxWriter::node(std::string_view type, std::span<const ValueName> inputs,
                           std::span<const OnnxAttribute> attributes) {
  onnx::Node& made = *model_.mutable_graph()->add_node();
  ValueName output = fresh(type);
  made.set_name(output);
  made.set_op_type(std::string(type));
  made.add_output(output);
  for (const ValueName& input : inputs) made.add_input(input);
  for (const OnnxAttribute& given : attributes) {
    onnx::Attribute& attribute = *made.add_attribute();
    attribute.set_name(std::string(given.name));
    if (const auto* number = std::get_if<std::int64_t>(&given.value)) {
      attribute.set_type(onnx::Attribute::INT);
      attribute.set_i(*number);
    } else if (const auto* fraction = std::get_if<float>(&given.value)) {
      attribute.set_type(onnx::Attribute::FLOAT);
      attribute.set_f(*fraction);
    } else if (const auto* text = std::get_if<std::string_view>(&given.value)) {
      attribute.set_type(onnx::Attribute::STRING);
      attribute.set_s(std::string(*text));
    } else {
      attribute.set_type(onnx::Attribute::INTS);
      for (const std::int64_t value : std::get<std::vector<std::int64_t>>(given.value)) {
        attribute.add_ints(value);
      }
    }
  }
  return output;
}

ValueName OnnxWriter::node(std::string_view type, std::initializer_list<ValueName> inputs,
                           std::initializer_list<OnnxAttribute> attributes) {
  return node(type, std::span(inputs.begin(), inputs.size()),
              std::span(attributes.begin(), attributes.size()));
}

ValueName OnnxWriter::constant(onnx::Tensor::Type type, std::span<const std::int64_t> shape,
                               std::span<const std::byte> data) {
  onnx::Tensor& made = *model_.mutable_graph()->add_initializer();
  made.set_name(fresh("constant"));
  made.set_data_type(type);
  for (const std::int64_t size : shape) made.add_dims(size);
  made.set_raw_data(data.data(), data.size());
  return made.name();
}

ValueName OnnxWriter::integers(const std::vector<std::int64_t>& values) {
  const std::int64_t shape[] = {static_cast<std::int64_t>(values.size())};
  return constant(onnx::Tensor::INT64, shape, std::as_bytes(std::span(values)));
}

ValueName OnnxWriter::floats(std::span<const float> values, bool scalar) {
  const std::int64_t shape[] = {static_cast<std::int64_t>(values.size())};
  return constant(onnx::Tensor::FLOAT,
                  scalar ? std::span<const std::int64_t>() : std::span<const std::int64_t>(shape),
                  std::as_bytes(values));
}

ValueName OnnxWriter::scale(TensorId id) {
  return floats(graph_.tensor(id).quantization.scales, true);
}

ValueName OnnxWriter::zero_point(TensorId id) {
  return constant(onnx::Tensor::UINT8, {}, raw(onnx_zero_point(graph_.tensor(id))));
}

ValueName OnnxWriter::reshaped(const ValueName& value, const std::vector<std::int64_t>& shape) {
  return node("Reshape", {value, integers(shape)});
}

ValueName OnnxWriter::transposed(const ValueName& value, std::span<const std::int64_t> order) {
  return node("Transpose", {value}, {{"perm", std::vector(order.begin(), order.end())}});
}

ValueName OnnxWriter::in_file_order(TensorId id) {
  const bool picture = graph_.tensor(id).shape.size() == 4;
  return picture ? transposed(bytes_of(id), kPictureFromOnnx) : bytes_of(id);
}

void OnnxWriter::set_in_file_order(TensorId id, ValueName value) {
  const bool picture = graph_.tensor(id).shape.size() == 4;
  set(id, picture ? transposed(value, kPictureToOnnx) : std::move(value));
}

ValueName OnnxWriter::dequantized(const ValueName& bytes, TensorId id) {
  return node("DequantizeLinear", {bytes, scale(id), zero_point(id)});
}

ValueName OnnxWriter::real(TensorId id) {
  const auto [entry, missing] = reals_.try_emplace(id);
  if (missing) entry->second = dequantized(bytes_of(id), id);
  return entry->second;
}

ValueName OnnxWriter::quantized(const ValueName& real, TensorId id, Activation activation) {
  return clipped(node("QuantizeLinear", {real, scale(id), zero_point(id)}), id, activation);
}

ValueName OnnxWriter::clipped(const ValueName& bytes, TensorId id, Activation activation) {
  const Quantization& quantization = graph_.tensor(id).quantization;
  const auto output =
      quantized_output(activation, quantization.scales[0], quantization.zero_points[0]);
  using Limits = std::numeric_limits<std::int8_t>;
  // Import refuses an activation that no int8 value satisfies.
  if (!output || (output->low == Limits::min() && output->high == Limits::max())) return bytes;
  const auto bound = [&](std::int32_t value) {
    return constant(onnx::Tensor::UINT8, {}, raw(static_cast<std::uint8_t>(value + 128)));
  };
  clips_.push_back(stem_);
  return node("Clip", {bytes, bound(output->low), bound(output->high)});
}

void OnnxWriter::describe(onnx::Value& value, const ValueName& name, const Tensor& tensor) {
  value.set_name(name);
  onnx::ValueType::TensorType& type = *value.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx::Tensor::UINT8);
  for (const std::int32_t size : tensor.shape) type.mutable_shape()->add_dim()->set_dim_value(size);
}

void OnnxWriter::add_inputs() {
  for (std::size_t i = 0; i < graph_.inputs.size(); ++i) {
    const TensorId id = graph_.inputs[i];
    const ValueName name = "input " + std::to_string(i);
    describe(*model_.mutable_graph()->add_input(), name, graph_.tensor(id));
    stem_ = name;
    set_in_file_order(id, name);
  }
}

void OnnxWriter::add_outputs() {
  for (std::size_t i = 0; i < graph_.outputs.size(); ++i) {
    const TensorId id = graph_.outputs[i];
    stem_ = "output " + std::to_string(i);
    const ValueName name = node("Identity", {in_file_order(id)});
    describe(*model_.mutable_graph()->add_output(), name, graph_.tensor(id));
  }
}

std::vector<std::byte> OnnxWriter::finish(std::string_view description) {
  model_.set_doc_string(std::string(description));
  const std::string text = model_.SerializeAsString();
  const auto bytes = std::as_bytes(std::span<const char>(text));
  return {bytes.begin(), bytes.end()};
}

}  // namespace ocellus::tools

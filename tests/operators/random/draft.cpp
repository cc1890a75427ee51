#include "tests/operators/random/draft.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>

namespace ocellus::random {
namespace {

template <typename T>
std::vector<std::uint8_t> as_bytes(std::span<const T> values) {
  std::vector<std::uint8_t> bytes(values.size_bytes());
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

}  // namespace

std::int64_t elements(const Shape& shape) {
  std::int64_t product = 1;
  for (const std::int32_t extent : shape) product *= extent;
  return product;
}

Draft::Draft(std::uint64_t seed) : random_(seed) {
  model_.version = 3;
  model_.description = "random model of a test";
  model_.subgraphs.push_back(std::make_unique<schema::SubGraphT>());
  model_.subgraphs[0]->name = "main";
  add_buffer({});
}

std::uint32_t Draft::add_buffer(std::vector<std::uint8_t> bytes) {
  auto buffer = std::make_unique<schema::BufferT>();
  buffer->data = std::move(bytes);
  model_.buffers.push_back(std::move(buffer));
  return static_cast<std::uint32_t>(model_.buffers.size() - 1);
}

TensorId Draft::add_tensor(const Shape& shape, const Quantization& quantization, ElementType type,
                           std::uint32_t buffer) {
  auto& tensors = model_.subgraphs[0]->tensors;
  auto tensor = std::make_unique<schema::TensorT>();
  tensor->shape = shape;
  tensor->type = type;
  tensor->buffer = buffer;
  tensor->name = "t" + std::to_string(tensors.size());
  tensor->quantization = std::make_unique<schema::QuantizationT>();
  tensor->quantization->scale = quantization.scales;
  tensor->quantization->zero_point = quantization.zero_points;
  tensor->quantization->axis = quantization.axis;
  tensors.push_back(std::move(tensor));
  return static_cast<TensorId>(tensors.size() - 1);
}

TensorId Draft::input(const Shape& shape, const Quantization& quantization, ElementType type) {
  const TensorId id = add_tensor(shape, quantization, type, add_buffer({}));
  model_.subgraphs[0]->inputs.push_back(id);
  computed_.push_back(id);
  return id;
}

TensorId Draft::real_input(const Shape& shape, float step) {
  const TensorId id = input(shape, {}, ElementType::Float32);
  steps_[id] = step;
  return id;
}

TensorId Draft::computed(const Shape& shape, const Quantization& quantization, ElementType type) {
  const TensorId id = add_tensor(shape, quantization, type, add_buffer({}));
  computed_.push_back(id);
  return id;
}

TensorId Draft::constant(const Shape& shape, const Quantization& quantization,
                         std::span<const std::int8_t> values) {
  return add_tensor(shape, quantization, ElementType::Int8, add_buffer(as_bytes(values)));
}

TensorId Draft::constant(const Shape& shape, std::span<const std::int32_t> values,
                         const Quantization& quantization) {
  return add_tensor(shape, quantization, ElementType::Int32, add_buffer(as_bytes(values)));
}

TensorId Draft::constant(const Shape& shape, std::span<const float> values) {
  return add_tensor(shape, {}, ElementType::Float32, add_buffer(as_bytes(values)));
}

const Shape& Draft::shape(TensorId id) const {
  return model_.subgraphs[0]->tensors[static_cast<std::size_t>(id)]->shape;
}

Quantization Draft::quantization(TensorId id) const {
  const auto& from = *model_.subgraphs[0]->tensors[static_cast<std::size_t>(id)]->quantization;
  Quantization to;
  to.scales = from.scale;
  to.zero_points = from.zero_point;
  to.axis = from.axis;
  return to;
}

schema::OperatorT& Draft::add_plain(Code code, int version, std::vector<TensorId> inputs,
                                    std::vector<TensorId> outputs, const char* custom_name) {
  const auto number = static_cast<std::int32_t>(code);
  std::size_t index = 0;
  while (index < model_.codes.size() &&
         (model_.codes[index]->code != number || model_.codes[index]->version != version)) {
    ++index;
  }
  if (index == model_.codes.size()) {
    auto named = std::make_unique<schema::OperatorCodeT>();
    named->code = number;
    named->code_up_to_127 = static_cast<std::int8_t>(std::min(number, 127));
    named->version = version;
    if (custom_name != nullptr) named->custom_name = custom_name;
    model_.codes.push_back(std::move(named));
  }
  auto op = std::make_unique<schema::OperatorT>();
  op->code = static_cast<std::uint32_t>(index);
  op->inputs = std::move(inputs);
  op->outputs = std::move(outputs);
  model_.subgraphs[0]->operators.push_back(std::move(op));
  return *model_.subgraphs[0]->operators.back();
}

Quantization Draft::moved_quantization(TensorId from) {
  return random_.chance(15) ? any_quantization() : quantization(from);
}

Quantization Draft::any_quantization() {
  const std::int64_t zero_point = random_.chance(20)   ? -128
                                  : random_.chance(15) ? 0
                                  : random_.chance(5)  ? 127
                                                       : random_.between(-128, 127);
  return {random_.magnitude(-8, -3), zero_point};
}

float Draft::short_quotient() {
  const auto numerator = static_cast<float>(random_.pick({1, 1, 1, 3, 5, 7}));
  return std::ldexp(numerator, static_cast<int>(random_.between(-3, -1)));
}

Shape Draft::image(std::int32_t multiple) {
  const auto draw = [&](std::int64_t low, std::int64_t high) {
    return static_cast<std::int32_t>(random_.between(low, std::max(low, high)));
  };
  // Mostly small, so that many can be tried; some deep and narrow, some wide and shallow.
  const std::int64_t kind = random_.between(1, 100);
  const std::int64_t side = (kind <= 8 ? 4 : kind <= 16 ? 24 : 10) / multiple;
  const std::int32_t batch = random_.chance(75) ? 1 : draw(2, 3);
  const std::int32_t height = draw(1, side) * multiple;
  const std::int32_t width = draw(1, side) * multiple;
  const std::int32_t channels = kind <= 8    ? draw(41, 140)
                                : kind <= 16 ? draw(1, 4)
                                : kind <= 32 ? draw(16, 40)
                                             : draw(1, 16);
  return {batch, height, width, channels};
}

Shape Draft::any_shape(int least_rank, int greatest_rank) {
  Shape shape(static_cast<std::size_t>(random_.between(least_rank, greatest_rank)));
  const std::int64_t high = shape.size() > 3 ? 6 : shape.size() > 2 ? 9 : 30;
  for (std::int32_t& extent : shape) extent = static_cast<std::int32_t>(random_.between(1, high));
  return shape;
}

std::vector<std::int8_t> Draft::values(std::int64_t count) {
  std::vector<std::int8_t> values(static_cast<std::size_t>(count));
  const bool narrow = random_.chance(20);
  const std::int64_t low = narrow ? random_.between(-128, 100) : -128;
  const std::int64_t high = narrow ? std::min<std::int64_t>(low + 40, 127) : 127;
  for (std::int8_t& value : values) {
    value = static_cast<std::int8_t>(random_.chance(4) ? random_.pick<std::int64_t>({-128, 127})
                                                       : random_.between(low, high));
  }
  return values;
}

schema::FusedActivation Draft::activation() {
  return random_.chance(50)   ? schema::FusedActivation::None
         : random_.chance(40) ? schema::FusedActivation::Relu
         : random_.chance(70) ? schema::FusedActivation::Relu6
                              : schema::FusedActivation::ReluN1To1;
}

bool Draft::equal_quantization(TensorId a, TensorId b) const {
  const auto& tensors = model_.subgraphs[0]->tensors;
  const auto& qa = *tensors[static_cast<std::size_t>(a)]->quantization;
  const auto& qb = *tensors[static_cast<std::size_t>(b)]->quantization;
  return qa.scale == qb.scale && qa.zero_point == qb.zero_point;
}

std::optional<TensorId> Draft::earlier(TensorId of, bool alike) {
  std::vector<TensorId> fitting;
  for (const TensorId id : computed_) {
    const auto type = model_.subgraphs[0]->tensors[static_cast<std::size_t>(id)]->type;
    if (id == of || type != ElementType::Int8 || shape(id) != shape(of)) continue;
    if (!alike || equal_quantization(id, of)) fitting.push_back(id);
  }
  if (fitting.empty()) return std::nullopt;
  return fitting[static_cast<std::size_t>(
      random_.between(0, static_cast<std::int64_t>(fitting.size()) - 1))];
}

TensorId Draft::operand(TensorId of, bool alike) {
  if (connected_) {
    if (const auto found = earlier(of, alike)) return *found;
  }
  if (random_.chance(4)) return of;
  const Quantization q = alike ? quantization(of) : any_quantization();
  Shape other = shape(of);
  if (random_.chance(50)) {
    for (std::int32_t& extent : other) {
      if (random_.chance(50)) extent = 1;
    }
    if (random_.chance(40)) {  // dimensions in front left out: per channel, or one value
      other.erase(other.begin(),
                  other.begin() + random_.between(0, static_cast<std::int64_t>(other.size())));
    }
  }
  if (random_.chance(connected_ ? 90 : 40)) return constant(other, q, values(elements(other)));
  return input(other, q);
}

bool Draft::is_read(TensorId id) const {
  return std::ranges::any_of(model_.subgraphs[0]->operators, [&](const auto& op) {
    return std::ranges::count(op->inputs, id) > 0;
  });
}

void Draft::keep_read_inputs() {
  std::erase_if(model_.subgraphs[0]->inputs, [&](TensorId id) { return !is_read(id); });
}

void Draft::mark_unread_outputs() {
  for (const TensorId id : computed_) {
    if (!is_read(id) && std::ranges::count(model_.subgraphs[0]->inputs, id) == 0) mark_output(id);
  }
}

Bytes Draft::input_bytes(TensorId id) {
  const schema::TensorT& tensor = *model_.subgraphs[0]->tensors[static_cast<std::size_t>(id)];
  const std::int64_t count = elements(tensor.shape);
  if (tensor.type != ElementType::Float32) {
    const std::vector<std::int8_t> drawn = values(count);
    const auto bytes = std::as_bytes(std::span(drawn));
    return {bytes.begin(), bytes.end()};
  }
  const float step = steps_.at(id);
  std::vector<float> reals(static_cast<std::size_t>(count));
  for (float& real : reals) {
    const auto half_steps = static_cast<float>(random_.between(-600, 600));
    const float inexact = random_.chance(30) ? static_cast<float>(random_.unit()) : 0.0F;
    real = step * (half_steps / 2.0F + inexact);
  }
  const auto bytes = std::as_bytes(std::span(reals));
  return {bytes.begin(), bytes.end()};
}

Draft::Finished Draft::finish() && {
  schema::SubGraphT& subgraph = *model_.subgraphs[0];
  subgraph.outputs = outputs_;
  std::vector<Bytes> inputs;
  for (const TensorId id : subgraph.inputs) {
    inputs.push_back(input_bytes(id));
  }
  return {std::move(model_), std::move(inputs)};
}

}  // namespace ocellus::random

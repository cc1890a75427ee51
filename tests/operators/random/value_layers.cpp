#include <algorithm>

#include "tests/operators/random/layers.hpp"

namespace ocellus::random {
namespace {

constexpr float kByte = 1.0F / 256.0F;

// Near the input's scale, as after a calibration.
Quantization near_scale(Draft& d, float scale) {
  Quantization q = d.any_quantization();
  q.scales[0] =
      d.random().chance(40) ? scale / d.short_quotient() : scale * d.random().magnitude(-2, 1);
  return q;
}

// The wider of the two operands' shapes is x's.
template <typename Options>
Outputs sum_like(Draft& d, TensorId x, Code code, bool may_swap) {
  const TensorId other = d.operand(x, false);
  const TensorId out = d.computed(d.shape(x), near_scale(d, std::max(d.scale(x), d.scale(other))));
  Options options;
  options.activation = d.activation();
  std::vector<TensorId> inputs{x, other};
  if (may_swap && d.random().chance(30)) std::ranges::reverse(inputs);
  d.add_operator(code, 2, inputs, {out}, options);
  return {out};
}

Outputs extreme(Draft& d, TensorId x, Code code) {
  std::vector<TensorId> inputs{x, d.operand(x, true)};
  if (d.random().chance(30)) std::ranges::reverse(inputs);
  const TensorId out = d.computed(d.shape(x), d.quantization(x));
  d.add_operator(code, 2, inputs, {out}, schema::MaximumMinimumOptionsT{});
  return {out};
}

Outputs plain(Draft& d, TensorId x, Code code, int version, const Quantization& q) {
  const TensorId out = d.computed(d.shape(x), q);
  d.add_plain(code, version, {x}, {out});
  return {out};
}

}  // namespace

Outputs add(Draft& d, TensorId x) { return sum_like<schema::AddOptionsT>(d, x, Code::kAdd, true); }
Outputs sub(Draft& d, TensorId x) { return sum_like<schema::SubOptionsT>(d, x, Code::kSub, true); }

Outputs mul(Draft& d, TensorId x) {
  const TensorId other = d.operand(x, false);
  // The product's range: 128 steps of one times some steps of the other.
  const float steps = static_cast<float>(d.random().between(10, 128));
  Quantization q = d.any_quantization();
  const float product = d.scale(x) * d.scale(other);
  q.scales[0] = d.random().chance(30) ? product / d.short_quotient() * 32.0F : product * steps;
  const TensorId out = d.computed(d.shape(x), q);
  schema::MulOptionsT options;
  options.activation = d.activation();
  std::vector<TensorId> inputs{x, other};
  if (d.random().chance(30)) std::ranges::reverse(inputs);
  d.add_operator(Code::kMul, 2, inputs, {out}, options);
  return {out};
}

Outputs maximum(Draft& d, TensorId x) { return extreme(d, x, Code::kMaximum); }
Outputs minimum(Draft& d, TensorId x) { return extreme(d, x, Code::kMinimum); }

// A slope for each channel, shared by all places; sometimes one for each value.
Outputs prelu(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.empty()) return {};
  Shape slopes(std::max<std::size_t>(in.size() - 1, 1), 1);
  slopes.back() = in.back();
  if (d.random().chance(20)) slopes.assign(in.begin() + (in.size() > 1 ? 1 : 0), in.end());
  const Quantization q{d.random().magnitude(-10, -7),
                       d.random().chance(50) ? 0 : d.random().between(-128, 127)};
  const TensorId alpha = d.constant(slopes, q, d.values(elements(slopes)));
  const TensorId out = d.computed(in, near_scale(d, d.scale(x)));
  d.add_plain(Code::kPrelu, 1, {x, alpha}, {out});
  return {out};
}

Outputs leaky_relu(Draft& d, TensorId x) {
  schema::LeakyReluOptionsT options;
  options.alpha = d.random().chance(50) ? d.random().pick({0.01F, 0.1F, 0.2F, 0.3F})
                                        : static_cast<float>(d.random().unit());
  const float scale = d.scale(x) * (d.random().chance(40) ? options.alpha : 1.0F);
  const TensorId out = d.computed(d.shape(x), near_scale(d, scale));
  d.add_operator(Code::kLeakyRelu, 2, {x}, {out}, options);
  return {out};
}

Outputs relu(Draft& d, TensorId x) {
  return plain(d, x, Code::kRelu, 2, near_scale(d, d.scale(x)));
}

Outputs relu_n1_to_1(Draft& d, TensorId x) {
  return plain(d, x, Code::kReluN1To1, 2, near_scale(d, d.scale(x)));
}

Outputs relu6(Draft& d, TensorId x) { return plain(d, x, Code::kRelu6, 2, d.quantization(x)); }

// Below 1/128 of the output's steps for each of the input's, the reference refuses.
Outputs hard_swish(Draft& d, TensorId x) {
  const TensorId out = d.computed(d.shape(x), near_scale(d, d.scale(x)));
  d.add_operator(Code::kHardSwish, 1, {x}, {out}, schema::HardSwishOptionsT{});
  return {out};
}

Outputs logistic(Draft& d, TensorId x) {
  // The scale as converters write it; the reference reads no other either.
  const float scale = d.random().chance(15) ? d.any_quantization().scales[0] : kByte;
  return plain(d, x, Code::kLogistic, 2, Quantization{scale, -128});
}

Outputs tanh(Draft& d, TensorId x) {
  return plain(d, x, Code::kTanh, 2, Quantization{2.0F * kByte, 0});
}

Outputs softmax(Draft& d, TensorId x) {
  // The reference ends the program where a row's sum is 512 times its greatest term.
  if (d.shape(x).empty() || d.shape(x).back() > 500) return {};
  const TensorId out = d.computed(d.shape(x), Quantization{kByte, -128});
  schema::SoftmaxOptionsT options;
  options.beta = d.random().chance(80) ? 1.0F : d.random().magnitude(-2, 2);
  d.add_operator(Code::kSoftmax, 2, {x}, {out}, options);
  return {out};
}

Outputs l2_normalization(Draft& d, TensorId x) {
  if (d.shape(x).empty()) return {};
  const TensorId out = d.computed(d.shape(x), Quantization{2.0F * kByte, 0});
  d.add_operator(Code::kL2Normalization, 2, {x}, {out}, schema::L2NormOptionsT{});
  return {out};
}

// Of x alone the shape and quantization matter when another type comes in. That input stands beside
// x, which then is written out as it is.
Outputs quantize(Draft& d, TensorId x) {
  const Shape& shape = d.shape(x);
  const TensorId out =
      d.computed(shape, d.random().chance(20) ? d.quantization(x) : near_scale(d, d.scale(x)));
  d.add_operator(Code::kQuantize, 2, {x}, {out}, schema::QuantizeOptionsT{});
  return {out};
}

Outputs dequantize(Draft& d, TensorId x) {
  const TensorId out = d.computed(d.shape(x), {}, ElementType::Float32);
  d.add_operator(Code::kDequantize, 2, {x}, {out}, schema::DequantizeOptionsT{});
  return {out};
}

}  // namespace ocellus::random

#include "tests/operators/random/random_model.hpp"

#include <algorithm>
#include <array>

#include "tests/operators/random/layers.hpp"

namespace ocellus::random {
namespace {

// The tensor that an operator is tried on.
TensorId image(Draft& d) { return d.input(d.image(), d.any_quantization()); }

TensorId divisible_image(Draft& d) {
  return d.input(d.image(d.random().pick({1, 2, 3, 6})), d.any_quantization());
}

TensorId deep_image(Draft& d) {
  Shape shape = d.image();
  shape[3] = d.random().pick({4, 8, 9, 12, 18, 36});
  return d.input(shape, d.any_quantization());
}

TensorId batches(Draft& d) {
  Shape shape = d.image();
  shape[0] = d.random().pick({1, 2, 4, 6, 9});
  if (d.random().chance(20)) shape.erase(shape.begin() + 1);
  return d.input(shape, d.any_quantization());
}

TensorId image_or_signal(Draft& d) {
  Shape shape = d.image();
  if (d.random().chance(20)) shape.erase(shape.begin() + 1);
  return d.input(shape, d.any_quantization());
}

TensorId any(Draft& d) { return d.input(d.any_shape(1, 4), d.any_quantization()); }
TensorId several_dimensions(Draft& d) { return d.input(d.any_shape(2, 4), d.any_quantization()); }
TensorId few_dimensions(Draft& d) { return d.input(d.any_shape(1, 3), d.any_quantization()); }

TensorId few_parts(Draft& d) {
  Shape shape = d.any_shape(2, 4);
  for (std::int32_t& extent : shape) extent = std::min(extent, 8);
  return d.input(shape, d.any_quantization());
}

TensorId with_ones(Draft& d) {
  Shape shape = d.any_shape(2, 4);
  shape[static_cast<std::size_t>(
      d.random().between(0, static_cast<std::int64_t>(shape.size()) - 1))] = 1;
  if (elements(shape) == 1) shape.back() = 5;
  if (std::ranges::count(shape, 1) == 0) shape.front() = 1;
  return d.input(shape, d.any_quantization());
}

// Wide scales too: the functions that saturate are to be seen on both sides of their bend.
TensorId wide(Draft& d) {
  Quantization q = d.any_quantization();
  if (d.random().chance(40)) q.scales[0] = d.random().magnitude(-10, 1);
  return d.input(d.any_shape(1, 4), q);
}

TensorId box_codes(Draft& d) {
  return d.input({1, static_cast<std::int32_t>(d.random().between(1, 50)), 4},
                 {d.random().magnitude(-6, -4), d.random().between(-20, 20)});
}

// Reals, bytes without a sign, or int8.
Outputs quantize_any(Draft& d, TensorId x) {
  if (d.random().chance(50)) return quantize(d, x);
  const Shape shape = d.shape(x);
  const Quantization q = d.any_quantization();
  if (d.random().chance(60)) {
    const TensorId real = d.real_input(shape, q.scales[0]);
    const TensorId out = d.computed(shape, q);
    d.add_operator(Code::kQuantize, 1, {real}, {out}, schema::QuantizeOptionsT{});
    return {out};
  }
  const bool from_bytes = d.random().chance(50);
  // Mostly the same scale, the zero points 128 apart: the input and output of a converted uint8
  // model.
  Quantization other = d.any_quantization();
  Quantization bytes = other;
  bytes.zero_points[0] += 128;
  if (d.random().chance(40)) other = d.any_quantization();
  const TensorId in =
      from_bytes ? d.input(shape, bytes, ElementType::UInt8) : d.input(shape, other);
  const TensorId out =
      from_bytes ? d.computed(shape, other) : d.computed(shape, bytes, ElementType::UInt8);
  d.add_operator(Code::kQuantize, 2, {in}, {out}, schema::QuantizeOptionsT{});
  return {out};
}

Outputs dequantize_any(Draft& d, TensorId x) {
  if (d.random().chance(70)) return dequantize(d, x);
  Quantization q = d.any_quantization();
  q.zero_points[0] += 128;
  return dequantize(d, d.input(d.shape(x), q, ElementType::UInt8));
}

// Half of them requantize in the converter's files; the reference kernel ignores that.
Outputs relu6_any(Draft& d, TensorId x) {
  if (d.random().chance(50)) return relu6(d, x);
  const TensorId out = d.computed(d.shape(x), d.any_quantization());
  d.add_plain(Code::kRelu6, 2, {x}, {out});
  return {out};
}

struct Entry {
  std::string_view name;
  TensorId (*input)(Draft&);
  Outputs (*layer)(Draft&, TensorId);
};

constexpr std::array kEntries = {
    Entry{"ADD", any, add},
    Entry{"ARG_MAX", several_dimensions, arg_max},
    Entry{"AVERAGE_POOL_2D", image, average_pool_2d},
    Entry{"BATCH_TO_SPACE_ND", batches, batch_to_space_nd},
    Entry{"CONCATENATION", any, concatenation},
    Entry{"CONV_2D", image, conv_2d},
    Entry{"DEPTHWISE_CONV_2D", image, depthwise_conv_2d},
    Entry{"DEPTH_TO_SPACE", deep_image, depth_to_space},
    Entry{"DEQUANTIZE", any, dequantize_any},
    Entry{"EXPAND_DIMS", few_dimensions, expand_dims},
    Entry{"FULLY_CONNECTED", several_dimensions, fully_connected},
    Entry{"GATHER", any, gather},
    Entry{"HARD_SWISH", any, hard_swish},
    Entry{"L2_NORMALIZATION", any, l2_normalization},
    Entry{"LEAKY_RELU", any, leaky_relu},
    Entry{"LOGISTIC", wide, logistic},
    Entry{"MAXIMUM", any, maximum},
    Entry{"MAX_POOL_2D", image, max_pool_2d},
    Entry{"MEAN", several_dimensions, mean},
    Entry{"MINIMUM", any, minimum},
    Entry{"MIRROR_PAD", any, mirror_pad},
    Entry{"MUL", any, mul},
    Entry{"PACK", few_dimensions, pack},
    Entry{"PAD", any, pad},
    Entry{"PADV2", any, pad_v2},
    Entry{"PRELU", any, prelu},
    Entry{"QUANTIZE", any, quantize_any},
    Entry{"REDUCE_MAX", several_dimensions, reduce_max},
    Entry{"RELU", any, relu},
    Entry{"RELU6", any, relu6_any},
    Entry{"RELU_N1_TO_1", any, relu_n1_to_1},
    Entry{"RESHAPE", any, reshape},
    Entry{"RESIZE_BILINEAR", image, resize_bilinear},
    Entry{"RESIZE_NEAREST_NEIGHBOR", image, resize_nearest_neighbor},
    Entry{"SLICE", any, slice},
    Entry{"SOFTMAX", wide, softmax},
    Entry{"SPACE_TO_BATCH_ND", image_or_signal, space_to_batch_nd},
    Entry{"SPACE_TO_DEPTH", divisible_image, space_to_depth},
    Entry{"SPLIT", any, split},
    Entry{"SPLIT_V", any, split_v},
    Entry{"SQUEEZE", with_ones, squeeze},
    Entry{"STRIDED_SLICE", any, strided_slice},
    Entry{"SUB", any, sub},
    Entry{"SUM", several_dimensions, sum},
    Entry{"TANH", wide, tanh},
    Entry{"TRANSPOSE", several_dimensions, transpose},
    Entry{"TRANSPOSE_CONV", image, transpose_conv},
    Entry{"UNPACK", few_parts, unpack},
    Entry{"TFLite_Detection_PostProcess", box_codes, detection_postprocess},
};

constexpr auto kNames = [] {
  std::array<std::string_view, kEntries.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kEntries[i].name;
  return names;
}();

// What compilers like to turn into one.
Outputs padded_convolution(Draft& d, TensorId x) {
  const Outputs padded = pad(d, x);
  return padded.empty()          ? padded
         : d.random().chance(50) ? conv_2d(d, padded[0])
                                 : depthwise_conv_2d(d, padded[0]);
}

Outputs convolution_and_activation(Draft& d, TensorId x) {
  const Outputs sums = conv_2d(d, x);
  if (sums.empty()) return sums;
  return d.random().pick({relu, relu6, relu_n1_to_1, hard_swish, leaky_relu, prelu})(d, sums[0]);
}

// What a graph is made of: int8 in, int8 out.
constexpr Outputs (*kLayers[])(Draft&, TensorId) = {
    conv_2d,
    conv_2d,
    conv_2d,
    depthwise_conv_2d,
    depthwise_conv_2d,
    depthwise_conv_2d,
    padded_convolution,
    padded_convolution,
    convolution_and_activation,
    convolution_and_activation,
    transpose_conv,
    fully_connected,
    add,
    add,
    add,
    sub,
    mul,
    mul,
    maximum,
    minimum,
    prelu,
    leaky_relu,
    relu,
    relu6,
    relu_n1_to_1,
    hard_swish,
    logistic,
    tanh,
    softmax,
    l2_normalization,
    quantize,
    average_pool_2d,
    max_pool_2d,
    mean,
    sum,
    reduce_max,
    resize_bilinear,
    resize_nearest_neighbor,
    pad,
    pad_v2,
    mirror_pad,
    concatenation,
    concatenation,
    split,
    split_v,
    slice,
    strided_slice,
    gather,
    space_to_depth,
    depth_to_space,
    batch_to_space_nd,
    space_to_batch_nd,
    reshape,
    reshape,
    squeeze,
    expand_dims,
    transpose,
    pack,
    unpack,
};

}  // namespace

Bytes RandomModel::file() const {
  flatbuffers::FlatBufferBuilder builder;
  schema::FinishModelBuffer(builder, schema::Model::Pack(builder, &model));
  const auto* const data = reinterpret_cast<const std::byte*>(builder.GetBufferPointer());
  return {data, data + builder.GetSize()};
}

std::span<const std::string_view> operator_names() { return kNames; }

RandomModel random_model(std::size_t index, std::uint64_t seed) {
  const Entry& entry = kEntries[index];
  // Some inputs do not suit their operator: another try, from another seed.
  for (std::uint64_t attempt = 0;; ++attempt) {
    Draft draft((seed << 16) + (static_cast<std::uint64_t>(index) << 8) + attempt);
    const Outputs outputs = entry.layer(draft, entry.input(draft));
    if (outputs.empty()) continue;
    for (const TensorId id : outputs) draft.mark_output(id);
    draft.keep_read_inputs();
    Draft::Finished finished = std::move(draft).finish();
    return {std::string(entry.name) + "-" + std::to_string(seed), std::move(finished.model),
            std::move(finished.inputs)};
  }
}

RandomModel random_graph(std::uint64_t seed, int layers) {
  Draft draft(~seed);
  Shape shape = draft.image();
  shape[1] = std::max(shape[1], 4);
  shape[2] = std::max(shape[2], 4);
  // Tensors to go on from. The outer world's may be reals.
  std::vector<TensorId> ends;
  if (draft.random().chance(25)) {
    const Quantization q = draft.any_quantization();
    ends.push_back(draft.computed(shape, q));
    const TensorId real = draft.real_input(shape, q.scales[0]);
    draft.add_operator(Code::kQuantize, 1, {real}, {ends[0]}, schema::QuantizeOptionsT{});
  } else {
    ends.push_back(draft.input(shape, draft.any_quantization()));
  }
  draft.connect();
  while (draft.operators() < static_cast<std::size_t>(layers)) {
    // Mostly behind the newest, sometimes from further back: a branch.
    const auto newest = static_cast<std::int64_t>(ends.size()) - 1;
    const std::int64_t at = draft.random().chance(75) ? newest : draft.random().between(0, newest);
    const TensorId x = ends[static_cast<std::size_t>(at)];
    const auto layer = kLayers[draft.random().between(0, std::ssize(kLayers) - 1)];
    const Outputs outputs = layer(draft, x);
    for (const TensorId id : outputs) {
      if (elements(draft.shape(id)) < 6000 && draft.shape(id).size() <= 4) ends.push_back(id);
    }
  }
  if (draft.random().chance(25)) dequantize(draft, ends.back());
  if (draft.random().chance(10)) arg_max(draft, ends.back());
  draft.mark_unread_outputs();
  Draft::Finished finished = std::move(draft).finish();
  return {"graph-" + std::to_string(seed), std::move(finished.model), std::move(finished.inputs)};
}

}  // namespace ocellus::random

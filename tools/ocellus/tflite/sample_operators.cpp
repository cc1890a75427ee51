#include "tools/ocellus/tflite/sample_operators.hpp"

#include <cstring>
#include <utility>

namespace ocellus::tools {
namespace {

using Shape = std::vector<std::int32_t>;

const Quantization kUsual = {{0.0625f}, {-3}, 0};

// A graph of one operator.
class Sketch {
 public:
  explicit Sketch(DataType type) : type_(type) {}

  TensorId input(Shape shape, Quantization quantization = kUsual) {
    graph_.inputs.push_back(tensor("input", type_, std::move(shape), std::move(quantization)));
    return graph_.inputs.back();
  }
  TensorId input_of(DataType type, Shape shape, Quantization quantization) {
    graph_.inputs.push_back(tensor("input", type, std::move(shape), std::move(quantization)));
    return graph_.inputs.back();
  }
  TensorId output(Shape shape, Quantization quantization = kUsual) {
    return output_of(type_, std::move(shape), std::move(quantization));
  }
  TensorId output_of(DataType type, Shape shape, Quantization quantization) {
    graph_.outputs.push_back(tensor("output", type, std::move(shape), std::move(quantization)));
    return graph_.outputs.back();
  }
  // Small numbers, not all alike.
  TensorId constant(DataType type, Shape shape, Quantization quantization = kUsual) {
    const TensorId id = tensor("constant", type, std::move(shape), std::move(quantization));
    Tensor& made = graph_.tensor(id);
    made.data.resize(made.bytes());
    for (std::size_t i = 0; i < made.elements(); ++i) {
      const auto whole = static_cast<std::int32_t>(i * 7 % 23) - 11;
      const float real = 0.125f * static_cast<float>(whole);
      if (type == DataType::kFloat32)
        std::memcpy(&made.data[i * 4], &real, 4);
      else if (type == DataType::kInt32)
        std::memcpy(&made.data[i * 4], &whole, 4);
      else
        made.data[i] = static_cast<std::byte>(whole);
    }
    return id;
  }
  TensorId constant(Shape shape) { return constant(type_, std::move(shape)); }
  // As many scales along `axis` as the shape has there, or one.
  TensorId filter(Shape shape, bool one_scale = false) {
    const std::size_t count = one_scale ? 1 : static_cast<std::size_t>(shape[0]);
    return constant(type_, std::move(shape),
                    {std::vector(count, 0.0078125f), std::vector(count, 0), 0});
  }
  TensorId bias(std::int32_t outputs, bool one_scale = false) {
    const std::size_t count = one_scale ? 1 : static_cast<std::size_t>(outputs);
    return constant(is_int8() ? DataType::kInt32 : DataType::kFloat32, {outputs},
                    {std::vector(count, 0.0625f * 0.0078125f), std::vector(count, 0), 0});
  }
  Graph finish(Attributes attributes, std::vector<TensorId> inputs) {
    graph_.operators.push_back({std::move(attributes), std::move(inputs), graph_.outputs, 0});
    return std::move(graph_);
  }
  bool is_int8() const { return type_ == DataType::kInt8; }

 private:
  TensorId tensor(const char* name, DataType type, Shape shape, Quantization quantization) {
    Tensor& made = graph_.tensors.emplace_back();
    made.name = name + (" " + std::to_string(graph_.tensors.size() - 1));
    made.type = type;
    made.shape = std::move(shape);
    if (type != DataType::kFloat32) made.quantization = std::move(quantization);
    return static_cast<TensorId>(graph_.tensors.size() - 1);
  }

  DataType type_;
  Graph graph_;
};

class Samples {
 public:
  explicit Samples(DataType type) : type_(type) {}

  // One activation in, one out.
  void unary(std::string name, Attributes attributes, Shape in, Shape out,
             Quantization result = kUsual) {
    Sketch s(type_);
    const TensorId input = s.input(std::move(in));
    s.output(std::move(out), std::move(result));
    add(std::move(name), s.finish(std::move(attributes), {input}));
  }
  void add(std::string name, Graph graph) { made_.push_back({std::move(name), std::move(graph)}); }
  Sketch sketch() const { return Sketch(type_); }
  std::vector<SampleGraph> take() { return std::move(made_); }

 private:
  DataType type_;
  std::vector<SampleGraph> made_;
};

void add_weighted(Samples& samples) {
  const auto conv = [&](std::string name, Shape in, Shape filter, Shape out) {
    Sketch s = samples.sketch();
    const TensorId input = s.input(std::move(in)), weights = s.filter(filter);
    const TensorId bias = s.bias(filter[0]);
    s.output(std::move(out));
    samples.add(std::move(name), s.finish(Conv2dAttributes{}, {input, weights, bias}));
  };
  conv("conv2d-grouped", {1, 4, 5, 6}, {4, 3, 3, 3}, {1, 2, 3, 4});
  conv("conv2d-batch", {3, 4, 5, 2}, {4, 2, 2, 2}, {3, 3, 4, 4});
  const auto transposed = [&](std::string name, Shape out, Padding padding, bool with_bias,
                              Activation activation) {
    Sketch s = samples.sketch();
    const TensorId input = s.input({1, 3, 4, 2}), weights = s.filter({5, 3, 3, 2});
    const TensorId bias = with_bias ? s.bias(5) : kNoTensor;
    s.output(std::move(out));
    samples.add(std::move(name), s.finish(TransposeConvAttributes{2, 2, padding, activation},
                                          {input, weights, bias}));
  };
  transposed("transpose-conv-same", {1, 6, 8, 5}, {0, 1, 0, 1}, true, Activation::kRelu);
  transposed("transpose-conv-valid", {1, 7, 9, 5}, {}, false, Activation::kNone);
  const auto connected = [&](std::string name, Shape in, Shape out, bool one_scale, bool bias) {
    Sketch s = samples.sketch();
    const TensorId input = s.input(std::move(in)), weights = s.filter({4, 6}, one_scale);
    const TensorId offsets = bias ? s.bias(4, one_scale) : kNoTensor;
    s.output(std::move(out));
    samples.add(std::move(name),
                s.finish(FullyConnectedAttributes{Activation::kRelu6}, {input, weights, offsets}));
  };
  connected("fully-connected", {2, 6}, {2, 4}, true, true);
  connected("fully-connected-channels", {1, 1, 2, 3}, {1, 4}, false, true);
  connected("fully-connected-rows", {1, 5, 6}, {1, 5, 4}, true, false);
}

void add_elementwise(Samples& samples) {
  constexpr std::pair<const char*, Arithmetic> kinds[] = {{"add", Arithmetic::kAdd},
                                                          {"sub", Arithmetic::kSub},
                                                          {"mul", Arithmetic::kMul},
                                                          {"maximum", Arithmetic::kMaximum},
                                                          {"minimum", Arithmetic::kMinimum}};
  for (const auto& [name, kind] : kinds) {
    Sketch both = samples.sketch();
    const TensorId first = both.input({1, 3, 1, 4}), second = both.input({2, 4});
    both.output({1, 3, 2, 4});
    samples.add(std::string(name) + "-broadcast",
                both.finish(ArithmeticAttributes{kind}, {first, second}));
    Sketch one = samples.sketch();
    const TensorId fixed = one.constant({4}), moving = one.input({1, 3, 2, 4});
    one.output({1, 3, 2, 4});
    samples.add(std::string(name) + "-constant",
                one.finish(ArithmeticAttributes{kind}, {fixed, moving}));
  }
  Sketch prelu = samples.sketch();
  const TensorId in = prelu.input({1, 3, 2, 4}), slopes = prelu.constant({1, 1, 4});
  prelu.output({1, 3, 2, 4});
  samples.add("prelu", prelu.finish(PreluAttributes{}, {in, slopes}));
  const Shape shape = {1, 3, 2, 4};
  samples.unary("leaky-relu", UnaryAttributes{Unary::kLeakyRelu, 0.2f}, shape, shape);
  samples.unary("hard-swish", UnaryAttributes{Unary::kHardSwish}, shape, shape);
  samples.unary("logistic", UnaryAttributes{Unary::kLogistic}, shape, shape,
                {{1.0f / 256}, {-128}, 0});
  samples.unary("tanh", UnaryAttributes{Unary::kTanh}, shape, shape, {{1.0f / 128}, {0}, 0});
  samples.unary("softmax", SoftmaxAttributes{1.5f}, {2, 7}, {2, 7}, {{1.0f / 256}, {-128}, 0});
  samples.unary("l2-normalization", L2NormalizationAttributes{}, shape, shape,
                {{1.0f / 128}, {0}, 0});
}

void add_windows(Samples& samples) {
  const PoolAttributes same = {Pooling::kAverage, 3, 3, 2, 2, {1, 1, 0, 1}, Activation::kRelu};
  samples.unary("average-pool", same, {2, 5, 6, 3}, {2, 3, 3, 3});
  samples.unary("max-pool", PoolAttributes{Pooling::kMax, 2, 2, 2, 2}, {1, 4, 6, 3}, {1, 2, 3, 3});
  for (const auto kind : {Interpolation::kBilinear, Interpolation::kNearest}) {
    const std::string name =
        kind == Interpolation::kBilinear ? "resize-bilinear" : "resize-nearest";
    samples.unary(name, ResizeAttributes{kind}, {1, 3, 4, 2}, {1, 6, 2, 2});
    samples.unary(name + "-corners", ResizeAttributes{kind, true}, {1, 3, 4, 2}, {1, 6, 7, 2});
    samples.unary(name + "-centers", ResizeAttributes{kind, false, true}, {1, 3, 4, 2},
                  {1, 6, 8, 2});
  }
  samples.unary("mean", ReduceAttributes{Reduction::kMean, {1, 2}}, {1, 3, 4, 2}, {1, 2});
  samples.unary("mean-kept", ReduceAttributes{Reduction::kMean, {1, 2}}, {1, 3, 4, 2},
                {1, 1, 1, 2});
  samples.unary("sum", ReduceAttributes{Reduction::kSum, {3}}, {1, 3, 4, 2}, {1, 3, 4});
  samples.unary("reduce-max", ReduceAttributes{Reduction::kMax, {0, 1}}, {3, 4}, {});
  for (const DataType index : {DataType::kInt32, DataType::kInt64}) {
    Sketch s = samples.sketch();
    const TensorId input = s.input({1, 3, 4, 2});
    s.output_of(index, {1, 4, 2}, {});
    samples.add("arg-max-" + std::string(name(index)), s.finish(ArgMaxAttributes{1}, {input}));
  }
}

void add_moves(Samples& samples) {
  samples.unary("reshape-scalar", ReshapeAttributes{}, {1, 1}, {});
  Sketch pad = samples.sketch();
  const TensorId padded = pad.input({1, 3, 4, 2}), value = pad.constant({1});
  pad.output({1, 6, 4, 4});
  samples.add("pad-value", pad.finish(PadAttributes{{0, 1, 0, 0}, {0, 2, 0, 2}, PadMode::kValue},
                                      {padded, value}));
  samples.unary("pad-reflect", PadAttributes{{0, 2, 0, 0}, {0, 1, 3, 0}, PadMode::kReflect},
                {1, 3, 4, 2}, {1, 6, 7, 2});
  samples.unary("pad-symmetric", PadAttributes{{0, 3, 0, 0}, {0, 0, 4, 0}, PadMode::kSymmetric},
                {1, 3, 4, 2}, {1, 6, 8, 2});
  Sketch join = samples.sketch();
  const TensorId part = join.input({1, 3, 2}), fixed = join.constant({1, 2, 2});
  join.output({1, 5, 2});
  samples.add("concatenation-constant", join.finish(ConcatenationAttributes{1}, {fixed, part}));
  Sketch split = samples.sketch();
  const TensorId whole = split.input({1, 6, 2});
  for (const std::int32_t length : {1, 3, 2}) split.output({1, length, 2});
  samples.add("split", split.finish(SplitAttributes{1}, {whole}));
  samples.unary("slice", SliceAttributes{{0, 1, 2}, {1, 1, 1}, {1, 2, 2}}, {1, 4, 4}, {1, 2, 2});
  samples.unary("slice-steps", SliceAttributes{{0, 3, 2}, {1, -1, -2}, {1, 4, 2}}, {1, 4, 4},
                {1, 4, 2});
  samples.unary("slice-reshaped", SliceAttributes{{0, 2, 1}, {1, 1, 2}, {2, 1, 2}}, {2, 4, 4},
                {1, 2, 2, 1});
  samples.unary("transpose", TransposeAttributes{{0, 3, 1, 2}}, {1, 2, 3, 4}, {1, 4, 2, 3});
  Sketch pack = samples.sketch();
  const TensorId first = pack.input({3, 2}), second = pack.input({3, 2});
  pack.output({3, 2, 2});
  samples.add("pack", pack.finish(PackAttributes{1}, {
                                                         first,
                                                         second,
                                                     }));
  Sketch unpack = samples.sketch();
  const TensorId packed = unpack.input({3, 2, 4});
  for (int i = 0; i < 2; ++i) unpack.output({3, 4});
  samples.add("unpack", unpack.finish(UnpackAttributes{1}, {packed}));
  samples.unary("gather", GatherAttributes{1, 0, {2, 0, 2}, {3}}, {2, 3, 2}, {2, 3, 2});
  samples.unary("gather-batches", GatherAttributes{1, 1, {2, 0, 1, 1}, {2, 2}}, {2, 3, 2},
                {2, 2, 2});
  samples.unary("gather-one", GatherAttributes{0, 0, {1}, {}}, {2, 3}, {3});
  samples.unary("space-to-depth", BlockAttributes{Block::kSpaceToDepth, 2}, {1, 4, 6, 3},
                {1, 2, 3, 12});
  samples.unary("depth-to-space", BlockAttributes{Block::kDepthToSpace, 2}, {1, 2, 3, 12},
                {1, 4, 6, 3});
  samples.unary("space-to-batch",
                BatchBlockAttributes{BatchBlock::kSpaceToBatch, {2, 3}, {0, 1}, {1, 1}},
                {2, 3, 4, 2}, {12, 2, 2, 2});
  samples.unary("batch-to-space", BatchBlockAttributes{BatchBlock::kBatchToSpace, {2}, {1}, {0}},
                {4, 3, 2}, {2, 5, 2});
}

// What changes types is the same for both.
void add_borders(Samples& samples) {
  const auto convert = [&](std::string name, DataType from, DataType to, Quantization in,
                           Quantization out, bool quantize) {
    Sketch s = samples.sketch();
    const TensorId input = s.input_of(from, {1, 3, 4}, std::move(in));
    s.output_of(to, {1, 3, 4}, std::move(out));
    samples.add(std::move(name), quantize ? s.finish(QuantizeAttributes{}, {input})
                                          : s.finish(DequantizeAttributes{}, {input}));
  };
  const Quantization uint8 = {{0.0625f}, {125}, 0};
  convert("quantize", DataType::kFloat32, DataType::kInt8, {}, kUsual, true);
  convert("quantize-int8", DataType::kInt8, DataType::kInt8, {{0.1f}, {7}, 0}, kUsual, true);
  convert("quantize-uint8", DataType::kUint8, DataType::kInt8, uint8, kUsual, true);
  convert("quantize-to-uint8", DataType::kInt8, DataType::kUint8, kUsual, uint8, true);
  convert("dequantize", DataType::kInt8, DataType::kFloat32, kUsual, {}, false);
  convert("dequantize-uint8", DataType::kUint8, DataType::kFloat32, uint8, {}, false);
  Sketch s = samples.sketch();
  const TensorId boxes = s.input({1, 6, 4}), scores = s.input({1, 6, 3});
  const TensorId anchors = s.constant(DataType::kFloat32, {6, 4});
  for (const Shape& shape : {Shape{1, 5, 4}, Shape{1, 5}, Shape{1, 5}, Shape{1}}) {
    s.output_of(DataType::kFloat32, shape, {});
  }
  samples.add("post-process",
              s.finish(DetectionPostProcessAttributes{5, 1, 50, true, 0.25f, 0.5f, 2, 10, 10, 5, 5},
                       {boxes, scores, anchors}));
}

}  // namespace

std::vector<SampleGraph> sample_operators(DataType type) {
  Samples samples(type);
  add_weighted(samples);
  add_elementwise(samples);
  add_windows(samples);
  add_moves(samples);
  add_borders(samples);
  return samples.take();
}

}  // namespace ocellus::tools

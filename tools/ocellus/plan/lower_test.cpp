#include "tools/ocellus/plan/lower.hpp"

#include <gtest/gtest.h>

#include "tools/ocellus/plan/random_graph.hpp"

namespace ocellus::tools {
namespace {

// What lower() says, a line for each operator; it recommends the same to all of them.
std::string refusal(const Graph& graph) {
  const Result<Program> program = lower(graph);
  if (program.ok()) return "accepted";
  Failure failure = program.failure();
  EXPECT_NE(failure.remedy, "");
  if (failure.where != "model") failure.remedy.clear();
  for (Failure& also : failure.also) {
    EXPECT_EQ(also.remedy, program.failure().remedy);
    also.remedy.clear();
  }
  return failure.line();
}

// input -> CONV_2D (operator 0) -> DEPTHWISE_CONV_2D (1) -> ADD (2) with the convolution's result
GraphMaker small() {
  GraphMaker maker(1);
  const TensorId conv = maker.conv(maker.input(6, 6, 3), 4, 3, 2, Activation::kRelu6);
  maker.output(maker.add(conv, maker.depthwise(conv, 3, 1)));
  return maker;
}

TEST(Lower, KeepsShapesZeroPointsAndClamps) {
  GraphMaker maker = small();
  const Program program = std::move(lower(maker.graph()).value());
  ASSERT_EQ(program.steps.size(), 3U);
  const auto& conv = std::get<Convolution<kernels::Conv2d>>(program.steps[0].call);
  EXPECT_EQ(conv.op.input, (kernels::Extent{6, 6, 3}));
  EXPECT_EQ(conv.op.output, (kernels::Extent{3, 3, 4}));
  EXPECT_EQ(conv.op.window.pad_top, 0);  // SAME with stride 2: one pixel, behind the last
  EXPECT_EQ(conv.op.input_zero_point, -1);
  const Tensor& output = maker.tensor(maker.graph().operators[0].outputs[0]);
  EXPECT_EQ(conv.op.quantized.zero_point, output.quantization.zero_points[0]);
  EXPECT_EQ(conv.op.quantized.low, output.quantization.zero_points[0]);
  EXPECT_EQ(conv.multipliers.size(), 4U);
  EXPECT_EQ(conv.filter.size(), 108U);
  EXPECT_EQ(program.steps[0].macs, 3U * 3 * 4 * 27);
  EXPECT_EQ(program.steps[0].shapes, "1x6x6x3 -> 1x3x3x4");
  EXPECT_EQ(std::get<kernels::Add>(program.steps[2].call).size, 36U);
  EXPECT_EQ(program.steps[2].inputs.size(), 2U);
}

TEST(Lower, NamesEveryOperatorThatItRefuses) {
  GraphMaker maker = small();
  Graph& graph = maker.graph();
  graph.operators[1].attributes = DetectionPostProcessAttributes{};
  graph.operators[2].attributes = DetectionPostProcessAttributes{};
  EXPECT_EQ(refusal(graph),
            "operator 1 (TFLite_Detection_PostProcess, output 'tensor6'): it needs 3 inputs and 4 "
            "outputs\n"
            "operator 2 (TFLite_Detection_PostProcess, output 'tensor7'): it needs 3 inputs and 4 "
            "outputs");
}

TEST(Lower, RefusesWhatTheSpecificationDoesNotAllow) {
  const auto changed = [](auto change) {
    GraphMaker maker = small();
    change(maker.graph());
    return refusal(maker.graph());
  };
  // Tensors: 0 input, 1 filter, 2 bias, 3 conv, 4 filter, 5 bias, 6 depthwise, 7 sum.
  EXPECT_EQ(changed([](Graph&) {}), "accepted");
  EXPECT_EQ(changed([](Graph& g) { g.tensors[0].type = DataType::kFloat32; }),
            "operator 0 (CONV_2D, output 'tensor3'): \"tensor0\" is float32, int8 is needed");
  EXPECT_EQ(changed([](Graph& g) {
              for (const TensorId id : {0, 3, 6, 7}) g.tensor(id).type = DataType::kFloat32;
            }),
            "model: its tensors are floats, int8 is needed; run ocellus quantize first");
  EXPECT_EQ(changed([](Graph& g) { g.tensors[6].quantization.scales.clear(); }),
            "operator 1 (DEPTHWISE_CONV_2D, output 'tensor6'): \"tensor6\" needs one scale and one "
            "zero point\n"
            "operator 2 (ADD, output 'tensor7'): \"tensor6\" needs one scale and one zero point");
  EXPECT_EQ(changed([](Graph& g) { g.tensors[1].quantization.zero_points[2] = 1; }),
            "operator 0 (CONV_2D, output 'tensor3'): its filter's zero point must be 0");
  EXPECT_EQ(changed([](Graph& g) { g.tensors[1].quantization.scales.pop_back(); }),
            "operator 0 (CONV_2D, output 'tensor3'): its filter needs one scale, or one per output "
            "channel");
  EXPECT_EQ(changed([](Graph& g) { g.tensors[1].quantization.scales[3] = 1e30F; }),
            "operator 0 (CONV_2D, output 'tensor3'): channel 3 scales its sums by more than 2^30");
  EXPECT_EQ(changed([](Graph& g) { std::get<0>(g.operators[0].attributes).padding.bottom = 3; }),
            "operator 0 (CONV_2D, output 'tensor3'): its window and padding do not turn 1x6x6x3 "
            "into 1x3x3x4");
  EXPECT_EQ(changed([](Graph& g) { g.tensors[2].type = DataType::kInt64; }),
            "operator 0 (CONV_2D, output 'tensor3'): its bias must be a constant int32 tensor with "
            "one value per "
            "output channel");
  EXPECT_EQ(changed([](Graph& g) { g.tensors[7].quantization.scales[0] = 1e-9F; }),
            "operator 2 (ADD, output 'tensor7'): its output's scale is too small for its inputs'");
  EXPECT_EQ(changed([](Graph& g) {
              g.tensors[7].shape = {1, 3, 3, 1};
            }),
            "operator 2 (ADD, output 'tensor7'): 1x3x3x4 does not broadcast to 1x3x3x1");
}

TEST(Lower, RefusesAConcatenationThatWouldHaveToRescale) {
  GraphMaker maker(1);
  const TensorId in = maker.input(4, 4, 3);
  const TensorId part = maker.conv(in, 4, 1, 1);
  maker.output(maker.concatenation({maker.conv(in, 4, 1, 1), part}, 1));
  ASSERT_EQ(part, 3);
  maker.graph().tensor(part).quantization.scales[0] *= 2;
  EXPECT_EQ(refusal(maker.graph()),
            "operator 2 (CONCATENATION, output 'tensor7'): \"tensor3\" has another scale or zero "
            "point than the "
            "whole");
}

TEST(Lower, WritesAConstantThatIsAnOutput) {
  GraphMaker maker = small();
  Graph& graph = maker.graph();
  const auto id = static_cast<TensorId>(graph.tensors.size());
  graph.tensors.push_back({"shape", DataType::kInt32, {2}, {}, std::vector(8, std::byte{5})});
  graph.outputs.insert(graph.outputs.end(), {id, id});  // twice the same is written once
  const std::size_t steps = lower(small().graph()).value().steps.size();
  const Program program = std::move(lower(graph).value());
  ASSERT_EQ(program.steps.size(), steps + 1);
  const Step& step = program.steps.back();
  EXPECT_EQ(std::get<kernels::Remap>(step.call).run_bytes, 8U);
  EXPECT_EQ(step.inputs[0].storage, kConstants);
  EXPECT_EQ(step.constants, graph.tensor(id).data);
  for (const std::size_t port : {program.outputs.size() - 1, program.outputs.size() - 2}) {
    EXPECT_EQ(program.outputs[port].place.storage, step.outputs[0].storage);
    EXPECT_EQ(program.outputs[port].place.bytes, 8U);
  }
}

TEST(Lower, CopiesWhatCannotBeWrittenInPlace) {
  GraphMaker maker(1);
  const TensorId in = maker.input(2, 2, 3);
  maker.output(maker.concatenation({maker.conv(in, 4, 1, 1), maker.conv(in, 6, 1, 1)}, 3));
  const Program program = std::move(lower(maker.graph()).value());
  ASSERT_EQ(program.steps.size(), 4U);
  const auto& remap = std::get<kernels::Remap>(program.steps[3].call);
  EXPECT_EQ(remap.run_bytes, 6U);
  EXPECT_EQ(remap.dimensions, 1U);
  EXPECT_EQ(remap.shape[0], (kernels::Remap::Dimension{4, 10, 6, kernels::Remap::kNoTable}));
  EXPECT_TRUE(program.steps[3].constants.empty());
  EXPECT_EQ(program.steps[3].outputs[0].offset, 4U);
  EXPECT_EQ(program.steps[3].outputs[0].bytes, 36U);
}

}  // namespace
}  // namespace ocellus::tools

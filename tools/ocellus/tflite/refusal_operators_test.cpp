// What the importer refuses of operators that it knows, and in which words.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "tools/ocellus/tflite/refusal_cases.hpp"

namespace ocellus::tools {
namespace {

TEST(Refusal, Convolutions) {
  const auto conv = [](SampleFile f) { return f.operators[0]->options.AsConv2DOptions(); };
  const auto depthwise = [](SampleFile f) {
    return f.operators[0]->options.AsDepthwiseConv2DOptions();
  };
  const auto fused = [](int code) { return static_cast<schema::FusedActivation>(code); };
  expect_refusals({
      {kInt8, "conv2d-valid", [](SampleFile f) { f.operators[0]->options.Reset(); },
       "it has no options"},
      {kInt8, "conv2d-valid", [=](SampleFile f) { conv(f)->stride_x = 0; },
       "its strides are 1 and 0"},
      {kInt8, "conv2d-valid", [=](SampleFile f) { conv(f)->stride_y = -3; },
       "its strides are -3 and 1"},
      {kInt8, "conv2d-valid", [=](SampleFile f) { conv(f)->dilation_y = 5000; },
       "its dilations are 5000 and 1"},
      {kInt8, "conv2d-valid", [=](SampleFile f) { conv(f)->dilation_x = 9; },
       "its window makes 6 x 0 positions, its output has 6 x 4"},
      {kInt8, "conv2d-valid", [=](SampleFile f) { conv(f)->padding = schema::PaddingRule(7); },
       "its padding rule is 7"},
      {kInt8, "conv2d-valid", [=](SampleFile f) { conv(f)->activation = fused(4); },
       "its fused activation function 4 is not supported"},
      {kInt8, "conv2d-valid",
       [=](SampleFile f) { conv(f)->accumulator = schema::ElementType::Int64; },
       "it accumulates in another type than int32"},
      {kInt8, "conv2d-same", [](SampleFile f) { f.tensors[3]->shape[1] = 8; },
       "its window makes 9 x 7 positions, its output has 8 x 7"},
      {kInt8, "conv2d-valid",
       [](SampleFile f) {
         f.tensors[0]->shape = {2, 4, 6, 3};
       },
       "its input is [2, 4, 6, 3] but its output [1, 6, 4, 5]"},
      {kInt8, "conv2d-valid",
       [](SampleFile f) {
         f.tensors[1]->shape = {5, 27};
       },
       "its filter has 2 dimensions, 4 are expected"},
      {kInt8, "conv2d-valid",
       [](SampleFile f) {
         f.tensors[0]->shape = {1, 8, 3, 6};
       },
       "its window makes 6 x 1 positions"},
      {kInt8, "conv2d-no-bias",
       [](SampleFile f) {
         f.tensors[0]->shape = {1, 4, 4, 8};
       },
       "its filter reads 3 channels, its input has 8"},
      {kInt8, "conv2d-no-bias",
       [](SampleFile f) {
         f.tensors[0]->shape = {1, 4, 4, 12};
       },
       "its 6 output channels do not divide into 4 groups"},
      {kInt8, "conv2d-valid", [](SampleFile f) { f.tensors[3]->shape[3] = 7; },
       "its filter makes 5 channels, its output has 7"},
      {kInt8, "conv2d-valid", [](SampleFile f) { f.operators[0]->inputs[1] = 0; },
       "its filter is not a constant"},
      {kInt8, "conv2d-valid", [](SampleFile f) { f.operators[0]->inputs[0] = 1; },
       "its tensor 'filter 0' is a constant, a computed one is expected"},
      {kInt8, "conv2d-valid", [](SampleFile f) { f.operators[0]->inputs[2] = 0; },
       "its bias is not a constant of 5 int32 numbers"},
      {kInt8, "conv2d-valid", [](SampleFile f) { f.operators[0]->inputs[2] = 1; },
       "its bias is not a constant of 5 int32 numbers"},
      {kFloat, "conv2d-valid",
       [](SampleFile f) {
         f.tensors[1]->type = schema::ElementType::Int8;
         f.data(1).resize(f.data(1).size() / 4);
       },
       "its filter is int8, its input float32"},
      {kInt8, "conv2d-valid",
       [](SampleFile f) { f.tensors[3]->type = schema::ElementType::Float32; },
       "it mixes float32 and int8"},
      {kInt8, "depthwise-valid", [](SampleFile f) { f.tensors[0]->shape[3] = 4; },
       "its 6 output channels are no multiple of its 4 input channels"},
      {kInt8, "depthwise-valid", [=](SampleFile f) { depthwise(f)->stride_x = 0; },
       "its strides are 1 and 0"},
  });
}

// Multiplies every weight by nothing and every bias by nothing, then sets one of each.
void set_channel_0(SampleFile f, std::int8_t weight, std::int32_t bias) {
  std::fill(f.data(1).begin(), f.data(1).end(), static_cast<std::uint8_t>(0));
  std::fill(f.data(2).begin(), f.data(2).end(), static_cast<std::uint8_t>(0));
  f.data(1)[0] = static_cast<std::uint8_t>(weight);
  std::memcpy(f.data(2).data(), &bias, sizeof bias);
}

TEST(Refusal, Int8Scales) {
  const auto scales = [](SampleFile f, std::size_t tensor) -> schema::QuantizationT& {
    return *f.tensors[tensor]->quantization;
  };
  constexpr const char* kOverflow = "the 32-bit sum of its channel 0 can overflow";
  constexpr auto kMost = std::numeric_limits<std::int32_t>::max();
  expect_refusals({
      {kInt8, "conv2d-valid", [=](SampleFile f) { scales(f, 1).zero_point[4] = 1; },
       "its filter has a zero point other than 0"},
      {kInt8, "conv2d-valid", [=](SampleFile f) { scales(f, 1).scale.clear(); },
       "its filter has 0 scales along axis 0, one for each of its 5 output channels"},
      {kInt8, "conv2d-valid",
       [=](SampleFile f) {
         scales(f, 1).axis = 3;
         scales(f, 1).scale.resize(3);
         scales(f, 1).zero_point.resize(3);
       },
       "its filter has 3 scales along axis 3"},
      {kInt8, "conv2d-valid", [=](SampleFile f) { scales(f, 2).scale[3] *= 100; },
       "the scale of its bias is not its input's times its filter's, in channel 3"},
      {kInt8, "conv2d-valid", [=](SampleFile f) { scales(f, 2).zero_point[0] = 1; },
       "has zero point 1, outside 0..0"},
      // Zero point -1: one weight of 1 reaches from -127 to 128.
      {kInt8, "conv2d-valid", [](SampleFile f) { set_channel_0(f, 1, kMost - 127); }, kOverflow},
      {kInt8, "conv2d-valid", [](SampleFile f) { set_channel_0(f, 1, -kMost - 1 + 126); },
       kOverflow},
      {kInt8, "conv2d-valid", [=](SampleFile f) { scales(f, 3).scale[0] = 1e-12f; }, kOverflow},
      {kInt8, "depthwise-valid", [](SampleFile f) { set_channel_0(f, 1, kMost - 127); }, kOverflow},
      {kInt8, "add", [=](SampleFile f) { scales(f, 0).scale[0] = 1e6f; },
       "its output's scale is too small for its inputs'"},
      {kInt8, "activations", [=](SampleFile f) { scales(f, 1).scale[0] = 1e-20f; },
       "its output's scale is too small for its input's"},
      {kInt8, "concatenation", [=](SampleFile f) { scales(f, 1).zero_point[0] = 4; },
       "the scale or zero point of its input 'input 1' is not its output's"},
  });
}

// Right at the edge nothing overflows.
TEST(Refusal, SparesWhatJustFits) {
  for (const std::int32_t bias : {std::numeric_limits<std::int32_t>::max() - 128,
                                  std::numeric_limits<std::int32_t>::min() + 127}) {
    for (const char* name : {"conv2d-valid", "depthwise-valid"}) {
      schema::ModelT model = unpacked(kInt8, name);
      set_channel_0(SampleFile(model), 1, bias);
      EXPECT_EQ(refusal(model), "");
    }
  }
}

TEST(Refusal, OtherOperators) {
  const auto set_ints = [](std::vector<std::uint8_t>& data,
                           const std::vector<std::int32_t>& values) {
    data.clear();
    for (const std::int32_t value : values) {
      for (int shift = 0; shift < 32; shift += 8) {
        data.push_back(static_cast<std::uint8_t>(value >> shift));
      }
    }
  };
  expect_refusals({
      {kFloat, "add", [](SampleFile f) { f.tensors[1]->shape = {4}; },
       "its inputs [1, 5, 5, 3] and [4] do not broadcast to its output [1, 5, 5, 3]"},
      {kFloat, "add",
       [](SampleFile f) {
         f.operators[0]->options.AsAddOptions()->activation = schema::FusedActivation::Tanh;
       },
       "its fused activation function 4"},
      {kFloat, "reshape",
       [](SampleFile f) {
         f.operators[0]->inputs.pop_back();
         f.operators[0]->options.Reset();
         f.tensors[1]->shape = {1, 12, 5};
       },
       "its input is [1, 4, 6, 2] but its output [1, 12, 5]"},
      {kFloat, "reshape",
       [=](SampleFile f) {
         set_ints(f.data(2), {1, 24, 2});
       },
       "it asks for another shape than its output [1, 12, 4]"},
      {kFloat, "reshape", [](SampleFile f) { f.operators[0]->inputs[1] = 0; },
       "its new shape is not a constant of whole numbers"},
      {kFloat, "concatenation",
       [](SampleFile f) { f.operators[0]->options.AsConcatenationOptions()->axis = 4; },
       "it joins along axis 4 of 4"},
      {kFloat, "concatenation",
       [](SampleFile f) { f.operators[0]->options.AsConcatenationOptions()->axis = -5; },
       "it joins along axis -5 of 4"},
      {kFloat, "concatenation",
       [](SampleFile f) { f.operators[0]->options.AsConcatenationOptions()->axis = 1; },
       "its input is [1, 3, 4, 2] but its output [1, 3, 4, 7]"},
      {kFloat, "concatenation", [](SampleFile f) { f.operators[0]->inputs.pop_back(); },
       "its inputs make 5 along axis 3, its output has 7"},
      {kFloat, "concatenation",
       [](SampleFile f) {
         f.operators[0]->options.AsConcatenationOptions()->activation =
             schema::FusedActivation::Relu;
       },
       "it has a fused activation"},
      {kFloat, "pad",
       [=](SampleFile f) {
         set_ints(f.data(2), {0, 0, -1, 2, 0, 3, 2, 1});
       },
       "it pads dimension 1 by -1 and 2"},
      {kFloat, "pad",
       [=](SampleFile f) {
         set_ints(f.data(2), {0, 0, 2147483647, 0, 0, 3, 2, 1});
       },
       "it pads dimension 1 by 2147483647 and 0"},
      {kFloat, "pad",
       [=](SampleFile f) {
         f.tensors[2]->shape = {3, 2};
         set_ints(f.data(2), {0, 0, 1, 0, 0, 3});
       },
       "its amounts of padding are [3, 2] for an input [1, 3, 4, 2]"},
      {kFloat, "pad", [](SampleFile f) { f.operators[0]->inputs[1] = 0; },
       "its amounts of padding are not a constant of whole numbers"},
      {kFloat, "activations", [](SampleFile f) { f.tensors[2]->shape = {64}; },
       "its input is [1, 4, 4, 4] but its output [64]"},
  });
}

// Older converters leave the bias away; the exporter never does.
TEST(Refusal, AnAbsentBiasIsFine) {
  schema::ModelT model = unpacked(kInt8, "conv2d-valid");
  model.subgraphs[0]->operators[0]->inputs[2] = -1;
  EXPECT_EQ(refusal(model), "");
  model.subgraphs[0]->operators[0]->inputs.pop_back();
  EXPECT_EQ(refusal(model), "");
}

}  // namespace
}  // namespace ocellus::tools

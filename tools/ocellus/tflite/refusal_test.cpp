// What the importer refuses, and in which words. Each case spoils one thing in a good file.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

#include "schema_generated.h"
#include "tools/ocellus/tflite/export.hpp"
#include "tools/ocellus/tflite/import.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools {
namespace {

constexpr DataType kFloat = DataType::kFloat32;
constexpr DataType kInt8 = DataType::kInt8;

schema::ModelT unpacked(DataType type, std::string_view name) {
  schema::ModelT model;
  for (const SampleGraph& candidate : sample_graphs(type)) {
    if (candidate.name != name) continue;
    schema::GetModel(tflite_bytes(candidate.graph, "").data())->UnPackTo(&model);
    return model;
  }
  ADD_FAILURE() << "no sample " << name;
  return model;
}

// The failure's text, empty when the model is accepted.
std::string refusal(const schema::ModelT& model) {
  flatbuffers::FlatBufferBuilder builder;
  schema::FinishModelBuffer(builder, schema::Model::Pack(builder, &model));
  const std::span bytes(reinterpret_cast<const std::byte*>(builder.GetBufferPointer()),
                        builder.GetSize());
  const Result<Graph> graph = import_tflite(bytes, "m.tflite");
  return graph.ok() ? "" : graph.failure().line();
}

struct File {
  schema::ModelT& model;
  std::vector<std::unique_ptr<schema::TensorT>>& tensors;
  std::vector<std::unique_ptr<schema::OperatorT>>& operators;

  std::vector<std::uint8_t>& data(std::size_t tensor) const {
    return model.buffers[tensors[tensor]->buffer]->data;
  }
};

struct Case {
  DataType type;
  const char* sample;
  std::function<void(File)> spoil;
  const char* expected;  // a part of the failure's text
};

void expect(const std::vector<Case>& cases) {
  for (const Case& test : cases) {
    schema::ModelT model = unpacked(test.type, test.sample);
    ASSERT_EQ(refusal(model), "") << test.sample;
    test.spoil({model, model.subgraphs[0]->tensors, model.subgraphs[0]->operators});
    const std::string text = refusal(model);
    EXPECT_NE(text.find(test.expected), std::string::npos)
        << test.sample << "\nexpected: " << test.expected << "\nis:       " << text;
  }
}

TEST(Refusal, NamesEveryOperatorThatIsNotSupported) {
  schema::ModelT model = unpacked(kInt8, "add");
  schema::SubGraphT& subgraph = *model.subgraphs[0];
  auto unknown = std::make_unique<schema::OperatorCodeT>();
  unknown->code = unknown->code_up_to_127 = 67;
  auto custom = std::make_unique<schema::OperatorCodeT>();
  custom->code = custom->code_up_to_127 = 32;
  custom->custom_name = "Mystery\n";
  auto future = std::make_unique<schema::OperatorCodeT>();
  future->code_up_to_127 = 127;
  future->code = 999;
  model.codes.push_back(std::move(unknown));
  model.codes.push_back(std::move(custom));
  model.codes.push_back(std::move(future));
  subgraph.operators[0]->code = 1;
  subgraph.operators[1]->code = 2;
  auto third = std::make_unique<schema::OperatorT>();
  third->code = 3;
  subgraph.operators.push_back(std::move(third));
  EXPECT_EQ(refusal(model),
            "m.tflite: operator 0 (TRANSPOSE_CONV, output 'result 0'): this kind of operator is "
            "not supported; use a model without it\n"
            "m.tflite: operator 1 (CUSTOM Mystery?, output 'result 1'): this kind of operator is "
            "not supported; use a model without it\n"
            "m.tflite: operator 2 (operator code 999): this kind of operator is not supported; use "
            "a model without it");
}

// DENSIFY makes a convolution's filter: the convolution itself is not to blame.
TEST(Refusal, DoesNotBlameWhatOnlyFollows) {
  schema::ModelT model = unpacked(kFloat, "conv2d-valid");
  schema::SubGraphT& subgraph = *model.subgraphs[0];
  subgraph.tensors.push_back(std::make_unique<schema::TensorT>(*subgraph.tensors[1]));
  subgraph.tensors[1]->buffer = 0;
  auto kind = std::make_unique<schema::OperatorCodeT>();
  kind->code = kind->code_up_to_127 = 124;
  model.codes.push_back(std::move(kind));
  auto densify = std::make_unique<schema::OperatorT>();
  densify->code = 1;
  densify->inputs = {4};
  densify->outputs = {1};
  subgraph.operators.insert(subgraph.operators.begin(), std::move(densify));
  EXPECT_EQ(refusal(model),
            "m.tflite: operator 0 (DENSIFY, output 'filter 0'): this kind of operator is not "
            "supported; use a model without it");
}

TEST(Refusal, TheFrame) {
  expect({
      {kInt8, "add", [](File f) { f.model.version = 2; }, "its format version is 2, 3 is expected"},
      {kInt8, "add", [](File f) { f.model.subgraphs.clear(); }, "it has 0 subgraphs"},
      {kInt8, "add",
       [](File f) { f.model.subgraphs.push_back(std::make_unique<schema::SubGraphT>()); },
       "it has 2 subgraphs"},
      {kInt8, "add", [](File f) { f.operators.clear(); }, "it has no operators"},
      {kInt8, "add", [](File f) { f.tensors.clear(); }, "it has no tensors"},
      {kInt8, "add", [](File f) { f.model.subgraphs[0]->outputs.clear(); },
       "it has no inputs or no outputs"},
      {kInt8, "concatenation", [](File f) { f.operators[0]->inputs.resize(65537); },
       "its operators have more than 65536 inputs"},
      {kInt8, "add", [](File f) { f.operators[1]->code = 9; }, "operator 1: it is of kind 9 of 1"},
      {kInt8, "add", [](File f) { f.model.codes[0]->version = 6; },
       "its version 6 is not supported, only 1 to 5"},
      {kInt8, "add", [](File f) { f.model.subgraphs[0]->inputs[1] = 7; },
       "m.tflite: input 1: there is no tensor 7"},
      {kInt8, "add", [](File f) { f.model.subgraphs[0]->inputs[1] = 0; },
       "m.tflite: input 1: it is an input twice"},
      {kInt8, "add", [](File f) { f.model.subgraphs[0]->outputs[0] = 0; },
       "m.tflite: output 0: it is an input, passed through unchanged"},
      {kInt8, "add", [](File f) { f.model.subgraphs[0]->inputs.pop_back(); },
       "it reads 'input 1', which no operator before it computes"},
      {kInt8, "add", [](File f) { std::swap(f.operators[0], f.operators[1]); },
       "operator 0 (ADD, output 'result 1'): it reads 'result 0', which no operator before it"},
      {kInt8, "add", [](File f) { f.operators[0]->inputs[0] = 2; },
       "operator 0 (ADD, output 'result 0'): it reads 'result 0', which no operator before it"},
      {kInt8, "add", [](File f) { f.operators[1]->outputs[0] = 2; },
       "it writes 'result 0', which has a value already"},
      {kInt8, "add", [](File f) { f.operators[1]->outputs[0] = 0; },
       "it writes 'input 0', which has a value already"},
      {kInt8, "add", [](File f) { f.operators[0]->inputs[0] = -1; },
       "it reads tensor -1, which is not there"},
      {kInt8, "add", [](File f) { f.operators[0]->outputs[0] = 99; },
       "it writes tensor 99, which is not there"},
      {kInt8, "add", [](File f) { f.operators[0]->inputs.push_back(0); }, "it has 3 inputs"},
      {kInt8, "add", [](File f) { f.operators[0]->outputs.push_back(3); }, "it has 2 outputs"},
  });
}

TEST(Refusal, Tensors) {
  constexpr auto kHuge = std::numeric_limits<std::int32_t>::max();
  const auto quantization = [](File f) -> schema::QuantizationT& {
    return *f.tensors[3]->quantization;
  };
  expect({
      {kInt8, "add",
       [](File f) {
         f.tensors[3]->shape = {1, kHuge, kHuge, kHuge};
       },
       "its tensor 'result 1' has more than 268435456 elements"},
      {kInt8, "add",
       [](File f) {
         f.tensors[3]->shape = {1, 5, -5, 3};
       },
       "its tensor 'result 1' has a dimension of -5"},
      {kInt8, "add",
       [](File f) {
         f.tensors[3]->shape = {1, 5, 0, 3};
       },
       "its tensor 'result 1' has a dimension of 0"},
      {kInt8, "add", [](File f) { f.tensors[3]->shape = {1, 1, 1, 1, 1, 1, 1}; },
       "has 7 dimensions, at most 6"},
      {kInt8, "add",
       [](File f) {
         f.tensors[3]->type = schema::ElementType::UInt8;
         f.tensors[3]->quantization->zero_point = {0};
       },
       "its tensor 'result 1' is uint8, the older quantization; only float32 and int8"},
      {kInt8, "add", [](File f) { f.tensors[3]->type = schema::ElementType::Int16; },
       "is int16, only float32 and int8"},
      {kInt8, "add", [](File f) { f.tensors[3]->type = schema::ElementType::String; },
       "its tensor 'result 1' has element type 5"},
      {kInt8, "add", [](File f) { f.tensors[3]->is_variable = true; }, "keeps its value"},
      {kInt8, "add", [](File f) { f.tensors[3]->buffer = 77; }, "names buffer 77 of 1"},
      {kInt8, "add", [=](File f) { quantization(f).scale = {0}; },
       "has a scale that is not a positive number"},
      {kInt8, "add", [=](File f) { quantization(f).scale = {-1}; },
       "has a scale that is not a positive number"},
      {kInt8, "add", [=](File f) { quantization(f).scale = {std::nanf("")}; },
       "has a scale that is not a positive number"},
      {kInt8, "add", [=](File f) { quantization(f).scale = {HUGE_VALF}; },
       "has a scale that is not a positive number"},
      {kInt8, "add", [=](File f) { quantization(f).scale = {1e-40f}; },
       "has a scale that is not a positive number"},
      {kInt8, "add",
       [=](File f) {
         quantization(f).scale = {1, 1};
       },
       "has 2 scales, which fit no axis 0"},
      {kInt8, "add", [=](File f) { quantization(f).scale.clear(); },
       "is int8 with 0 scales, one is expected"},
      {kInt8, "add", [=](File f) { quantization(f).zero_point = {128}; },
       "has zero point 128, outside -128..127"},
      {kInt8, "add",
       [=](File f) {
         quantization(f).zero_point = {0, 0};
       },
       "has 1 scales but 2 zero points"},
      {kInt8, "add", [=](File f) { quantization(f).details.Set(schema::CustomQuantizationT()); },
       "is quantized in a way of its own"},
      {kInt8, "conv2d-valid", [](File f) { f.data(2).pop_back(); },
       "its tensor 'bias 0' has 19 bytes of data, its shape and type need 20"},
      {kFloat, "conv2d-valid", [](File f) { f.data(1)[3] = 0x7f, f.data(1)[2] = 0xff; },
       "its tensor 'filter 0' holds a value that is not a finite number"},
      {kInt8, "conv2d-valid",
       [](File f) { f.tensors[1]->sparsity = std::make_unique<schema::SparsityT>(); },
       "its tensor 'filter 0' is stored sparse"},
      {kInt8, "conv2d-valid",
       [](File f) {
         f.model.buffers[f.tensors[1]->buffer]->offset = 4096;
         f.data(1).clear();
       },
       "its tensor 'filter 0' is stored outside the FlatBuffer"},
  });
}

TEST(Refusal, Convolutions) {
  const auto conv = [](File f) { return f.operators[0]->options.AsConv2DOptions(); };
  const auto depthwise = [](File f) { return f.operators[0]->options.AsDepthwiseConv2DOptions(); };
  const auto fused = [](int code) { return static_cast<schema::FusedActivation>(code); };
  expect({
      {kInt8, "conv2d-valid", [](File f) { f.operators[0]->options.Reset(); }, "it has no options"},
      {kInt8, "conv2d-valid", [=](File f) { conv(f)->stride_x = 0; }, "its strides are 1 and 0"},
      {kInt8, "conv2d-valid", [=](File f) { conv(f)->stride_y = -3; }, "its strides are -3 and 1"},
      {kInt8, "conv2d-valid", [=](File f) { conv(f)->dilation_y = 5000; },
       "its dilations are 5000 and 1"},
      {kInt8, "conv2d-valid", [=](File f) { conv(f)->dilation_x = 9; },
       "its window makes 6 x 0 positions, its output has 6 x 4"},
      {kInt8, "conv2d-valid", [=](File f) { conv(f)->padding = schema::PaddingRule(7); },
       "its padding rule is 7"},
      {kInt8, "conv2d-valid", [=](File f) { conv(f)->activation = fused(4); },
       "its fused activation function 4 is not supported"},
      {kInt8, "conv2d-valid", [=](File f) { conv(f)->accumulator = schema::ElementType::Int64; },
       "it accumulates in another type than int32"},
      {kInt8, "conv2d-same", [](File f) { f.tensors[3]->shape[1] = 8; },
       "its window makes 9 x 7 positions, its output has 8 x 7"},
      {kInt8, "conv2d-valid",
       [](File f) {
         f.tensors[0]->shape = {2, 4, 6, 3};
       },
       "its tensor 'input 0' is not one picture"},
      {kInt8, "conv2d-valid",
       [](File f) {
         f.tensors[1]->shape = {5, 27};
       },
       "its filter has 2 dimensions, 4 are expected"},
      {kInt8, "conv2d-valid",
       [](File f) {
         f.tensors[0]->shape = {1, 8, 3, 6};
       },
       "its window makes 6 x 1 positions"},
      {kInt8, "conv2d-no-bias",
       [](File f) {
         f.tensors[0]->shape = {1, 4, 4, 9};
       },
       "its filter reads 3 channels, its input has 9"},
      {kInt8, "conv2d-valid", [](File f) { f.tensors[3]->shape[3] = 7; },
       "its filter makes 5 channels, its output has 7"},
      {kInt8, "conv2d-valid", [](File f) { f.operators[0]->inputs[1] = 0; },
       "its filter is not a constant"},
      {kInt8, "conv2d-valid", [](File f) { f.operators[0]->inputs[0] = 1; },
       "its tensor 'filter 0' is a constant, a computed one is expected"},
      {kInt8, "conv2d-valid", [](File f) { f.operators[0]->inputs[2] = 0; },
       "its bias is not a constant of 5 int32 numbers"},
      {kInt8, "conv2d-valid", [](File f) { f.operators[0]->inputs[2] = 1; },
       "its bias is not a constant of 5 int32 numbers"},
      {kFloat, "conv2d-valid",
       [](File f) {
         f.tensors[1]->type = schema::ElementType::Int8;
         f.data(1).resize(f.data(1).size() / 4);
       },
       "its filter is int8, its input float32"},
      {kInt8, "conv2d-valid", [](File f) { f.tensors[3]->type = schema::ElementType::Float32; },
       "it mixes float32 and int8"},
      {kInt8, "depthwise-valid", [](File f) { f.tensors[0]->shape[3] = 4; },
       "its 6 output channels are no multiple of its 4 input channels"},
      {kInt8, "depthwise-valid", [=](File f) { depthwise(f)->stride_x = 0; },
       "its strides are 1 and 0"},
  });
}

// Multiplies every weight by nothing and every bias by nothing, then sets one of each.
void set_channel_0(File f, std::int8_t weight, std::int32_t bias) {
  std::fill(f.data(1).begin(), f.data(1).end(), static_cast<std::uint8_t>(0));
  std::fill(f.data(2).begin(), f.data(2).end(), static_cast<std::uint8_t>(0));
  f.data(1)[0] = static_cast<std::uint8_t>(weight);
  std::memcpy(f.data(2).data(), &bias, sizeof bias);
}

TEST(Refusal, Int8Scales) {
  const auto scales = [](File f, std::size_t tensor) -> schema::QuantizationT& {
    return *f.tensors[tensor]->quantization;
  };
  constexpr const char* kOverflow = "the 32-bit sum of its channel 0 can overflow";
  constexpr auto kMost = std::numeric_limits<std::int32_t>::max();
  expect({
      {kInt8, "conv2d-valid", [=](File f) { scales(f, 1).zero_point[4] = 1; },
       "its filter has a zero point other than 0"},
      {kInt8, "conv2d-valid", [=](File f) { scales(f, 1).scale.clear(); },
       "its filter has 0 scales along axis 0, one for each of its 5 output channels"},
      {kInt8, "conv2d-valid",
       [=](File f) {
         scales(f, 1).axis = 3;
         scales(f, 1).scale.resize(3);
         scales(f, 1).zero_point.resize(3);
       },
       "its filter has 3 scales along axis 3"},
      {kInt8, "conv2d-valid", [=](File f) { scales(f, 2).scale[3] *= 100; },
       "the scale of its bias is not its input's times its filter's, in channel 3"},
      {kInt8, "conv2d-valid", [=](File f) { scales(f, 2).zero_point[0] = 1; },
       "has zero point 1, outside 0..0"},
      // Zero point -1: one weight of 1 reaches from -127 to 128.
      {kInt8, "conv2d-valid", [](File f) { set_channel_0(f, 1, kMost - 127); }, kOverflow},
      {kInt8, "conv2d-valid", [](File f) { set_channel_0(f, 1, -kMost - 1 + 126); }, kOverflow},
      {kInt8, "conv2d-valid", [=](File f) { scales(f, 3).scale[0] = 1e-12f; }, kOverflow},
      {kInt8, "depthwise-valid", [](File f) { set_channel_0(f, 1, kMost - 127); }, kOverflow},
      {kInt8, "add", [=](File f) { scales(f, 0).scale[0] = 1e6f; },
       "its output's scale is too small for its inputs'"},
      {kInt8, "activations", [=](File f) { scales(f, 1).scale[0] = 1e-20f; },
       "its output's scale is too small for its input's"},
      {kInt8, "reshape", [=](File f) { scales(f, 1).scale[0] *= 2; },
       "the scale or zero point of its input 'input 0' is not its output's"},
      {kInt8, "concatenation", [=](File f) { scales(f, 1).zero_point[0] = 4; },
       "the scale or zero point of its input 'input 1' is not its output's"},
      {kInt8, "pad", [=](File f) { scales(f, 1).zero_point[0] = 4; },
       "the scale or zero point of its input 'input 0' is not its output's"},
  });
}

// Right at the edge nothing overflows.
TEST(Refusal, SparesWhatJustFits) {
  for (const std::int32_t bias : {std::numeric_limits<std::int32_t>::max() - 128,
                                  std::numeric_limits<std::int32_t>::min() + 127}) {
    for (const char* name : {"conv2d-valid", "depthwise-valid"}) {
      schema::ModelT model = unpacked(kInt8, name);
      set_channel_0({model, model.subgraphs[0]->tensors, model.subgraphs[0]->operators}, 1, bias);
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
  expect({
      {kFloat, "add", [](File f) { f.tensors[1]->shape = {3}; },
       "it adds [1, 5, 5, 3] and [3] to give [1, 5, 5, 3], only equal shapes"},
      {kFloat, "add",
       [](File f) {
         f.operators[0]->options.AsAddOptions()->activation = schema::FusedActivation::Tanh;
       },
       "its fused activation function 4"},
      {kFloat, "reshape",
       [](File f) {
         f.tensors[1]->shape = {1, 12, 5};
       },
       "its input is [1, 4, 6, 2] but its output [1, 12, 5]"},
      {kFloat, "reshape",
       [=](File f) {
         set_ints(f.data(2), {1, 24, 2});
       },
       "it asks for another shape than its output [1, 12, 4]"},
      {kFloat, "reshape", [](File f) { f.operators[0]->inputs[1] = 0; },
       "its new shape is not a constant of whole numbers"},
      {kFloat, "concatenation",
       [](File f) { f.operators[0]->options.AsConcatenationOptions()->axis = 4; },
       "it joins along axis 4 of 4"},
      {kFloat, "concatenation",
       [](File f) { f.operators[0]->options.AsConcatenationOptions()->axis = -5; },
       "it joins along axis -5 of 4"},
      {kFloat, "concatenation",
       [](File f) { f.operators[0]->options.AsConcatenationOptions()->axis = 1; },
       "its input is [1, 3, 4, 2] but its output [1, 3, 4, 7]"},
      {kFloat, "concatenation", [](File f) { f.operators[0]->inputs.pop_back(); },
       "its inputs make 5 along axis 3, its output has 7"},
      {kFloat, "concatenation",
       [](File f) {
         f.operators[0]->options.AsConcatenationOptions()->activation =
             schema::FusedActivation::Relu;
       },
       "it has a fused activation"},
      {kFloat, "pad",
       [=](File f) {
         set_ints(f.data(2), {0, 0, -1, 2, 0, 3, 2, 1});
       },
       "it pads dimension 1 by -1 and 2"},
      {kFloat, "pad",
       [=](File f) {
         set_ints(f.data(2), {0, 0, 2147483647, 0, 0, 3, 2, 1});
       },
       "it pads dimension 1 by 2147483647 and 0"},
      {kFloat, "pad",
       [=](File f) {
         f.tensors[2]->shape = {3, 2};
         set_ints(f.data(2), {0, 0, 1, 0, 0, 3});
       },
       "its amounts of padding are [3, 2] for an input [1, 3, 4, 2]"},
      {kFloat, "pad", [](File f) { f.operators[0]->inputs[1] = 0; },
       "its amounts of padding are not a constant of whole numbers"},
      {kFloat, "activations", [](File f) { f.tensors[2]->shape = {64}; },
       "its input is [1, 4, 4, 4] but its output [64]"},
  });
}

TEST(Refusal, WhatIsNoModelAtAll) {
  const auto refused = [](std::string_view text) {
    return import_tflite(std::as_bytes(std::span(text)), "m.tflite").failure().line();
  };
  EXPECT_EQ(refused("short"),
            "m.tflite: has 5 bytes, no model has; fetch or convert the model again");
  EXPECT_EQ(refused("something else entirely"),
            "m.tflite: is not a TensorFlow Lite model: the mark TFL3 is missing; fetch or convert "
            "the model again");
  EXPECT_EQ(refused(std::string_view("\x10\0\0\0TFL3\xff\xff\xff\xff\xff\xff\xff\xff", 16)),
            "m.tflite: is damaged or cut off: it contradicts the FlatBuffers format; fetch or "
            "convert the model again");
  EXPECT_EQ(import_tflite("/nowhere/m.tflite").failure().line(),
            "/nowhere/m.tflite: cannot be opened: No such file or directory; check the path");
}

}  // namespace
}  // namespace ocellus::tools

// What the importer refuses of a file as a whole and of its tensors, and in which words.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <span>

#include "tools/ocellus/tflite/import.hpp"
#include "tools/ocellus/tflite/refusal_cases.hpp"

namespace ocellus::tools {
namespace {

TEST(Refusal, NamesEveryOperatorThatIsNotSupported) {
  schema::ModelT model = unpacked(kInt8, "add");
  schema::SubGraphT& subgraph = *model.subgraphs[0];
  auto unknown = std::make_unique<schema::OperatorCodeT>();
  unknown->code = unknown->code_up_to_127 = 52;
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
            "m.tflite: operator 0 (BIDIRECTIONAL_SEQUENCE_LSTM, output 'result 0'): this kind of "
            "operator is "
            "not supported; use a model without it\n"
            "m.tflite: operator 1 (CUSTOM Mystery?, output 'result 1'): this kind of operator is "
            "not supported; use a model without it\n"
            "m.tflite: operator 2 (operator code 999): this kind of operator is not supported; use "
            "a model without it");
}

// EXP makes a convolution's filter: the convolution itself is not to blame.
TEST(Refusal, DoesNotBlameWhatOnlyFollows) {
  schema::ModelT model = unpacked(kFloat, "conv2d-valid");
  schema::SubGraphT& subgraph = *model.subgraphs[0];
  subgraph.tensors.push_back(std::make_unique<schema::TensorT>(*subgraph.tensors[1]));
  subgraph.tensors[1]->buffer = 0;
  auto kind = std::make_unique<schema::OperatorCodeT>();
  kind->code = kind->code_up_to_127 = 47;
  model.codes.push_back(std::move(kind));
  auto exp = std::make_unique<schema::OperatorT>();
  exp->code = 1;
  exp->inputs = {4};
  exp->outputs = {1};
  subgraph.operators.insert(subgraph.operators.begin(), std::move(exp));
  EXPECT_EQ(refusal(model),
            "m.tflite: operator 0 (EXP, output 'filter 0'): this kind of operator is not "
            "supported; use a model without it");
}

TEST(Refusal, TheFrame) {
  expect_refusals({
      {kInt8, "add", [](SampleFile f) { f.model.version = 2; },
       "its format version is 2, 3 is expected"},
      {kInt8, "add", [](SampleFile f) { f.model.subgraphs.clear(); }, "it has 0 subgraphs"},
      {kInt8, "add",
       [](SampleFile f) { f.model.subgraphs.push_back(std::make_unique<schema::SubGraphT>()); },
       "it has 2 subgraphs"},
      {kInt8, "add", [](SampleFile f) { f.operators.clear(); }, "it has no operators"},
      {kInt8, "add", [](SampleFile f) { f.tensors.clear(); }, "it has no tensors"},
      {kInt8, "add", [](SampleFile f) { f.model.subgraphs[0]->outputs.clear(); },
       "it has no inputs or no outputs"},
      {kInt8, "concatenation", [](SampleFile f) { f.operators[0]->inputs.resize(65537); },
       "its operators have more than 65536 inputs"},
      {kInt8, "add", [](SampleFile f) { f.operators[1]->code = 9; },
       "operator 1: it is of kind 9 of 1"},
      {kInt8, "add", [](SampleFile f) { f.model.codes[0]->version = 6; },
       "its version 6 is not supported, only 1 to 5"},
      {kInt8, "add", [](SampleFile f) { f.model.subgraphs[0]->inputs[1] = 7; },
       "m.tflite: input 1: there is no tensor 7"},
      {kInt8, "add", [](SampleFile f) { f.model.subgraphs[0]->inputs[1] = 0; },
       "m.tflite: input 1: it is an input twice"},
      {kInt8, "add", [](SampleFile f) { f.model.subgraphs[0]->outputs[0] = 0; },
       "m.tflite: output 0: it is an input, passed through unchanged"},
      {kInt8, "add", [](SampleFile f) { f.model.subgraphs[0]->inputs.pop_back(); },
       "it reads 'input 1', which no operator before it computes"},
      {kInt8, "add", [](SampleFile f) { std::swap(f.operators[0], f.operators[1]); },
       "operator 0 (ADD, output 'result 1'): it reads 'result 0', which no operator before it"},
      {kInt8, "add", [](SampleFile f) { f.operators[0]->inputs[0] = 2; },
       "operator 0 (ADD, output 'result 0'): it reads 'result 0', which no operator before it"},
      {kInt8, "add", [](SampleFile f) { f.operators[1]->outputs[0] = 2; },
       "it writes 'result 0', which has a value already"},
      {kInt8, "add", [](SampleFile f) { f.operators[1]->outputs[0] = 0; },
       "it writes 'input 0', which has a value already"},
      {kInt8, "add", [](SampleFile f) { f.operators[0]->inputs[0] = -1; },
       "it reads tensor -1, which is not there"},
      {kInt8, "add", [](SampleFile f) { f.operators[0]->outputs[0] = 99; },
       "it writes tensor 99, which is not there"},
      {kInt8, "add", [](SampleFile f) { f.operators[0]->inputs.push_back(0); }, "it has 3 inputs"},
      {kInt8, "add", [](SampleFile f) { f.operators[0]->outputs.push_back(3); },
       "it has 2 outputs"},
  });
}

TEST(Refusal, Tensors) {
  constexpr auto kHuge = std::numeric_limits<std::int32_t>::max();
  const auto quantization = [](SampleFile f) -> schema::QuantizationT& {
    return *f.tensors[3]->quantization;
  };
  expect_refusals({
      {kInt8, "add",
       [](SampleFile f) {
         f.tensors[3]->shape = {1, kHuge, kHuge, kHuge};
       },
       "its tensor 'result 1' has more than 268435456 elements"},
      {kInt8, "add",
       [](SampleFile f) {
         f.tensors[3]->shape = {1, 5, -5, 3};
       },
       "its tensor 'result 1' has a dimension of -5"},
      {kInt8, "add",
       [](SampleFile f) {
         f.tensors[3]->shape = {1, 5, 0, 3};
       },
       "its tensor 'result 1' has a dimension of 0"},
      {kInt8, "add", [](SampleFile f) { f.tensors[3]->shape = {1, 1, 1, 1, 1, 1, 1}; },
       "has 7 dimensions, at most 6"},
      {kInt8, "add",
       [](SampleFile f) {
         f.tensors[3]->type = schema::ElementType::UInt8;
         f.tensors[3]->quantization->zero_point = {0};
       },
       "operator 1 (ADD, output 'result 1'): it computes in uint8, the older asymmetric "
       "quantization, as do 1 of the file's 2 operators"},
      {kInt8, "add", [](SampleFile f) { f.tensors[3]->type = schema::ElementType::Int16; },
       "is int16, only float32"},
      {kInt8, "add", [](SampleFile f) { f.tensors[3]->type = schema::ElementType::String; },
       "its tensor 'result 1' has element type 5"},
      {kInt8, "add", [](SampleFile f) { f.tensors[3]->is_variable = true; }, "keeps its value"},
      {kInt8, "add", [](SampleFile f) { f.tensors[3]->buffer = 77; }, "names buffer 77 of 1"},
      {kInt8, "add", [=](SampleFile f) { quantization(f).scale = {0}; },
       "has a scale that is not a positive number"},
      {kInt8, "add", [=](SampleFile f) { quantization(f).scale = {-1}; },
       "has a scale that is not a positive number"},
      {kInt8, "add", [=](SampleFile f) { quantization(f).scale = {std::nanf("")}; },
       "has a scale that is not a positive number"},
      {kInt8, "add", [=](SampleFile f) { quantization(f).scale = {HUGE_VALF}; },
       "has a scale that is not a positive number"},
      {kInt8, "add", [=](SampleFile f) { quantization(f).scale = {1e-40f}; },
       "has a scale that is not a positive number"},
      {kInt8, "add",
       [=](SampleFile f) {
         quantization(f).scale = {1, 1};
       },
       "has 2 scales, which fit no axis 0"},
      {kInt8, "add", [=](SampleFile f) { quantization(f).scale.clear(); },
       "is int8 with 0 scales, one is expected"},
      {kInt8, "add", [=](SampleFile f) { quantization(f).zero_point = {128}; },
       "has zero point 128, outside -128..127"},
      {kInt8, "add",
       [=](SampleFile f) {
         quantization(f).zero_point = {0, 0};
       },
       "has 1 scales but 2 zero points"},
      {kInt8, "add",
       [=](SampleFile f) { quantization(f).details.Set(schema::CustomQuantizationT()); },
       "is quantized in a way of its own"},
      {kInt8, "conv2d-valid", [](SampleFile f) { f.data(2).pop_back(); },
       "its tensor 'bias 0' has 19 bytes of data, its shape and type need 20"},
      {kFloat, "conv2d-valid", [](SampleFile f) { f.data(1)[3] = 0x7f, f.data(1)[2] = 0xff; },
       "its tensor 'filter 0' holds a value that is not a finite number"},
      {kInt8, "conv2d-valid",
       [](SampleFile f) { f.tensors[1]->sparsity = std::make_unique<schema::SparsityT>(); },
       "its tensor 'filter 0' is stored sparse in a way that contradicts its shape"},
      {kInt8, "conv2d-valid",
       [](SampleFile f) {
         f.model.buffers[f.tensors[1]->buffer]->offset = 4096;
         f.data(1).clear();
       },
       "its tensor 'filter 0' is stored outside the FlatBuffer"},
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

// What the importer refuses of the operators beyond convolutions, and in which words.
#include <gtest/gtest.h>

#include "tools/ocellus/tflite/refusal_cases.hpp"

namespace ocellus::tools {
namespace {

schema::QuantizationT& scales(SampleFile f, std::size_t tensor) {
  return *f.tensors[tensor]->quantization;
}

// The constant under this number becomes a list of other numbers.
void set_integers(SampleFile f, std::size_t tensor, const std::vector<std::int32_t>& values) {
  std::vector<std::uint8_t>& data = f.data(tensor);
  data.clear();
  for (const std::int32_t value : values) {
    for (int shift = 0; shift < 32; shift += 8) {
      data.push_back(static_cast<std::uint8_t>(value >> shift));
    }
  }
}

TEST(Refusal, TransposedConvolutionsAndFullyConnected) {
  expect_refusals({
      {kInt8, "transpose-conv-same",
       [](SampleFile f) { f.operators[0]->options.AsTransposeConvOptions()->stride_y = 0; },
       "its strides are 0 and 2"},
      {kInt8, "transpose-conv-same",
       [](SampleFile f) { f.operators[0]->options.AsTransposeConvOptions()->stride_y = 3; },
       "its output's 6 rows come from 2, its input has 3"},
      {kInt8, "transpose-conv-same", [](SampleFile f) { f.tensors[0]->shape[3] = 3; },
       "its filter is [5, 3, 3, 2], which does not lead from 3 channels to 5"},
      {kInt8, "transpose-conv-same",
       [](SampleFile f) {
         set_integers(f, 4, {1, 6, 9, 5});
       },
       "it asks for another shape than its output [1, 6, 8, 5]"},
      {kInt8, "transpose-conv-valid", [](SampleFile f) { scales(f, 1).zero_point[0] = 1; },
       "its filter has a zero point other than 0"},
      {kInt8, "fully-connected",
       [](SampleFile f) {
         f.tensors[0]->shape = {2, 5};
       },
       "its input is [2, 5] but its output [2, 4], its weights are [4, 6]"},
      {kInt8, "fully-connected", [](SampleFile f) { scales(f, 1).zero_point[0] = 3; },
       "its filter has a zero point other than 0"},
      {kInt8, "fully-connected", [](SampleFile f) { scales(f, 3).scale[0] = 1e-12f; },
       "the 32-bit sum of its channel 0 can overflow"},
      {kInt8, "fully-connected",
       [](SampleFile f) {
         f.operators[0]->options.AsFullyConnectedOptions()->weights_layout =
             schema::WeightsLayout::Shuffled4x16Int8;
       },
       "its weights are stored shuffled"},
      {kFloat, "fully-connected", [](SampleFile f) { f.operators[0]->inputs[1] = 0; },
       "its weights are not a constant"},
  });
}

TEST(Refusal, ElementByElement) {
  expect_refusals({
      {kInt8, "mul-broadcast", [](SampleFile f) { f.tensors[1]->shape[1] = 3; },
       "its inputs [1, 3, 1, 4] and [2, 3] do not broadcast to its output [1, 3, 2, 4]"},
      {kInt8, "mul-broadcast", [](SampleFile f) { scales(f, 2).scale[0] = 1e-12f; },
       "its output's scale is too small for its input's"},
      {kInt8, "sub-constant", [](SampleFile f) { scales(f, 2).scale[0] = 1e-12f; },
       "its output's scale is too small for its inputs'"},
      {kInt8, "add-constant", [](SampleFile f) { f.operators[0]->inputs[1] = 0; },
       "all it reads is constant"},
      {kFloat, "prelu", [](SampleFile f) { f.operators[0]->inputs[1] = 0; },
       "its slopes are not a constant"},
      {kInt8, "prelu",
       [](SampleFile f) {
         f.tensors[1]->shape = {4, 1, 1};
       },
       "do not broadcast"},
      {kInt8, "leaky-relu",
       [](SampleFile f) { f.operators[0]->options.AsLeakyReluOptions()->alpha = 1e30f; },
       "its output's scale is too small for its input's"},
      {kInt8, "hard-swish", [](SampleFile f) { scales(f, 1).scale[0] = 1e-4f; },
       "the scale of its output does not fit its input's"},
      {kInt8, "logistic", [](SampleFile f) { scales(f, 1).zero_point[0] = 0; },
       "its output has zero point 0, the operator's definition asks for -128"},
      {kInt8, "logistic", [](SampleFile f) { scales(f, 0).scale[0] = 1e-20f; },
       "the scale of its input is not one of real values"},
      {kInt8, "softmax", [](SampleFile f) { scales(f, 1).scale[0] = 0.004f; },
       "asks for 1/256 and -128"},
      {kInt8, "softmax",
       [](SampleFile f) { f.operators[0]->options.AsSoftmaxOptions()->beta = -1; },
       "its beta is not a positive number"},
      {kInt8, "quantize",
       [](SampleFile f) {
         f.tensors[1]->type = schema::ElementType::UInt8;
         scales(f, 1).zero_point[0] = 3;
       },
       "it turns float32 into uint8"},
      {kFloat, "dequantize", [](SampleFile f) { f.tensors[0]->quantization.reset(); },
       "is int8 with 0 scales, one is expected"},
  });
}

TEST(Refusal, WindowsAndReductions) {
  const auto pool = [](SampleFile f) { return f.operators[0]->options.AsPool2DOptions(); };
  expect_refusals({
      {kInt8, "max-pool", [](SampleFile f) { scales(f, 1).scale[0] *= 2; },
       "the scale or zero point of its input 'input 0' is not its output's"},
      {kInt8, "max-pool", [=](SampleFile f) { pool(f)->height = 0; }, "its window is 0 x 2"},
      {kInt8, "max-pool", [=](SampleFile f) { pool(f)->stride_x = -1; },
       "its strides are 2 and -1"},
      {kInt8, "average-pool", [=](SampleFile f) { pool(f)->width = 9000; },
       "its window is 3 x 9000"},
      {kInt8, "average-pool", [=](SampleFile f) { pool(f)->padding = schema::PaddingRule::Valid; },
       "its window makes 2 x 2 positions, its output has 3 x 3"},
      {kInt8, "resize-bilinear",
       [](SampleFile f) {
         set_integers(f, 2, {6, 3});
       },
       "it asks for 6 x 3, its output has 6 x 2"},
      {kInt8, "resize-bilinear-corners",
       [](SampleFile f) {
         f.operators[0]->options.AsResizeBilinearOptions()->half_pixel_centers = true;
       },
       "it aligns corners and centres at once"},
      {kInt8, "mean",
       [](SampleFile f) {
         set_integers(f, 2, {1, 4});
       },
       "it reduces axis 4 of 4"},
      {kInt8, "mean",
       [](SampleFile f) {
         set_integers(f, 2, {1, 3});
       },
       "it makes [1, 4] of its input [1, 3, 4, 2], its output is [1, 2]"},
      {kInt8, "sum", [](SampleFile f) { scales(f, 1).scale[0] = 1e-12f; },
       "its output's scale is too small for its input's"},
      {kInt8, "reduce-max", [](SampleFile f) { scales(f, 1).scale[0] *= 2; },
       "the scale or zero point of its input 'input 0' is not its output's"},
      {kInt8, "arg-max-int32", [](SampleFile f) { set_integers(f, 2, {-5}); },
       "its axis is -5 of 4"},
      {kInt8, "arg-max-int32",
       [](SampleFile f) { f.tensors[1]->type = schema::ElementType::Float32; },
       "its output is float32, int32 or int64 is expected"},
  });
}

TEST(Refusal, Moves) {
  expect_refusals({
      {kInt8, "pad-value", [](SampleFile f) { scales(f, 1).zero_point[0] = 9; },
       "the scale or zero point of the value it pads with is not its output's"},
      {kInt8, "pad-reflect",
       [](SampleFile f) {
         set_integers(f, 2, {0, 0, 3, 0, 0, 3, 0, 0});
       },
       "it mirrors more of dimension 1 than the 2 there are"},
      {kFloat, "split",
       [](SampleFile f) {
         set_integers(f, 4, {1, 2, 3});
       },
       "its part 1 is to be 2 long, its output has 3"},
      {kFloat, "split", [](SampleFile f) { set_integers(f, 5, {7}); }, "its axis is 7 of 3"},
      {kFloat, "slice",
       [](SampleFile f) {
         set_integers(f, 4, {1, 0, 1});
       },
       "its stride along dimension 1 is 0"},
      {kFloat, "slice",
       [](SampleFile f) {
         set_integers(f, 3, {1, 4, 4});
       },
       "it makes [1, 3, 2] of its input [1, 4, 4], its output is [1, 2, 2]"},
      {kFloat, "slice",
       [](SampleFile f) {
         set_integers(f, 3, {1, 0, 4});
       },
       "it takes nothing of dimension 1"},
      {kFloat, "slice-reshaped",
       [](SampleFile f) {
         set_integers(f, 2, {0, 0, 4, 1, 0});
       },
       "its index 4 is outside dimension 1 of its input [2, 4, 4]"},
      {kFloat, "transpose",
       [](SampleFile f) {
         set_integers(f, 2, {0, 3, 3, 2});
       },
       "its permutation is none: it names dimension 3 of 4 twice"},
      {kFloat, "pack", [](SampleFile f) { f.operators[0]->inputs.pop_back(); },
       "it joins 1 tensors, its output is [3, 2, 2]"},
      {kFloat, "unpack", [](SampleFile f) { f.operators[0]->outputs.pop_back(); },
       "it has 1 outputs, its input is [3, 2, 4]"},
      {kFloat, "gather",
       [](SampleFile f) {
         set_integers(f, 2, {2, -1, 2});
       },
       "its index -1 is outside 0..2"},
      {kFloat, "gather-batches",
       [](SampleFile f) { f.operators[0]->options.AsGatherOptions()->batch_dimensions = 2; },
       "it has 2 batch dimensions"},
      {kFloat, "space-to-depth",
       [](SampleFile f) { f.operators[0]->options.AsSpaceToDepthOptions()->block = 3; },
       "its block 3"},
      {kFloat, "space-to-batch",
       [](SampleFile f) {
         set_integers(f, 2, {2, 0});
       },
       "its block is 0"},
      {kFloat, "batch-to-space",
       [](SampleFile f) {
         set_integers(f, 3, {0, 0});
       },
       "which its block does not lead to"},
      {kInt8, "concatenation-constant", [](SampleFile f) { scales(f, 1).scale[0] *= 2; },
       "the scale or zero point of its input 'constant 1' is not its output's"},
  });
}

TEST(Refusal, PostProcess) {
  expect_refusals({
      {kFloat, "post-process",
       [](SampleFile f) {
         f.operators[0]->custom_options = {1, 2, 3, 4};
       },
       "it has no options, or broken ones"},
      {kFloat, "post-process",
       [](SampleFile f) {
         f.tensors[1]->shape = {1, 6, 5};
       },
       "it knows 2 classes, its scores have 5"},
      {kFloat, "post-process",
       [](SampleFile f) {
         f.tensors[0]->shape = {1, 5, 4};
       },
       "do not belong together"},
      {kFloat, "post-process",
       [](SampleFile f) {
         f.tensors[4]->shape = {1, 7};
       },
       "its tensor 'output 4' is [1, 7], [1, 5] is expected"},
  });
}

TEST(Refusal, OlderQuantizationInOneSentence) {
  schema::ModelT model = unpacked(kInt8, "add");
  for (auto& tensor : model.subgraphs[0]->tensors) {
    tensor->type = schema::ElementType::UInt8;
    tensor->quantization->zero_point = {128};
  }
  EXPECT_EQ(refusal(model),
            "m.tflite: operator 0 (ADD, output 'result 0'): it computes in uint8, the older "
            "asymmetric quantization, as do 2 of the file's 2 operators; only int8 is supported "
            "inside a model; convert the original model to int8, or give its float form to "
            "'ocellus quantize'");
}

}  // namespace
}  // namespace ocellus::tools

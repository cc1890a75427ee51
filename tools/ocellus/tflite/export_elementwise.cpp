// Operators element by element and over rows and axes, and the post-process of detectors.
#include <flatbuffers/flexbuffers.h>

#include "tools/ocellus/tflite/export_operators.hpp"

namespace ocellus::tools {
namespace {

Builtin stand_alone(Unary kind) {
  switch (kind) {
    case Unary::kRelu:
      return Builtin::kRelu;
    case Unary::kReluN1To1:
      return Builtin::kReluN1To1;
    case Unary::kRelu6:
      return Builtin::kRelu6;
    case Unary::kHardSwish:
      return Builtin::kHardSwish;
    case Unary::kLogistic:
      return Builtin::kLogistic;
    case Unary::kTanh:
      return Builtin::kTanh;
    case Unary::kLeakyRelu:
      return Builtin::kLeakyRelu;
  }
  return Builtin::kRelu;
}

}  // namespace

void write(FileWriter& file, const Operator& op, const ArithmeticAttributes& arithmetic) {
  const auto put = [&](Builtin code, schema::Options type, auto options) {
    file.write_operator(code, file.int8_version(op), op.inputs, op.outputs, type, options.Union());
  };
  const schema::FusedActivation activation = fused(arithmetic.activation);
  switch (arithmetic.kind) {
    case Arithmetic::kAdd:
      return put(Builtin::kAdd, schema::Options::AddOptions,
                 schema::CreateAddOptions(file.builder(), activation));
    case Arithmetic::kSub:
      return put(Builtin::kSub, schema::Options::SubOptions,
                 schema::CreateSubOptions(file.builder(), activation));
    case Arithmetic::kMul:
      return put(Builtin::kMul, schema::Options::MulOptions,
                 schema::CreateMulOptions(file.builder(), activation));
    case Arithmetic::kMaximum:
      return put(Builtin::kMaximum, schema::Options::MaximumMinimumOptions,
                 schema::CreateMaximumMinimumOptions(file.builder()));
    case Arithmetic::kMinimum:
      return put(Builtin::kMinimum, schema::Options::MaximumMinimumOptions,
                 schema::CreateMaximumMinimumOptions(file.builder()));
  }
}

void write(FileWriter& file, const Operator& op, const PreluAttributes&) {
  file.write_operator(Builtin::kPrelu, 1, op.inputs, op.outputs);
}

void write(FileWriter& file, const Operator& op, const UnaryAttributes& unary) {
  switch (unary.kind) {
    case Unary::kLeakyRelu:
      return file.write_operator(
          Builtin::kLeakyRelu, 1, op.inputs, op.outputs, schema::Options::LeakyReluOptions,
          schema::CreateLeakyReluOptions(file.builder(), unary.alpha).Union());
    case Unary::kHardSwish:
    case Unary::kReluN1To1:
      return file.write_operator(stand_alone(unary.kind), 1, op.inputs, op.outputs);
    default:
      return file.write_operator(stand_alone(unary.kind), file.int8_version(op), op.inputs,
                                 op.outputs);
  }
}

void write(FileWriter& file, const Operator& op, const QuantizeAttributes&) {
  const bool requantizes = file.input(op).type != DataType::kFloat32;
  file.write_operator(Builtin::kQuantize, requantizes ? 2 : 1, op.inputs, op.outputs,
                      schema::Options::QuantizeOptions,
                      schema::CreateQuantizeOptions(file.builder()).Union());
}

void write(FileWriter& file, const Operator& op, const DequantizeAttributes&) {
  file.write_operator(Builtin::kDequantize, file.int8_version(op), op.inputs, op.outputs,
                      schema::Options::DequantizeOptions,
                      schema::CreateDequantizeOptions(file.builder()).Union());
}

void write(FileWriter& file, const Operator& op, const SoftmaxAttributes& softmax) {
  file.write_operator(Builtin::kSoftmax, file.int8_version(op), op.inputs, op.outputs,
                      schema::Options::SoftmaxOptions,
                      schema::CreateSoftmaxOptions(file.builder(), softmax.beta).Union());
}

void write(FileWriter& file, const Operator& op, const L2NormalizationAttributes&) {
  file.write_operator(Builtin::kL2Normalization, file.int8_version(op), op.inputs, op.outputs,
                      schema::Options::L2NormOptions,
                      schema::CreateL2NormOptions(file.builder()).Union());
}

void write(FileWriter& file, const Operator& op, const ReduceAttributes& reduce) {
  const TensorId axes = file.write_integers(file.output(op).name + "/axes", reduce.axes);
  const bool keep = file.output(op).shape.size() == file.input(op).shape.size();
  const Builtin code = reduce.kind == Reduction::kMean  ? Builtin::kMean
                       : reduce.kind == Reduction::kSum ? Builtin::kSum
                                                        : Builtin::kReduceMax;
  file.write_operator(code, file.int8_version(op), {op.inputs[0], axes}, op.outputs,
                      schema::Options::ReducerOptions,
                      schema::CreateReducerOptions(file.builder(), keep).Union());
}

void write(FileWriter& file, const Operator& op, const ArgMaxAttributes& arg_max) {
  const TensorId axis = file.write_integers(file.output(op).name + "/axis", {}, {arg_max.axis});
  const auto options =
      schema::CreateArgMaxOptions(file.builder(), element_type(file.output(op).type));
  file.write_operator(Builtin::kArgMax, file.int8_version(op), {op.inputs[0], axis}, op.outputs,
                      schema::Options::ArgMaxOptions, options.Union());
}

void write(FileWriter& file, const Operator& op, const DetectionPostProcessAttributes& a) {
  flexbuffers::Builder options;
  options.Map([&] {
    options.Int("max_detections", a.max_detections);
    options.Int("max_classes_per_detection", a.max_classes_per_detection);
    options.Int("detections_per_class", a.detections_per_class);
    options.Bool("use_regular_nms", a.use_regular_nms);
    options.Float("nms_score_threshold", a.score_threshold);
    options.Float("nms_iou_threshold", a.iou_threshold);
    options.Int("num_classes", a.classes);
    options.Float("y_scale", a.y_scale);
    options.Float("x_scale", a.x_scale);
    options.Float("h_scale", a.h_scale);
    options.Float("w_scale", a.w_scale);
  });
  options.Finish();
  file.write_custom_operator("TFLite_Detection_PostProcess", op.inputs, op.outputs,
                             options.GetBuffer());
}

}  // namespace ocellus::tools

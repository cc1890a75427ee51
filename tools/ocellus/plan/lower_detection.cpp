#include "tools/ocellus/plan/lower_detection.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace ocellus::tools::lowering {
namespace {

// The anchors as floats, whatever the file has them as.
std::vector<std::byte> anchors_of(const Tensor& anchors) {
  if (anchors.type == DataType::kFloat32) return anchors.data;
  std::vector<std::byte> floats(anchors.elements() * sizeof(float));
  for (std::size_t i = 0; i < anchors.elements(); ++i) {
    const auto byte = std::to_integer<std::int32_t>(anchors.data[i]);
    const std::int32_t code =
        anchors.type == DataType::kInt8 ? static_cast<std::int8_t>(byte) : byte;
    const float value = static_cast<float>(code - zero_point(anchors)) * scale(anchors);
    std::memcpy(floats.data() + i * sizeof value, &value, sizeof value);
  }
  return floats;
}

Reason check_tensors(const Lowering& lowering) {
  const Operator& op = lowering.op;
  if (op.inputs.size() != 3 || op.outputs.size() != 4) return "it needs 3 inputs and 4 outputs";
  for (const TensorId id : {op.inputs[0], op.inputs[1]}) {
    if (Reason reason = check_float(lowering.graph.tensor(id)); !reason.empty()) {
      return reason + "; a DEQUANTIZE before it makes it so";
    }
  }
  const Tensor& codes = lowering.input(0);
  const Tensor& scores = lowering.input(1);
  const Tensor& anchors = lowering.input(2);
  if (!anchors.constant()) return quoted(anchors) + " must be a constant";
  if (anchors.type != DataType::kFloat32) {
    const bool quantized = anchors.type == DataType::kInt8 || anchors.type == DataType::kUint8;
    if (!quantized || !anchors.quantization.per_tensor() ||
        anchors.quantization.zero_points.size() != 1) {
      return quoted(anchors) + " must be float32, or int8 or uint8 with one scale";
    }
  }
  const auto is_table = [](const Tensor& tensor, std::size_t rank) {
    return tensor.shape.size() == rank && (rank == 2 || tensor.shape[0] == 1);
  };
  if (!is_table(codes, 3) || !is_table(scores, 3) || !is_table(anchors, 2) ||
      scores.shape[1] != codes.shape[1] || anchors.shape[0] != codes.shape[1] ||
      codes.shape[2] < 4 || anchors.shape[1] != 4) {
    return "its codes " + text(codes.shape) + ", scores " + text(scores.shape) + " and anchors " +
           text(anchors.shape) + " do not belong together";
  }
  for (const TensorId id : op.outputs) {
    if (Reason reason = check_float(lowering.graph.tensor(id)); !reason.empty()) return reason;
  }
  return {};
}

}  // namespace

Reason lower(Lowering& lowering, const DetectionPostProcessAttributes& a) {
  if (Reason reason = check_tensors(lowering); !reason.empty()) return reason;
  const std::int32_t score_width = lowering.input(1).shape[2];
  if (a.classes < 1 || (score_width != a.classes && score_width != a.classes + 1)) {
    return "its scores have " + std::to_string(score_width) + " columns for " +
           std::to_string(a.classes) + " classes";
  }
  const std::size_t places = lowering.output(1).elements();
  const std::int32_t classes_per_detection = std::min(a.max_classes_per_detection, a.classes);
  const bool several = !a.use_regular_nms && classes_per_detection > 1;
  if (lowering.output(0).elements() != 4 * places || lowering.output(2).elements() != places ||
      lowering.output(3).elements() != 1) {
    return "its outputs do not belong together";
  }
  if (a.max_detections < 1 || a.detections_per_class < 1 || classes_per_detection < 1 ||
      (!several && places < static_cast<std::size_t>(a.max_detections))) {
    return "its outputs hold " + std::to_string(places) + " of " +
           std::to_string(a.max_detections) + " detections";
  }
  const auto unsigned_of = [](std::int32_t n) { return static_cast<std::uint32_t>(n); };
  const auto bits = [](float x) { return std::bit_cast<std::uint32_t>(x); };
  const kernels::DetectionPostProcess op = {
      .boxes = unsigned_of(lowering.input(0).shape[1]),
      .code_width = unsigned_of(lowering.input(0).shape[2]),
      .score_width = unsigned_of(score_width),
      .classes = unsigned_of(a.classes),
      .places = static_cast<std::uint32_t>(places),
      .max_detections = unsigned_of(a.max_detections),
      .detections_per_class = unsigned_of(a.detections_per_class),
      .classes_per_detection = unsigned_of(classes_per_detection),
      .regular = a.use_regular_nms ? std::uint8_t{1} : std::uint8_t{0},
      .score_threshold_bits = bits(a.score_threshold),
      .iou_threshold_bits = bits(a.iou_threshold),
      .y_scale_bits = bits(a.y_scale),
      .x_scale_bits = bits(a.x_scale),
      .height_scale_bits = bits(a.h_scale),
      .width_scale_bits = bits(a.w_scale),
  };
  Draft& draft = lowering.add(op);
  draft.inputs.push_back(lowering.all_of(lowering.op.inputs[1]));
  for (std::size_t i = 1; i < 4; ++i) {
    draft.outputs.push_back(lowering.all_of(lowering.op.outputs[i]));
  }
  draft.tables = anchors_of(lowering.input(2));
  draft.scratch_bytes = op.scratch_bytes();
  return {};
}

}  // namespace ocellus::tools::lowering

// The custom operator TFLite_Detection_PostProcess.
#include <flatbuffers/flexbuffers.h>

#include <cmath>
#include <string>

#include "schema_generated.h"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {
namespace {

constexpr std::int32_t kMostDetections = 65536;

// One of the three inputs: [1, rows, columns] or [rows, columns].
Refusal check_table(const Tensor& tensor, std::size_t rank, std::string_view what) {
  if (tensor.shape.size() != rank || (rank == 3 && tensor.shape[0] != 1)) {
    return "its " + std::string(what) + " are " + text(tensor.shape);
  }
  return {};
}

// The outputs have `places` entries of 4, 1 and 1 numbers, and one number. The file may leave their
// shapes open.
Refusal give_shapes(OperatorSource& source, std::int32_t places) {
  const std::vector<std::int32_t> shapes[] = {{1, places, 4}, {1, places}, {1, places}, {1}};
  for (std::size_t i = 0; i < std::size(shapes); ++i) {
    Tensor& tensor = source.graph.tensor(source.outputs[i]);
    const std::string which = "its tensor '" + tensor.name + "' is ";
    if (tensor.type != DataType::kFloat32) {
      return which + std::string(name(tensor.type)) + ", float32 is expected";
    }
    if (tensor.shape.empty()) {
      tensor.shape = shapes[i];
    } else if (tensor.shape != shapes[i]) {
      return which + text(tensor.shape) + ", " + text(shapes[i]) + " is expected";
    }
  }
  return {};
}

Refusal read_options(const OperatorSource& source, DetectionPostProcessAttributes& made) {
  const auto* const bytes = source.op.custom_options();
  if (bytes == nullptr || bytes->size() < 3 ||
      !flexbuffers::VerifyBuffer(bytes->data(), bytes->size())) {
    return "it has no options, or broken ones";
  }
  const flexbuffers::Reference root = flexbuffers::GetRoot(bytes->data(), bytes->size());
  if (!root.IsMap()) return "its options are not a map";
  const flexbuffers::Map map = root.AsMap();
  made.max_detections = map["max_detections"].AsInt32();
  made.max_classes_per_detection = map["max_classes_per_detection"].AsInt32();
  if (!map["detections_per_class"].IsNull()) {
    made.detections_per_class = map["detections_per_class"].AsInt32();
  }
  if (!map["use_regular_nms"].IsNull()) made.use_regular_nms = map["use_regular_nms"].AsBool();
  made.score_threshold = map["nms_score_threshold"].AsFloat();
  made.iou_threshold = map["nms_iou_threshold"].AsFloat();
  made.classes = map["num_classes"].AsInt32();
  made.y_scale = map["y_scale"].AsFloat();
  made.x_scale = map["x_scale"].AsFloat();
  made.h_scale = map["h_scale"].AsFloat();
  made.w_scale = map["w_scale"].AsFloat();
  return {};
}

}  // namespace

Refusal import_detection_post_process(OperatorSource& source, std::optional<Attributes>& made) {
  DetectionPostProcessAttributes attributes;
  if (Refusal refusal = read_options(source, attributes)) return refusal;
  const Tensor& boxes = source.input(0);
  const Tensor& scores = source.input(1);
  const Tensor& anchors = source.input(2);
  for (const Tensor* tensor : {&boxes, &scores}) {
    if (Refusal refusal = check_activation(*tensor)) return refusal;
  }
  if (!anchors.constant()) return "its anchors are not a constant";
  const bool quantized = anchors.type == DataType::kInt8 || anchors.type == DataType::kUint8;
  if (anchors.type != DataType::kFloat32 && !(quantized && anchors.quantization.per_tensor())) {
    return "its anchors are " + std::string(name(anchors.type)) +
           ", float32 or int8 or uint8 with one scale are expected";
  }
  if (Refusal refusal = check_table(boxes, 3, "boxes")) return refusal;
  if (Refusal refusal = check_table(scores, 3, "scores")) return refusal;
  if (Refusal refusal = check_table(anchors, 2, "anchors")) return refusal;
  if (boxes.shape[1] != anchors.shape[0] || scores.shape[1] != anchors.shape[0] ||
      boxes.shape[2] < 4 || anchors.shape[1] != 4) {
    return "its boxes " + text(boxes.shape) + ", scores " + text(scores.shape) + " and anchors " +
           text(anchors.shape) + " do not belong together";
  }
  const std::int32_t classes = attributes.classes;
  if (classes < 1 || (scores.shape[2] != classes && scores.shape[2] - 1 != classes)) {
    return "it knows " + std::to_string(classes) + " classes, its scores have " +
           std::to_string(scores.shape[2]);
  }
  const std::int32_t most = attributes.max_detections;
  if (most < 1 || most > kMostDetections || attributes.detections_per_class < 1) {
    return "it keeps at most " + std::to_string(most) + " detections, " +
           std::to_string(attributes.detections_per_class) + " of each class";
  }
  const std::int32_t several = attributes.max_classes_per_detection;
  if (several < 1 || several > kMostDetections / most) {
    return "it gives each of " + std::to_string(most) + " boxes " + std::to_string(several) +
           " classes";
  }
  if (!std::isfinite(attributes.score_threshold) || !(attributes.iou_threshold > 0) ||
      !(attributes.iou_threshold <= 1)) {
    return "its thresholds are " + std::to_string(attributes.score_threshold) + " and " +
           std::to_string(attributes.iou_threshold);
  }
  for (const float scale :
       {attributes.y_scale, attributes.x_scale, attributes.h_scale, attributes.w_scale}) {
    if (!std::isnormal(scale) || scale < 0) return "it divides boxes by " + std::to_string(scale);
  }
  // Files from elsewhere than TensorFlow's converter may leave room for one class only.
  const std::vector<std::int32_t>& stated = source.graph.tensor(source.outputs[1]).shape;
  const bool one_class = stated == std::vector<std::int32_t>{1, most} &&
                         (attributes.use_regular_nms || several == 1 || classes == 1);
  if (Refusal refusal = give_shapes(source, one_class ? most : most * several)) return refusal;
  made = attributes;
  return {};
}

}  // namespace ocellus::tools

#include <flatbuffers/flexbuffers.h>

#include <algorithm>

#include "tests/operators/random/layers.hpp"

namespace ocellus::random {
namespace {

std::vector<std::uint8_t> options(Draft& d, std::int32_t most, std::int32_t several,
                                  std::int32_t classes, bool regular) {
  flexbuffers::Builder builder;
  const float threshold =
      d.random().chance(50) ? 0.0F : static_cast<float>(d.random().unit()) * 0.6F;
  const float overlap = 0.2F + static_cast<float>(d.random().unit()) * 0.5F;
  const std::int64_t per_class = d.random().between(2, 20);
  builder.Map([&] {
    builder.Int("max_detections", most);
    builder.Int("max_classes_per_detection", several);
    if (regular) builder.Int("detections_per_class", per_class);
    builder.Bool("use_regular_nms", regular);
    builder.Float("nms_score_threshold", threshold);
    builder.Float("nms_iou_threshold", overlap);
    builder.Int("num_classes", classes);
    builder.Float("y_scale", 10.0F);
    builder.Float("x_scale", 10.0F);
    builder.Float("h_scale", 5.0F);
    builder.Float("w_scale", 5.0F);
  });
  builder.Finish();
  return builder.GetBuffer();
}

TensorId real(Draft& d, TensorId x) { return dequantize(d, x)[0]; }

}  // namespace

// As the object detection exporters write it: codes and scores are int8 and dequantized before, the
// anchors are float constants, most detections have one class.
Outputs detection_postprocess(Draft& d, TensorId x) {
  const std::int32_t boxes = d.shape(x)[1];
  const auto classes = static_cast<std::int32_t>(d.random().between(1, 6));
  const std::int32_t background = d.random().chance(70) ? 1 : 0;
  std::vector<float> anchors;
  for (std::int32_t i = 0; i < boxes; ++i) {
    anchors.push_back(static_cast<float>(d.random().unit()));
    anchors.push_back(static_cast<float>(d.random().unit()));
    anchors.push_back(0.05F + static_cast<float>(d.random().unit()) * 0.6F);
    anchors.push_back(0.05F + static_cast<float>(d.random().unit()) * 0.6F);
  }
  const TensorId scores = d.input({1, boxes, classes + background}, {1.0F / 256.0F, -128});
  const auto most = static_cast<std::int32_t>(d.random().between(1, 12));
  const auto several =
      static_cast<std::int32_t>(d.random().chance(70) ? 1 : d.random().between(2, 3));
  const std::int32_t places = most * several;
  const Outputs outputs{d.computed({1, places, 4}, {}, ElementType::Float32),
                        d.computed({1, places}, {}, ElementType::Float32),
                        d.computed({1, places}, {}, ElementType::Float32),
                        d.computed({1}, {}, ElementType::Float32)};
  const TensorId codes = real(d, x);
  const TensorId real_scores = real(d, scores);
  schema::OperatorT& op =
      d.add_plain(Code::kCustom, 1, {codes, real_scores, d.constant({boxes, 4}, anchors)}, outputs,
                  "TFLite_Detection_PostProcess");
  op.custom_options = options(d, most, several, classes, d.random().chance(50));
  return outputs;
}

}  // namespace ocellus::random

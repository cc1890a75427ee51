#include "tests/accuracy/detection_reader.hpp"

namespace ocellus::tests {
namespace {

using tools::Failure;

template <typename Decoder>
std::int32_t values_per_anchor(const Decoder& decoder) {
  if constexpr (requires { decoder.values_per_anchor(); }) {
    return static_cast<std::int32_t>(decoder.values_per_anchor());
  }
  return 4;
}

// Which of two shapes is that of boxes; empty when neither or both.
template <typename Shapes>
std::optional<std::size_t> box_output(const Shapes& shapes, std::int32_t values) {
  if (shapes.size() != 2) return std::nullopt;
  const bool first = shapes[0].back() == values;
  const bool second = shapes[1].back() == values;
  if (first == second) return std::nullopt;
  return first ? 0 : 1;
}

template <typename Decoder>
class ReaderOf final : public DetectionReader {
 public:
  using Description = typename Decoder::Description;

  std::optional<Failure> prepare(const Description& description, float min_score,
                                 const tools::Graph& exact, const tools::Program& quantized) {
    const Status status = decoder_.prepare(
        description, {.min_score = min_score, .max_overlap = description.max_overlap});
    if (!status.ok()) return Failure{"the detector", status.what};
    std::vector<std::vector<std::int32_t>> shapes;
    for (const tools::TensorId id : exact.outputs) shapes.push_back(exact.tensor(id).shape);
    const auto exact_boxes = box_output(shapes, values_per_anchor(decoder_));
    shapes.clear();
    for (const tools::Port& port : quantized.outputs) shapes.push_back(port.shape);
    const auto quantized_boxes = box_output(shapes, values_per_anchor(decoder_));
    if (!exact_boxes || !quantized_boxes) {
      return Failure{"the model", "its outputs are not boxes and scores",
                     "name the family it belongs to"};
    }
    exact_boxes_ = *exact_boxes;
    quantized_boxes_ = *quantized_boxes;
    const tools::Port& boxes = quantized.outputs[quantized_boxes_];
    const tools::Port& scores = quantized.outputs[1 - quantized_boxes_];
    decoder_.set_quantization({boxes.scale, boxes.zero_point}, {scores.scale, scores.zero_point});
    return std::nullopt;
  }

  std::vector<Finding> read(FloatOutputs outputs, const Scene& scene) override {
    return findings(
        decoder_.decode(outputs[exact_boxes_], outputs[1 - exact_boxes_], scene.view, scene.size));
  }
  std::vector<Finding> read(Int8Outputs outputs, const Scene& scene) override {
    return findings(decoder_.decode(outputs[quantized_boxes_], outputs[1 - quantized_boxes_],
                                    scene.view, scene.size));
  }

 private:
  std::vector<Finding> findings(std::span<const Detection> detections) const {
    std::vector<Finding> all;
    for (std::size_t i = 0; i < detections.size(); ++i) {
      Finding finding{detections[i], {}};
      if constexpr (requires { decoder_.key_points(i); }) {
        const std::span<const Point> points = decoder_.key_points(i);
        finding.key_points.assign(points.begin(), points.end());
      }
      all.push_back(std::move(finding));
    }
    return all;
  }

  Decoder decoder_;
  std::size_t exact_boxes_ = 0;
  std::size_t quantized_boxes_ = 0;
};

template <typename Decoder>
tools::Result<std::unique_ptr<DetectionReader>> open_as(
    const typename Decoder::Description& description, float min_score, const tools::Graph& exact,
    const tools::Program& quantized) {
  auto reader = std::make_unique<ReaderOf<Decoder>>();
  if (auto failure = reader->prepare(description, min_score, exact, quantized)) return *failure;
  return std::unique_ptr<DetectionReader>(std::move(reader));
}

}  // namespace

tools::Result<std::unique_ptr<DetectionReader>> open_reader(const DetectorFamily& family,
                                                            const tools::Graph& exact,
                                                            const tools::Program& quantized) {
  const float min_score = family.thresholds.weak_score;
  if (const auto* ssd = std::get_if<const SsdDescription*>(&family.description)) {
    return open_as<SsdDecoder>(**ssd, min_score, exact, quantized);
  }
  const auto* blaze = std::get_if<const BlazeDescription*>(&family.description);
  return open_as<BlazeDecoder>(**blaze, min_score, exact, quantized);
}

}  // namespace ocellus::tests

// accuracy_judge: an int8 model on this machine's kernels against a float interpreter.
//
//   accuracy_judge levels   PICTURES VIDEO FOLDER                 write what the models will see
//   accuracy_judge compare  FLOAT INT8 PICTURES VIDEO FOLDER      print the figures
//
// tests/accuracy/judge calls these in order, with the float interpreter in between.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/linux/cpu.hpp"
#include "runtime/detect/ssd.hpp"
#include "runtime/detect/ssd_mobilenet_v2_oidv4.hpp"
#include "runtime/kernels/kernel_set.hpp"
#include "tests/accuracy/agreement.hpp"
#include "tests/accuracy/layer_noise.hpp"
#include "tests/accuracy/scenes.hpp"
#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/quantize/pictures.hpp"
#include "tools/ocellus/reference/float_engine.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tests {
namespace {

using tools::Failure;
using tools::Graph;
using tools::Interpreter;
using tools::TensorId;

constexpr const SsdDescription& kDetector = ssd_mobilenet_v2_oidv4::kDescription;
constexpr std::size_t kLeastScenes = 60;

// What the int8 model has to reach.
constexpr double kLeastRecall = 0.97;
constexpr double kMostExtra = 0.03;
constexpr double kMostScoreDifference = 0.02;
constexpr double kLeastOverlap = 0.90;

int fail(const Failure& failure) {
  std::fprintf(stderr, "%s\n", failure.line().c_str());
  return 1;
}

// The fastest kernels that this machine can run.
Isa best_isa() {
  Isa best = Isa::kScalar;
  for (const Isa isa : {Isa::kAvx2, Isa::kAvx512Vnni, Isa::kNeon, Isa::kNeonDot}) {
    if (kernels::kernel_set(isa) != nullptr && platform::cpu_supports(isa)) best = isa;
  }
  return best;
}

std::string_view text(std::string_view name, std::size_t width) {
  return name.substr(0, std::min(width, name.size()));
}

int write_levels_of(const char* pictures, const char* video, const char* folder) {
  const auto scenes = load_scenes(pictures, video, kDetector.input);
  if (!scenes.ok()) return fail(scenes.failure());
  const auto written = write_levels(scenes.value(), folder);
  return written.ok() ? 0 : fail(written.failure());
}

// The two models, operator by operator the same.
struct Models {
  Graph exact;
  Graph quantized;
};

tools::Result<Models> load_models(const char* exact, const char* quantized) {
  auto a = tools::import_tflite(exact);
  if (!a.ok()) return a.failure();
  auto b = tools::import_tflite(quantized);
  if (!b.ok()) return b.failure();
  Models models{std::move(a.value()), std::move(b.value())};
  tools::simplify(models.exact);
  tools::simplify(models.quantized);
  bool same = models.exact.operators.size() == models.quantized.operators.size();
  for (std::size_t i = 0; same && i < models.exact.operators.size(); ++i) {
    const tools::Operator& x = models.exact.operators[i];
    const tools::Operator& y = models.quantized.operators[i];
    same = tools::name(x) == tools::name(y) &&
           models.exact.tensor(x.outputs[0]).shape == models.quantized.tensor(y.outputs[0]).shape;
  }
  if (!same || models.quantized.is_float()) {
    return Failure{quantized, "is not the int8 form of " + std::string(exact),
                   "make it with ocellus quantize"};
  }
  return models;
}

class Judge {
 public:
  Judge(Models models, Interpreter interpreter)
      : models_(std::move(models)), interpreter_(std::move(interpreter)), engine_(models_.exact) {
    const Graph& graph = models_.exact;
    for (const tools::Operator& op : graph.operators) {
      const TensorId id = op.outputs[0];
      const bool output =
          std::find(graph.outputs.begin(), graph.outputs.end(), id) != graph.outputs.end();
      noises_.emplace_back(static_cast<std::size_t>(graph.tensor(id).shape.back()), output);
    }
  }

  std::optional<Failure> prepare() {
    const SsdOptions options{.min_score = Agreement::kWeakScore,
                             .max_overlap = kDetector.max_overlap};
    const Status status = decoder_.prepare(kDetector, options);
    if (!status.ok()) return Failure{"the detector", status.what, ""};
    const tools::Program& program = interpreter_.program();
    if (program.outputs.size() != 2) {
      return Failure{"the model", "does not have two outputs", "judge the built-in detector"};
    }
    box_output_ = program.outputs[0].shape.back() == 4 ? 0 : 1;
    const tools::Port& boxes = program.outputs[box_output_];
    const tools::Port& scores = program.outputs[1 - box_output_];
    decoder_.set_quantization({boxes.scale, boxes.zero_point}, {scores.scale, scores.zero_point});
    const tools::Port& input = program.inputs[0];
    table_ = quantize_levels(kDetector.values, input.scale, input.zero_point);
    return std::nullopt;
  }

  std::optional<Failure> add(const Scene& scene, const std::string& folder) {
    const std::span<std::int8_t> input = tools::as_int8(interpreter_.input(0));
    for (std::size_t i = 0; i < input.size(); ++i) input[i] = table_[scene.levels[i]];
    interpreter_.run();

    std::vector<float> oracle[2];
    for (std::size_t k = 0; k < 2; ++k) {
      const std::size_t size = models_.exact.tensor(models_.exact.outputs[k]).elements();
      auto values = read_oracle(folder, scene.name, k, size);
      if (!values.ok()) return values.failure();
      oracle[k] = std::move(values.value());
    }
    const Box view{0, 0, static_cast<float>(scene.size.width),
                   static_cast<float>(scene.size.height)};
    const std::span<const Detection> found =
        decoder_.decode(oracle[box_output_], oracle[1 - box_output_], view, scene.size);
    const std::vector<Detection> exact(found.begin(), found.end());
    agreement_.add(exact, decoder_.decode(tools::as_int8(interpreter_.output(box_output_)),
                                          tools::as_int8(interpreter_.output(1 - box_output_)),
                                          view, scene.size));
    compare_layers(scene, oracle);
    return std::nullopt;
  }

  bool report(std::size_t scenes, Isa isa) const {
    std::printf("%5s  %-17s %-16s %8s\n", "layer", "operator", "shape", "SNR dB");
    for (std::size_t i = 0; i < noises_.size(); ++i) {
      const tools::Operator& op = models_.exact.operators[i];
      std::string shape;
      for (const std::int32_t d : models_.exact.tensor(op.outputs[0]).shape) {
        shape += (shape.empty() ? "" : "x") + std::to_string(d);
      }
      const std::string_view op_name = text(tools::name(op), 17);
      std::printf("%5d  %-17.*s %-16s %8.1f\n", op.source_index, static_cast<int>(op_name.size()),
                  op_name.data(), shape.c_str(), noises_[i].decibels());
    }
    std::printf("\nthe float engine is within %.1e of the float interpreter\n", engine_error_);
    std::printf("%zu pictures and frames, %zu float detections, kernels: %.*s\n\n", scenes,
                agreement_.detections(), static_cast<int>(name(isa).size()), name(isa).data());
    bool good = true;
    const auto line = [&](const char* what, double value, double bound, bool least) {
      const bool holds = least ? value >= bound : value <= bound;
      std::printf("%-22s %.4f   %s %.2f   %s\n", what, value, least ? "at least" : "at most ",
                  bound, holds ? "good" : "NOT REACHED");
      good = good && holds;
    };
    line("recall", agreement_.recall(), kLeastRecall, true);
    line("extra", agreement_.extra(), kMostExtra, false);
    line("mean score difference", agreement_.score_difference(), kMostScoreDifference, false);
    line("mean IoU", agreement_.overlap(), kLeastOverlap, true);
    if (scenes < kLeastScenes) {
      std::printf("only %zu scenes, at least %zu are wanted\n", scenes, kLeastScenes);
      good = false;
    }
    return good;
  }

 private:
  void compare_layers(const Scene& scene, const std::vector<float> (&oracle)[2]) {
    const tools::quantize::Range values{static_cast<float>(kDetector.values.low),
                                        static_cast<float>(kDetector.values.high)};
    std::size_t index = 0;
    const auto outputs = engine_.infer(
        tools::quantize::values_of(scene.levels, values), [&](TensorId id, std::span<float> exact) {
          if (id == models_.exact.inputs[0]) return;
          const TensorId coded = models_.quantized.operators[index].outputs[0];
          const tools::Quantization& q = models_.quantized.tensor(coded).quantization;
          noises_[index].add(exact, tools::as_int8(interpreter_.tensor(coded)), q.scales[0],
                             q.zero_points[0]);
          ++index;
        });
    for (std::size_t k = 0; k < 2; ++k) {
      for (std::size_t i = 0; i < oracle[k].size(); ++i) {
        const double difference = std::fabs(static_cast<double>(oracle[k][i]) - outputs[k][i]);
        engine_error_ = std::max(engine_error_, difference);
      }
    }
  }

  Models models_;
  Interpreter interpreter_;
  tools::reference::FloatEngine engine_;
  SsdDecoder decoder_;
  LevelTable table_ = {};
  std::size_t box_output_ = 0;
  Agreement agreement_;
  std::vector<LayerNoise> noises_;
  double engine_error_ = 0;
};

int compare(const char* exact, const char* quantized, const char* pictures, const char* video,
            const char* folder) {
  auto models = load_models(exact, quantized);
  if (!models.ok()) return fail(models.failure());
  const Isa isa = best_isa();
  auto interpreter = Interpreter::load(models.value().quantized, isa);
  if (!interpreter.ok()) return fail(interpreter.failure());
  const auto scenes = load_scenes(pictures, video, kDetector.input);
  if (!scenes.ok()) return fail(scenes.failure());

  const auto judge =
      std::make_unique<Judge>(std::move(models.value()), std::move(interpreter.value()));
  if (const auto failure = judge->prepare()) return fail(*failure);
  for (const Scene& scene : scenes.value()) {
    if (const auto failure = judge->add(scene, folder)) return fail(*failure);
  }
  return judge->report(scenes.value().size(), isa) ? 0 : 1;
}

}  // namespace
}  // namespace ocellus::tests

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "levels" && argc == 5) {
    return ocellus::tests::write_levels_of(argv[2], argv[3], argv[4]);
  }
  if (mode == "compare" && argc == 7) {
    return ocellus::tests::compare(argv[2], argv[3], argv[4], argv[5], argv[6]);
  }
  std::fputs(
      "usage: accuracy_judge levels PICTURES VIDEO FOLDER\n"
      "       accuracy_judge compare FLOAT.tflite INT8.tflite PICTURES VIDEO FOLDER\n"
      "tests/accuracy/judge calls these in order.\n",
      stderr);
  return 2;
}

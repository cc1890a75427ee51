// accuracy_judge: an int8 model on this machine's kernels against a float interpreter.
//
//   accuracy_judge families                      name, model, interpreter, values of black and
//   white accuracy_judge levels  FAMILY FOLDER SOURCE...            write what the models will see
//   accuracy_judge compare FAMILY FLOAT INT8 FOLDER SOURCE... print the figures
//
// A SOURCE is a folder of pictures or an AVI file. tests/accuracy/judge calls these in order, with
// the float interpreter in between.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/linux/cpu.hpp"
#include "tests/accuracy/detection_reader.hpp"
#include "tests/accuracy/family.hpp"
#include "tests/accuracy/scenes.hpp"
#include "tests/accuracy/verdict.hpp"
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
using Outputs = std::vector<std::vector<float>>;

int fail(const Failure& failure) {
  std::fprintf(stderr, "%s\n", failure.line().c_str());
  return 1;
}

// The float model: what TensorFlow Lite's interpreter left in a folder, and our own engine.
class FloatSide {
 public:
  FloatSide(const Family& family, Graph graph, std::string folder)
      : family_(family), graph_(std::move(graph)), folder_(std::move(folder)), engine_(graph_) {}

  const Graph& graph() const { return graph_; }
  // How far our engine was from the interpreter, of all outputs.
  double engine_error() const { return engine_error_; }

  tools::Result<Outputs> outputs(const Scene& scene) {
    const ValueRange values = family_.values();
    const tools::quantize::Range range{static_cast<float>(values.low),
                                       static_cast<float>(values.high)};
    const Outputs own = engine_.infer(tools::quantize::values_of(scene.levels, range));
    Outputs all;
    for (std::size_t k = 0; k < own.size(); ++k) {
      auto read = read_oracle(folder_, scene.name, k, own[k].size());
      if (!read.ok()) return read.failure();
      for (std::size_t i = 0; i < own[k].size(); ++i) {
        const double difference = std::fabs(static_cast<double>(read.value()[i]) - own[k][i]);
        engine_error_ = std::max(engine_error_, difference);
      }
      all.push_back(std::move(read.value()));
    }
    return all;
  }

 private:
  const Family& family_;
  Graph graph_;
  std::string folder_;
  tools::reference::FloatEngine engine_;
  double engine_error_ = 0;
};

// The int8 model on this machine's kernels.
class Int8Side {
 public:
  Int8Side(const Family& family, Interpreter interpreter) : interpreter_(std::move(interpreter)) {
    const tools::Port& input = program().inputs[0];
    table_ = quantize_levels(family.values(), static_cast<double>(input.scale), input.zero_point);
  }

  const tools::Program& program() const { return interpreter_.program(); }

  std::vector<std::span<const std::int8_t>> outputs(const Scene& scene) {
    const std::span<std::int8_t> input = tools::as_int8(interpreter_.input(0));
    for (std::size_t i = 0; i < input.size(); ++i) input[i] = table_[scene.levels[i]];
    interpreter_.run();
    std::vector<std::span<const std::int8_t>> all;
    for (std::size_t k = 0; k < interpreter_.outputs(); ++k) {
      all.push_back(tools::as_int8(interpreter_.output(k)));
    }
    return all;
  }

 private:
  Interpreter interpreter_;
  LevelTable table_ = {};
};

std::optional<Failure> check_ports(const Family& family, const std::string& file,
                                   const tools::Program& program) {
  const auto is_int8 = [](const tools::Port& port) { return port.type == tools::DataType::kInt8; };
  const PixelSize size = family.input();
  const std::size_t values =
      std::size_t{3} * static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  std::size_t elements = 1;
  if (program.inputs.size() == 1) {
    for (const std::int32_t d : program.inputs[0].shape) elements *= static_cast<std::size_t>(d);
  }
  if (program.inputs.size() != 1 || elements != values ||
      !std::all_of(program.inputs.begin(), program.inputs.end(), is_int8) ||
      !std::all_of(program.outputs.begin(), program.outputs.end(), is_int8)) {
    return Failure{file, "is not an int8 model of the family " + std::string(family.name),
                   "make it with ocellus quantize"};
  }
  return std::nullopt;
}

std::optional<Failure> compare_detections(const DetectorFamily& family, FloatSide& exact,
                                          Int8Side& quantized, std::span<const Scene> scenes,
                                          Agreement& agreement) {
  const auto reader = open_reader(family, exact.graph(), quantized.program());
  if (!reader.ok()) return reader.failure();
  for (const Scene& scene : scenes) {
    const auto outputs = exact.outputs(scene);
    if (!outputs.ok()) return outputs.failure();
    agreement.add(reader.value()->read(FloatOutputs(outputs.value()), scene),
                  reader.value()->read(Int8Outputs(quantized.outputs(scene)), scene));
  }
  return std::nullopt;
}

std::optional<Failure> compare_masks(FloatSide& exact, Int8Side& quantized,
                                     std::span<const Scene> scenes, MaskAgreement& agreement) {
  const tools::Port& port = quantized.program().outputs[0];
  for (const Scene& scene : scenes) {
    const auto outputs = exact.outputs(scene);
    if (!outputs.ok()) return outputs.failure();
    const std::span<const std::int8_t> codes = quantized.outputs(scene)[0];
    const std::vector<float>& mask = outputs.value()[0];
    if (codes.size() != mask.size()) return Failure{"the model", "its outputs differ in size"};
    std::vector<float> values;
    for (const std::int8_t code : codes) {
      values.push_back(port.scale * static_cast<float>(code - port.zero_point));
    }
    agreement.add(mask, values);
  }
  return std::nullopt;
}

int compare(const Family& family, const char* exact_file, const char* int8_file, const char* folder,
            std::span<const char* const> sources) {
  auto exact_graph = tools::import_tflite(exact_file);
  if (!exact_graph.ok()) return fail(exact_graph.failure());
  auto int8_graph = tools::import_tflite(int8_file);
  if (!int8_graph.ok()) return fail(int8_graph.failure());
  tools::simplify(exact_graph.value());
  tools::simplify(int8_graph.value());
  const Isa isa = platform::best_isa();
  auto interpreter = Interpreter::load(int8_graph.value(), isa);
  if (!interpreter.ok()) return fail(interpreter.failure());
  if (const auto failure = check_ports(family, int8_file, interpreter.value().program())) {
    return fail(*failure);
  }
  const auto scenes = load_scenes(sources, family.input(), family.fit());
  if (!scenes.ok()) return fail(scenes.failure());

  FloatSide exact(family, std::move(exact_graph.value()), folder);
  Int8Side quantized(family, std::move(interpreter.value()));
  Verdict verdict;
  if (const auto* detector = std::get_if<DetectorFamily>(&family.kind)) {
    Agreement agreement(detector->thresholds);
    const auto failure = compare_detections(*detector, exact, quantized, scenes.value(), agreement);
    if (failure) return fail(*failure);
    verdict.judge(agreement, detector->limits, family.least_scenes);
  } else {
    MaskAgreement agreement;
    const auto failure = compare_masks(exact, quantized, scenes.value(), agreement);
    if (failure) return fail(*failure);
    verdict.judge(agreement, std::get_if<MaskFamily>(&family.kind)->limits, family.least_scenes);
  }
  std::printf("the float engine is within %.1e of the float interpreter\n", exact.engine_error());
  std::printf("%zu pictures and frames, kernels: %s\n\n", scenes.value().size(),
              std::string(name(isa)).c_str());
  std::fputs(verdict.text().c_str(), stdout);
  return verdict.good() ? 0 : 1;
}

int write_levels_of(const Family& family, const char* folder,
                    std::span<const char* const> sources) {
  const auto scenes = load_scenes(sources, family.input(), family.fit());
  if (!scenes.ok()) return fail(scenes.failure());
  const auto written = write_levels(scenes.value(), folder);
  return written.ok() ? 0 : fail(written.failure());
}

}  // namespace
}  // namespace ocellus::tests

int main(int argc, char** argv) {
  using namespace ocellus::tests;
  const std::vector<const char*> words(argv + 1, argv + argc);
  const std::string_view mode = words.empty() ? "" : words[0];
  if (mode == "families" && words.size() == 1) {
    for (const Family& family : families()) {
      std::printf("%s %s %s %g %g\n", std::string(family.name).c_str(),
                  std::string(family.model).c_str(), std::string(name(family.interpreter)).c_str(),
                  family.values().low, family.values().high);
    }
    return 0;
  }
  const Family* family = words.size() > 1 ? find_family(words[1]) : nullptr;
  if (mode == "levels" && family != nullptr && words.size() >= 4) {
    return write_levels_of(*family, words[2], std::span(words).subspan(3));
  }
  if (mode == "compare" && family != nullptr && words.size() >= 6) {
    return compare(*family, words[2], words[3], words[4], std::span(words).subspan(5));
  }
  std::fputs(
      "usage: accuracy_judge families\n"
      "       accuracy_judge levels FAMILY FOLDER SOURCE...\n"
      "       accuracy_judge compare FAMILY FLOAT.tflite INT8.tflite FOLDER SOURCE...\n"
      "tests/accuracy/judge calls these in order.\n",
      stderr);
  return 2;
}

// Exported .onnx files as ONNX Runtime sees them: it computes what we compute but for rounding, and
// every product runs on integers, so that it can be measured fairly.
#include <gtest/gtest.h>
#include <onnx.pb.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "platform/linux/cpu.hpp"
#include "tests/oracle/oracle.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/graph/extract.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/networks/networks.hpp"
#include "tools/ocellus/onnx/export_onnx.hpp"
#include "tools/ocellus/plan/random_graph.hpp"
#include "tools/ocellus/tflite/import.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"
#include "tools/ocellus/tflite/sample_operators.hpp"

namespace ocellus::tools {
namespace {

using tests::Bytes;
using tests::Engine;

// ONNX Runtime's kernels for older x86 processors add two products in 16 bits and saturate.
bool sums_are_exact() {
#if defined(__x86_64__)
  return platform::cpu_supports(Isa::kAvx512Vnni);
#else
  return true;
#endif
}

// int8 to uint8 and back.
Bytes turned(Bytes bytes) {
  for (std::byte& value : bytes) value ^= std::byte{0x80};
  return bytes;
}

Bytes joined(const Interpreter& interpreter, std::span<const TensorId> ids) {
  Bytes all;
  for (const TensorId id : ids) {
    const std::span<const std::byte> bytes = interpreter.tensor(id);
    all.insert(all.end(), bytes.begin(), bytes.end());
  }
  return all;
}

struct Distance {
  double equal = 0;  // share of the values
  int largest = 0;   // steps
  double mean = 0;   // steps
};

Distance distance(const Bytes& ours, const Bytes& theirs) {
  EXPECT_EQ(ours.size(), theirs.size());
  if (ours.size() != theirs.size() || ours.empty()) return {0, 256, 256};
  Distance found;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const int steps =
        std::abs(std::to_integer<std::int8_t>(ours[i]) - std::to_integer<std::int8_t>(theirs[i]));
    found.equal += steps == 0 ? 1 : 0;
    found.largest = std::max(found.largest, steps);
    found.mean += steps;
  }
  found.equal /= static_cast<double>(ours.size());
  found.mean /= static_cast<double>(ours.size());
  return found;
}

class OnnxRuntime : public testing::Test {
 protected:
  void SetUp() override {
    if (!tests::oracle_is_there(Engine::kOnnxRuntime)) {
      GTEST_SKIP() << tests::oracle_is_missing(Engine::kOnnxRuntime);
    }
    Result<tests::Oracle> opened = tests::Oracle::open(Engine::kOnnxRuntime);
    ASSERT_TRUE(opened.ok()) << opened.failure().line();
    oracle_.emplace(std::move(opened.value()));
  }

  tests::Oracle& oracle() { return *oracle_; }

  // Our kernels' run of noise.
  Interpreter run_here(const Graph& graph) {
    Result<Interpreter> loaded = Interpreter::load(graph, platform::best_isa());
    EXPECT_TRUE(loaded.ok()) << loaded.failure().line();
    Interpreter& interpreter = loaded.value();
    Random random(9);
    for (std::size_t i = 0; i < interpreter.inputs(); ++i) {
      for (std::int8_t& value : as_int8(interpreter.input(i))) value = random.int8();
    }
    interpreter.run();
    return std::move(interpreter);
  }

  // Puts the graph and what it shall read on the list, together with what we got from it.
  void ask(const std::string& name, const Graph& graph, const Bytes& input, const Bytes& ours) {
    const Result<OnnxExport> exported = export_onnx(graph, "for a test", name);
    ASSERT_TRUE(exported.ok()) << exported.failure().line();
    const std::string file = oracle().folder() / (std::to_string(asked_.size()) + ".onnx");
    ASSERT_TRUE(write_file(file, exported.value().bytes).ok());
    ASSERT_TRUE(oracle().add(file, turned(input)).ok());
    asked_.push_back({name, ours});
  }

  struct Answer {
    std::string name;
    Distance distance;
    std::map<std::string, int> operators;  // of the optimized model: how many of each
  };

  std::vector<Answer> answers() {
    const Result<std::vector<Bytes>> theirs = oracle().run();
    EXPECT_TRUE(theirs.ok()) << theirs.failure().line();
    std::vector<Answer> found;
    for (std::size_t i = 0; theirs.ok() && i < asked_.size(); ++i) {
      found.push_back({asked_[i].name, distance(asked_[i].ours, turned(theirs.value()[i])),
                       operators(oracle().optimized_model(i))});
    }
    asked_.clear();
    return found;
  }

 private:
  struct Asked {
    std::string name;
    Bytes ours;
  };

  static std::map<std::string, int> operators(const std::string& path) {
    std::map<std::string, int> count;
    const Result<Bytes> bytes = read_file(path, std::size_t{1} << 30);
    onnx::Model model;
    EXPECT_TRUE(bytes.ok() &&
                model.ParseFromArray(bytes.value().data(), static_cast<int>(bytes.value().size())))
        << path;
    for (const onnx::Node& node : model.graph().node()) ++count[node.op_type()];
    return count;
  }

  std::optional<tests::Oracle> oracle_;
  std::vector<Asked> asked_;
};

TEST_F(OnnxRuntime, AgreesOnEverySample) {
  if (!sums_are_exact()) GTEST_SKIP() << "ONNX Runtime is exact here only with AVX512-VNNI";
  std::vector<SampleGraph> samples = sample_graphs(DataType::kInt8);
  for (SampleGraph& sample : sample_operators(DataType::kInt8))
    samples.push_back(std::move(sample));
  std::string refused;
  for (const SampleGraph& sample : samples) {
    if (!export_onnx(sample.graph, "", sample.name).ok()) {
      refused += " " + sample.name;
      continue;
    }
    SCOPED_TRACE(sample.name);
    const Interpreter interpreter = run_here(sample.graph);
    ask(sample.name, sample.graph, joined(interpreter, sample.graph.inputs),
        joined(interpreter, sample.graph.outputs));
  }
  std::printf("not exported:%s\n", refused.c_str());
  const std::vector<Answer> given = answers();
  EXPECT_GT(given.size(), 30u);
  for (const Answer& answer : given) {
    // Operators in a row add up their steps.
    EXPECT_LE(answer.distance.largest, answer.name == "network" ? 2 : 1) << answer.name;
    EXPECT_GE(answer.distance.equal, 0.8) << answer.name;
  }
}

struct NamedGraph {
  std::string name;
  Graph graph;
};

// The networks with random weights, the models that were made here, and golden ones.
std::vector<NamedGraph> models() {
  std::vector<NamedGraph> found;
  for (const Network& network : kNetworks) {
    found.push_back({std::string(network.name), network.make()});
  }
  const auto add = [&](const std::filesystem::path& path, const std::string& name) {
    Result<Graph> graph = import_tflite(path.string());
    EXPECT_TRUE(graph.ok()) << graph.failure().line();
    if (graph.ok()) found.push_back({name, std::move(graph.value())});
  };
  for (const char* const name : {"ssd_mobilenet_v2_oidv4", "blazeface_short_range"}) {
    const std::string path = std::string(OCELLUS_MODELS "/") + name + ".int8.tflite";
    if (std::filesystem::exists(path)) add(path, name);
  }
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(OCELLUS_CONFORMANCE, none)) {
    const std::filesystem::path path = entry.path() / "model.tflite";
    if (std::filesystem::exists(path)) add(path, entry.path().filename().string());
  }
  return found;
}

bool is_convolution(const Operator& op) {
  return std::holds_alternative<Conv2dAttributes>(op.attributes) ||
         std::holds_alternative<DepthwiseConv2dAttributes>(op.attributes);
}

TEST_F(OnnxRuntime, RunsEveryProductOnIntegers) {
  std::map<std::string, std::pair<int, int>> wanted;  // convolutions, fully connected
  for (const auto& [name, graph] : models()) {
    SCOPED_TRACE(name);
    const Interpreter interpreter = run_here(graph);
    ask(name, graph, joined(interpreter, graph.inputs), joined(interpreter, graph.outputs));
    auto& [convolutions, rows] = wanted[name];
    for (const Operator& op : graph.operators) {
      convolutions += is_convolution(op) ? 1 : 0;
      rows += std::holds_alternative<FullyConnectedAttributes>(op.attributes) ? 1 : 0;
    }
  }
  for (const Answer& answer : answers()) {
    SCOPED_TRACE(answer.name);
    std::printf("%-24s equal %.4f, largest difference %d, mean %.2f\n", answer.name.c_str(),
                answer.distance.equal, answer.distance.largest, answer.distance.mean);
    // A network adds up single steps; see agreement.hpp.
    if (sums_are_exact()) {
      EXPECT_LE(answer.distance.mean, 4);
    }
    const auto count = [&](const char* type) {
      const auto at = answer.operators.find(type);
      return at == answer.operators.end() ? 0 : at->second;
    };
    EXPECT_EQ(count("QLinearConv"), wanted[answer.name].first);
    EXPECT_EQ(count("QGemm"), wanted[answer.name].second);
    // Whatever is left of QDQ is an operator that was not fused, and of transposes a change of
    // layout.
    for (const char* const type : {"Conv", "FusedConv", "Gemm", "MatMul", "Add", "DequantizeLinear",
                                   "QuantizeLinear", "Clip", "Transpose"}) {
      EXPECT_EQ(count(type), 0) << type;
    }
  }
}

// Each is given the bytes that our kernels computed before it.
TEST_F(OnnxRuntime, AgreesOnEveryOperatorAlone) {
  if (!sums_are_exact()) GTEST_SKIP() << "ONNX Runtime is exact here only with AVX512-VNNI";
  for (const auto& [name, graph] : models()) {
    // Their operators are those of the others, only larger.
    if (graph.macs() > 1'000'000'000) continue;
    SCOPED_TRACE(name);
    const Interpreter interpreter = run_here(graph);
    for (const Operator& op : graph.operators) {
      const Extract alone = extract(graph, op);
      ask(name + " " + std::to_string(op.source_index) + " " + std::string(tools::name(op)),
          alone.graph, joined(interpreter, alone.inputs), joined(interpreter, op.outputs));
    }
    for (const Answer& answer : answers()) {
      EXPECT_LE(answer.distance.largest, 1) << answer.name;
      EXPECT_GE(answer.distance.equal, 0.8) << answer.name;
    }
  }
}

}  // namespace
}  // namespace ocellus::tools

// Exported files as TensorFlow Lite's own interpreter sees them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/oracle/oracle.hpp"
#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/tflite/export.hpp"
#include "tools/ocellus/tflite/import.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools {
namespace {

using tests::Bytes;

// Pictures that no model was made for, but in range: -1..1, or every int8 value.
Bytes noise(const Graph& graph) {
  Bytes bytes;
  std::uint32_t state = 7;
  for (const TensorId id : graph.inputs) {
    for (std::size_t i = 0; i < graph.tensor(id).elements(); ++i) {
      state = state * 1664525u + 1013904223u;
      if (graph.is_float()) {
        const float value = static_cast<float>(state >> 8) / 8388608.0f - 1;
        const auto* const raw = reinterpret_cast<const std::byte*>(&value);
        bytes.insert(bytes.end(), raw, raw + sizeof value);
      } else {
        bytes.push_back(static_cast<std::byte>(state >> 24));
      }
    }
  }
  return bytes;
}

class ExportedModels : public testing::Test {
 protected:
  void SetUp() override {
    if (!tests::oracle_is_there()) GTEST_SKIP() << tests::oracle_is_missing();
    Result<tests::Oracle> opened = tests::Oracle::open();
    ASSERT_TRUE(opened.ok()) << opened.failure().line();
    oracle_.emplace(std::move(opened.value()));
  }

  // Puts a model and its input on the list; the index of its output in what run() returns.
  std::size_t add(const Graph& graph, const Bytes& input) {
    const std::string model = oracle_->folder() / (std::to_string(count_++) + ".tflite");
    const Result<Done> written = export_tflite(graph, model, "for a test");
    EXPECT_TRUE(written.ok()) << written.failure().line();
    return add_file(model, input);
  }
  std::size_t add_file(const std::string& model, const Bytes& input) {
    const Result<std::size_t> added = oracle_->add(model, input);
    EXPECT_TRUE(added.ok());
    return added.ok() ? added.value() : 0;
  }

  // All models of the list in one process; as many empty outputs when it fails.
  std::vector<Bytes> run() {
    Result<std::vector<Bytes>> outputs = oracle_->run();
    EXPECT_TRUE(outputs.ok()) << outputs.failure().line();
    return outputs.ok() ? std::move(outputs.value()) : std::vector<Bytes>(count_ + 1);
  }

 private:
  std::optional<tests::Oracle> oracle_;
  std::size_t count_ = 0;
};

struct Difference {
  double worst = 0;
  double mean = 0;
};

// Between two outputs, in real units or, for int8, in steps.
Difference difference(const Bytes& first, const Bytes& second, bool is_float) {
  Difference result;
  EXPECT_EQ(first.size(), second.size());
  EXPECT_FALSE(first.empty());
  if (first.size() != second.size() || first.empty()) return {HUGE_VAL, HUGE_VAL};
  const std::size_t width = is_float ? sizeof(float) : 1;
  for (std::size_t at = 0; at < first.size(); at += width) {
    double distance = 0;
    if (is_float) {
      float a = 0, b = 0;
      std::memcpy(&a, &first[at], sizeof a);
      std::memcpy(&b, &second[at], sizeof b);
      distance = std::abs(static_cast<double>(a) - b);
    } else {
      distance =
          std::abs(static_cast<std::int8_t>(first[at]) - static_cast<std::int8_t>(second[at]));
    }
    result.worst = std::max(result.worst, distance);
    result.mean += distance / static_cast<double>(first.size() / width);
  }
  return result;
}

TEST_F(ExportedModels, RunsEverySampleAndSimplifyingChangesNothing) {
  struct Pair {
    std::string name;
    bool is_float;
    std::size_t plain, simple;
  };
  std::vector<Pair> pairs;
  for (const DataType type : {DataType::kFloat32, DataType::kInt8}) {
    for (const SampleGraph& sample : sample_graphs(type)) {
      Graph simple = sample.graph;
      simplify(simple);
      const Bytes input = noise(sample.graph);
      pairs.push_back({sample.name + " " + std::string(name(type)), type == DataType::kFloat32,
                       add(sample.graph, input), add(simple, input)});
    }
  }
  const std::vector<Bytes> outputs = run();
  for (const Pair& pair : pairs) {
    SCOPED_TRACE(pair.name);
    EXPECT_LE(difference(outputs[pair.plain], outputs[pair.simple], pair.is_float).worst,
              pair.is_float ? 1e-5 : 0);
  }
}

TEST_F(ExportedModels, AgreesWithOurKernelsButForRounding) {
  std::vector<std::pair<std::string, Bytes>> ours;
  for (const SampleGraph& sample : sample_graphs(DataType::kInt8)) {
    Graph graph = sample.graph;
    simplify(graph);
    Result<Interpreter> loaded = Interpreter::load(graph);
    if (!loaded.ok()) continue;  // an operator that has no kernel yet
    const Bytes input = noise(graph);
    std::size_t at = 0;
    for (std::size_t i = 0; i < loaded.value().inputs(); ++i) {
      const std::span<std::byte> room = loaded.value().input(i);
      std::memcpy(room.data(), &input[at], room.size());
      at += room.size();
    }
    loaded.value().run();
    Bytes output;
    for (std::size_t i = 0; i < loaded.value().outputs(); ++i) {
      const auto bytes = loaded.value().output(i);
      output.insert(output.end(), bytes.begin(), bytes.end());
    }
    ours.emplace_back(sample.name, std::move(output));
    add(graph, input);
  }
  EXPECT_GE(ours.size(), 13u);
  const std::vector<Bytes> theirs = run();
  for (std::size_t i = 0; i < ours.size(); ++i) {
    SCOPED_TRACE(ours[i].first);
    const Difference found = difference(ours[i].second, theirs[i], false);
    // It rounds once where we round twice. In the network, later layers add up such steps of
    // earlier ones; a wrong layer would show in the mean.
    EXPECT_LE(found.worst, ours[i].first == "network" ? 4 : 1);
    EXPECT_LE(found.mean, 0.2);
  }
}

TEST_F(ExportedModels, TheRealDetectorIsTheSameAfterATripThroughTheGraph) {
  const std::string path = OCELLUS_FLOAT_MODEL;
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is missing: run tools/fetch model";
  Result<Graph> graph = import_tflite(path);
  ASSERT_TRUE(graph.ok()) << graph.failure().line();
  const Bytes input = noise(graph.value());
  add_file(path, input);
  add(graph.value(), input);
  simplify(graph.value());
  add(graph.value(), input);
  const std::vector<Bytes> outputs = run();
  EXPECT_EQ(outputs[0], outputs[1]);
  EXPECT_EQ(outputs[0], outputs[2]);
}

}  // namespace
}  // namespace ocellus::tools

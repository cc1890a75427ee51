#include "tools/ocellus/tflite/export.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <tuple>

#include "schema_generated.h"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/tflite/import.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"
#include "tools/ocellus/tflite/sample_operators.hpp"

namespace ocellus::tools {
namespace {

// What a trip through a file cannot keep: where an operator stood in the file before, and which
// others stood beside it.
Graph without_source(Graph graph) {
  for (Operator& op : graph.operators) op.source_index = 0;
  graph.file_operators.clear();
  return graph;
}

schema::ModelT unpacked(const Graph& graph) {
  const std::vector<std::byte> bytes = tflite_bytes(graph, "for a test");
  schema::ModelT model;
  schema::GetModel(bytes.data())->UnPackTo(&model);
  return model;
}

// Compilers differ in the order of a call's arguments; the files do not. Those kept here were
// written by clang's order; tests/fuzz/model_corpus renews them after a change of the graphs.
TEST(Export, GivesTheSameBytesOnEveryMachine) {
  for (const DataType type : {DataType::kFloat32, DataType::kInt8}) {
    for (const SampleGraph& sample : sample_graphs(type)) {
      const std::string file = sample.name + "-" + std::string(name(type)) + ".tflite";
      const Result<std::vector<std::byte>> kept = read_file(OCELLUS_MODEL_CORPUS "/" + file, 20000);
      ASSERT_TRUE(kept.ok()) << kept.failure().line();
      EXPECT_EQ(tflite_bytes(sample.graph, "seed"), kept.value()) << file;
    }
  }
}

TEST(Export, WhatIsExportedIsImported) {
  for (const DataType type : {DataType::kFloat32, DataType::kInt8}) {
    for (const SampleGraph& sample : sample_graphs(type)) {
      SCOPED_TRACE(sample.name + " " + std::string(name(type)));
      const std::vector<std::byte> bytes = tflite_bytes(sample.graph, "for a test");
      EXPECT_LT(bytes.size(), 20000u);
      Result<Graph> back = import_tflite(bytes, "sample");
      ASSERT_TRUE(back.ok()) << back.failure().line();
      Graph graph = without_source(std::move(back.value()));
      if (sample.name.ends_with("explicit")) {
        // The padding has become an operator; folded again it is what it was.
        EXPECT_EQ(graph.operators.size(), sample.graph.operators.size() + 1);
        simplify(graph);
      }
      Graph expected = without_source(sample.graph);
      if (sample.name == "conv2d-no-bias") {
        // A bias of zeros has been added.
        Tensor bias = graph.tensor(graph.operators[0].inputs[2]);
        EXPECT_EQ(bias.data, std::vector<std::byte>(bias.data.size()));
        EXPECT_EQ(bias.quantization.empty(), type == DataType::kFloat32);
        expected.tensors.push_back(std::move(bias));
        expected.operators[0].inputs[2] = 3;
      }
      EXPECT_EQ(graph, expected);
    }
  }
}

TEST(Export, EveryOperatorComesBackAsItWas) {
  for (const DataType type : {DataType::kFloat32, DataType::kInt8}) {
    for (const SampleGraph& sample : sample_operators(type)) {
      SCOPED_TRACE(sample.name + " " + std::string(name(type)));
      const Result<Graph> back = import_tflite(tflite_bytes(sample.graph, ""), "sample");
      ASSERT_TRUE(back.ok()) << back.failure().line();
      ASSERT_EQ(back.value().file_operators.size(), 1u);
      EXPECT_EQ(back.value().file_operators[0].outputs, sample.graph.outputs);
      EXPECT_EQ(without_source(back.value()), sample.graph);
    }
  }
}

TEST(Export, OperatorsHaveTheVersionsThatTheirTypesNeed) {
  std::map<std::pair<std::int32_t, bool>, std::int32_t> versions;
  for (const DataType type : {DataType::kFloat32, DataType::kInt8}) {
    for (const SampleGraph& sample : sample_graphs(type)) {
      if (sample.name == "depthwise-dilated") continue;
      for (const auto& code : unpacked(sample.graph).codes) {
        EXPECT_EQ(code->code, code->code_up_to_127);
        const auto [at, fresh] =
            versions.insert({{code->code, type == DataType::kInt8}, code->version});
        EXPECT_EQ(at->second, code->version) << code->code;
      }
    }
  }
  const std::map<std::pair<std::int32_t, bool>, std::int32_t> expected = {
      {{0, false}, 1},  {{2, false}, 1},  {{3, false}, 1},  {{4, false}, 1},  {{19, false}, 1},
      {{20, false}, 1}, {{21, false}, 1}, {{22, false}, 1}, {{34, false}, 1}, {{0, true}, 2},
      {{2, true}, 2},   {{3, true}, 3},   {{4, true}, 3},   {{19, true}, 2},  {{20, true}, 1},
      {{21, true}, 2},  {{22, true}, 1},  {{34, true}, 2}};
  EXPECT_EQ(versions, expected);
}

// Of the operators beyond those above, where the version says more than float32 or int8.
TEST(Export, NewerVersionsOnlyWhereNeeded) {
  const std::map<std::string, std::int32_t> expected = {{"conv2d-grouped", 6},
                                                        {"conv2d-batch", 3},
                                                        {"transpose-conv-same", 4},
                                                        {"transpose-conv-valid", 2},
                                                        {"fully-connected", 4},
                                                        {"fully-connected-channels", 12},
                                                        {"fully-connected-rows", 6},
                                                        {"resize-bilinear", 2},
                                                        {"resize-bilinear-centers", 3},
                                                        {"gather", 2},
                                                        {"gather-batches", 5},
                                                        {"quantize", 1},
                                                        {"quantize-int8", 2},
                                                        {"dequantize", 2},
                                                        {"leaky-relu", 1},
                                                        {"softmax", 2},
                                                        {"hard-swish", 1},
                                                        {"post-process", 1}};
  std::size_t seen = 0;
  for (const SampleGraph& sample : sample_operators(DataType::kInt8)) {
    const auto version = expected.find(sample.name);
    if (version == expected.end()) continue;
    ++seen;
    EXPECT_EQ(unpacked(sample.graph).codes[0]->version, version->second) << sample.name;
  }
  EXPECT_EQ(seen, expected.size());
}

TEST(Export, PaddingBecomesTheRuleThatSaysTheSame) {
  const std::map<std::string, std::pair<schema::PaddingRule, std::size_t>> expected = {
      {"conv2d-valid", {schema::PaddingRule::Valid, 1}},
      {"conv2d-same", {schema::PaddingRule::Same, 1}},
      {"conv2d-same-odd", {schema::PaddingRule::Same, 1}},
      {"conv2d-dilated", {schema::PaddingRule::Same, 1}},
      {"conv2d-explicit", {schema::PaddingRule::Valid, 2}}};
  for (const SampleGraph& sample : sample_graphs(DataType::kInt8)) {
    const auto rule = expected.find(sample.name);
    if (rule == expected.end()) continue;
    const schema::ModelT model = unpacked(sample.graph);
    const auto& operators = model.subgraphs[0]->operators;
    EXPECT_EQ(operators.size(), rule->second.second) << sample.name;
    EXPECT_EQ(operators.back()->options.AsConv2DOptions()->padding, rule->second.first)
        << sample.name;
  }
}

TEST(Export, TheFileIsLaidOutAsReadersExpect) {
  const Graph graph = sample_graphs(DataType::kInt8).back().graph;
  const std::vector<std::byte> bytes = tflite_bytes(graph, "for a test");
  EXPECT_TRUE(schema::ModelBufferHasIdentifier(bytes.data()));
  const schema::Model& model = *schema::GetModel(bytes.data());
  EXPECT_EQ(model.version(), 3u);
  EXPECT_EQ(model.description()->str(), "for a test");
  EXPECT_EQ(model.buffers()->Get(0)->data(), nullptr);
  for (const schema::Buffer* buffer : *model.buffers()) {
    if (buffer->data() == nullptr) continue;
    const auto offset =
        buffer->data()->data() - reinterpret_cast<const std::uint8_t*>(bytes.data());
    EXPECT_EQ(offset % 16, 0);
  }
}

class ExportToFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "export_test.XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(ExportToFile, WritesOnlyWhatCanBeImported) {
  Graph graph = sample_graphs(DataType::kInt8).front().graph;
  const std::string path = folder_ / "a.tflite";
  ASSERT_TRUE(export_tflite(graph, path, "").ok());
  ASSERT_TRUE(import_tflite(path).ok());
  graph.tensor(graph.outputs[0]).quantization.scales[0] = 0;
  const std::string other = folder_ / "b.tflite";
  const Result<Done> refused = export_tflite(graph, other, "");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(
      refused.failure().line().rfind(other + ": operator 0 (CONV_2D, output 'result 0'): ", 0), 0u)
      << refused.failure().line();
  EXPECT_FALSE(std::filesystem::exists(other));
  EXPECT_FALSE(std::filesystem::exists(other + ".part"));
}

}  // namespace
}  // namespace ocellus::tools

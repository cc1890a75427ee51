// Golden models, whole: what every operator gives for the first input, and what the model gives for
// all of them, byte for byte as TensorFlow Lite Micro's reference kernels do, on every instruction
// set that can be tried here.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tools/ocellus/emulate/any_isa.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tools {
namespace {

using Bytes = std::vector<std::byte>;
using Folder = std::filesystem::path;

Bytes read(const Folder& path) {
  Result<Bytes> bytes = read_file(path.string(), std::size_t{1} << 28);
  EXPECT_TRUE(bytes.ok()) << bytes.failure().line();
  return bytes.ok() ? std::move(bytes.value()) : Bytes{};
}

bool equal(std::span<const std::byte> ours, std::span<const std::byte> golden) {
  return std::ranges::equal(ours, golden);
}

// After a run on in_0.bin. The first layer that differs is the one to look at: what follows it has
// had other inputs than the reference's.
void compare_layers(const Folder& folder, const Graph& graph, const Interpreter& interpreter) {
  const Bytes text = read(folder / "layers.json");
  const Bytes layers = read(folder / "layers_0.bin");
  const auto* const first = reinterpret_cast<const char*>(text.data());
  const auto index = nlohmann::json::parse(first, first + text.size(), nullptr, false);
  ASSERT_TRUE(index.is_array()) << folder << ": layers.json is not a list";
  ASSERT_EQ(index.size(), graph.file_operators.size());
  for (const auto& layer : index) {
    const FileOperator& op = graph.file_operators[layer["op"].get<std::size_t>()];
    const std::size_t offset = layer["offset"], bytes = layer["bytes"];
    ASSERT_LE(offset + bytes, layers.size());
    ASSERT_TRUE(equal(interpreter.tensor(op.outputs[0]), std::span(layers).subspan(offset, bytes)))
        << "operator " << layer["op"] << " (" << op.name << ")";
  }
}

void compare(const Folder& folder, const Graph& graph, Isa isa) {
  Result<Interpreter> loaded = load_for(graph, isa);
  ASSERT_TRUE(loaded.ok()) << loaded.failure().line();
  Interpreter& interpreter = loaded.value();
  const auto file = [&](const char* kind, int k) {
    return folder / (kind + std::to_string(k) + ".bin");
  };
  ASSERT_TRUE(std::filesystem::exists(file("in_", 0)));
  for (int k = 0; std::filesystem::exists(file("in_", k)); ++k) {
    const Bytes input = read(file("in_", k));
    ASSERT_EQ(input.size(), interpreter.input(0).size());
    std::ranges::copy(input, interpreter.input(0).begin());
    const Result<Done> ran = run(interpreter);
    ASSERT_TRUE(ran.ok()) << ran.failure().line();
    if (k == 0) compare_layers(folder, graph, interpreter);
    ASSERT_TRUE(equal(interpreter.output(0), read(file("out_", k)))) << "input " << k;
  }
}

TEST(Conformance, GoldenModelsGiveTheReferenceKernelsBits) {
  const std::string root = OCELLUS_CONFORMANCE;
  if (root.empty()) GTEST_SKIP() << "no golden vectors: configure with -DOCELLUS_CONFORMANCE=DIR";
  std::vector<Folder> folders;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (std::filesystem::exists(entry.path() / "layers.json")) folders.push_back(entry.path());
  }
  ASSERT_FALSE(folders.empty()) << root << " holds no models";
  std::ranges::sort(folders);
  for (const Folder& folder : folders) {
    SCOPED_TRACE(folder.filename().string());
    const Result<Graph> graph = import_tflite((folder / "model.tflite").string());
    ASSERT_TRUE(graph.ok()) << graph.failure().line();
    std::printf("%s: %zu layers,", folder.filename().c_str(), graph.value().file_operators.size());
    for (const Isa isa : kEveryIsa) {
      if (!can_run(isa)) continue;
      SCOPED_TRACE(name(isa));
      compare(folder, graph.value(), isa);
      if (HasFatalFailure()) return;
      std::printf(" %s", std::string(name(isa)).c_str());
    }
    std::printf("\n");
  }
}

}  // namespace
}  // namespace ocellus::tools

// Every operator of a golden model that has a kernel here, alone: its inputs are what the reference
// kernels gave for the layers before, its output must be theirs, byte for byte, on every
// instruction set. Whole models need operators that have no kernel here, single layers do not.
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "schema_generated.h"
#include "tools/ocellus/emulate/any_isa.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/tflite/builtin.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tools {
namespace {

using Bytes = std::vector<std::byte>;

Bytes read(const std::filesystem::path& path) {
  Result<Bytes> bytes = read_file(path.string(), std::size_t{1} << 28);
  EXPECT_TRUE(bytes.ok()) << bytes.failure().line();
  return bytes.ok() ? std::move(bytes.value()) : Bytes{};
}

// The number that stands behind the next "name": in `text`, which loses everything up to there.
std::optional<std::size_t> next_number(std::string_view& text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == text.npos) return std::nullopt;
  text.remove_prefix(at + name.size());
  text.remove_prefix(std::min(text.find_first_of("0123456789"), text.size()));
  std::size_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc()) return std::nullopt;
  return number;
}

// What each tensor of the model holds after the reference kernels ran, by its number in the file.
std::map<std::int32_t, Bytes> golden_tensors(const std::filesystem::path& folder) {
  const Bytes index = read(folder / "layers.json");
  const Bytes layers = read(folder / "layers_0.bin");
  std::string_view text(reinterpret_cast<const char*>(index.data()), index.size());
  std::map<std::int32_t, Bytes> tensors;
  while (const auto tensor = next_number(text, "\"tensor\":")) {
    const auto offset = next_number(text, "\"offset\":");
    const auto size = next_number(text, "\"bytes\":");
    if (!offset || !size || *offset + *size > layers.size()) break;
    const auto first = layers.begin() + static_cast<std::ptrdiff_t>(*offset);
    tensors[static_cast<std::int32_t>(*tensor)] =
        Bytes(first, first + static_cast<std::ptrdiff_t>(*size));
  }
  return tensors;
}

bool has_kernel(std::int32_t code) {
  constexpr Builtin kKernels[] = {
      Builtin::kAdd,          Builtin::kAveragePool2d,   Builtin::kConcatenation,
      Builtin::kConv2d,       Builtin::kDepthwiseConv2d, Builtin::kFullyConnected,
      Builtin::kMaxPool2d,    Builtin::kReshape,         Builtin::kMean,
      Builtin::kSum,          Builtin::kReduceMax,       Builtin::kResizeBilinear,
      Builtin::kTransposeConv};
  return std::ranges::any_of(kKernels,
                             [&](Builtin b) { return static_cast<std::int32_t>(b) == code; });
}

// The model with one of its operators only; `inputs` are the activations it reads.
Bytes one_operator(const schema::ModelT& model, std::size_t index,
                   const std::vector<std::int32_t>& inputs) {
  schema::ModelT single(model);
  schema::SubGraphT& subgraph = *single.subgraphs[0];
  auto op = std::move(subgraph.operators[index]);
  subgraph.inputs = inputs;
  subgraph.outputs = op->outputs;
  subgraph.operators.clear();
  subgraph.operators.push_back(std::move(op));
  flatbuffers::FlatBufferBuilder builder;
  schema::FinishModelBuffer(builder, schema::Model::Pack(builder, &single));
  const auto* const data = reinterpret_cast<const std::byte*>(builder.GetBufferPointer());
  return {data, data + builder.GetSize()};
}

// Whether the layer was compared: those that read what is not among the golden tensors are not.
bool compare_layer(const schema::ModelT& model, std::size_t index,
                   const std::map<std::int32_t, Bytes>& golden) {
  const schema::SubGraphT& subgraph = *model.subgraphs[0];
  const schema::OperatorT& op = *subgraph.operators[index];
  const schema::OperatorCodeT& kind = *model.codes[op.code];
  const std::int32_t code = std::max<std::int32_t>(kind.code_up_to_127, kind.code);
  if (!has_kernel(code) || !golden.contains(op.outputs[0])) return false;
  std::vector<std::int32_t> inputs;
  for (const std::int32_t id : op.inputs) {
    if (id < 0) continue;
    const auto& tensor = *subgraph.tensors[static_cast<std::size_t>(id)];
    if (!model.buffers[tensor.buffer]->data.empty()) continue;
    if (!golden.contains(id)) return false;
    if (std::ranges::find(inputs, id) == inputs.end()) inputs.push_back(id);
  }

  const std::string place = "operator " + std::to_string(index) + " (" + builtin_name(code) + ")";
  const Bytes bytes = one_operator(model, index, inputs);
  const Result<Graph> graph = import_tflite(bytes, place);
  EXPECT_TRUE(graph.ok()) << graph.failure().line();
  if (!graph.ok()) return false;
  for (const Isa isa : kEveryIsa) {
    if (!can_run(isa)) continue;
    Result<Interpreter> loaded = load_for(graph.value(), isa);
    EXPECT_TRUE(loaded.ok()) << loaded.failure().line();
    if (!loaded.ok()) return false;
    Interpreter& interpreter = loaded.value();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const auto to = interpreter.input(i);
      EXPECT_EQ(to.size(), golden.at(inputs[i]).size());
      std::ranges::copy(golden.at(inputs[i]), to.begin());
    }
    const Result<Done> ran = run(interpreter);
    EXPECT_TRUE(ran.ok()) << ran.failure().line();
    EXPECT_TRUE(std::ranges::equal(interpreter.output(0), golden.at(op.outputs[0])))
        << place << " on " << name(isa);
  }
  return true;
}

// Runs every in_K.bin through the whole model, or says which of its operators has no kernel.
void compare_whole(const std::filesystem::path& folder, const Bytes& file) {
  const Result<Graph> graph = import_tflite(file, folder.string());
  EXPECT_TRUE(graph.ok()) << graph.failure().line();
  if (!graph.ok()) return;
  for (const Isa isa : kEveryIsa) {
    if (!can_run(isa)) continue;
    Result<Interpreter> loaded = load_for(graph.value(), isa);
    if (!loaded.ok()) {
      std::printf("%s: not run whole, %s\n", folder.filename().c_str(),
                  loaded.failure().line().c_str());
      return;
    }
    Interpreter& interpreter = loaded.value();
    for (int k = 0; std::filesystem::exists(folder / ("in_" + std::to_string(k) + ".bin")); ++k) {
      const Bytes input = read(folder / ("in_" + std::to_string(k) + ".bin"));
      const Bytes expected = read(folder / ("out_" + std::to_string(k) + ".bin"));
      EXPECT_EQ(input.size(), interpreter.input(0).size());
      if (input.size() != interpreter.input(0).size()) return;
      std::ranges::copy(input, interpreter.input(0).begin());
      const Result<Done> ran = run(interpreter);
      EXPECT_TRUE(ran.ok()) << ran.failure().line();
      EXPECT_TRUE(std::ranges::equal(interpreter.output(0), expected))
          << "picture " << k << " on " << name(isa);
    }
  }
}

TEST(Conformance, LayersGiveTheReferenceKernelsBits) {
  const std::string root = OCELLUS_CONFORMANCE;
  if (root.empty()) GTEST_SKIP() << "no golden vectors: configure with -DOCELLUS_CONFORMANCE=DIR";
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (std::filesystem::exists(entry.path() / "layers.json")) folders.push_back(entry.path());
  }
  EXPECT_FALSE(folders.empty()) << root << " holds no models";
  std::ranges::sort(folders);
  for (const std::filesystem::path& folder : folders) {
    SCOPED_TRACE(folder.filename().string());
    const Bytes file = read(folder / "model.tflite");
    ASSERT_FALSE(file.empty());
    const std::unique_ptr<schema::ModelT> model(schema::GetModel(file.data())->UnPack());
    std::map<std::int32_t, Bytes> golden = golden_tensors(folder);
    golden[model->subgraphs[0]->inputs[0]] = read(folder / "in_0.bin");
    int compared = 0;
    for (std::size_t i = 0; i < model->subgraphs[0]->operators.size(); ++i) {
      compared += compare_layer(*model, i, golden) ? 1 : 0;
    }
    EXPECT_GT(compared, 0);
    compare_whole(folder, file);
    std::printf("%s: %d of %zu layers compared\n", folder.filename().c_str(), compared,
                model->subgraphs[0]->operators.size());
  }
}

}  // namespace
}  // namespace ocellus::tools

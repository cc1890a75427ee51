#include "tools/bench/emitted_model.hpp"

#include <dlfcn.h>

#include <array>
#include <utility>
#include <vector>

#include "platform/host/board.hpp"
#include "tools/bench/compile_library.hpp"
#include "tools/bench/networks.hpp"
#include "tools/bench/noise.hpp"
#include "tools/ocellus/emit/cpp_text.hpp"
#include "tools/ocellus/emit/emit.hpp"
#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tools {
namespace {

Result<Compilation> compile_for(const std::string& path, const Isa& isa) {
  Result<Graph> graph = import_tflite(path);
  if (!graph.ok()) return graph.failure();
  simplify(graph.value());
  platform::Board board = platform::kHost;
  board.isas = {&isa, 1};
  Result<Compilation> result = compile(graph.value(), board, network_name(path), path);
  if (result.ok()) result.value().board = &platform::kHost;  // which outlives it
  return result;
}

}  // namespace

Result<std::unique_ptr<EmittedModel>> EmittedModel::load(const std::string& path, Isa isa) {
  Result<Compilation> compilation = compile_for(path, isa);
  if (!compilation.ok()) return compilation.failure();
  std::unique_ptr<EmittedModel> result(new EmittedModel);
  result->compilation_ = std::move(compilation.value());
  const Compilation& c = result->compilation_;

  const Result<std::string> file = compile_library(c.name, isa, emit(c, StepTable::kEmitted));
  if (!file.ok()) return file.failure();
  result->library_ = dlopen(file.value().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (result->library_ == nullptr) {
    const char* const why = dlerror();
    return Failure{file.value(), why == nullptr ? "cannot be loaded" : why, "remove it"};
  }
  const auto find = [&](std::string_view stem) {
    const std::array<std::string_view, 3> namespaces = {"ocellus", "models", c.name};
    return dlsym(result->library_, mangled_variable(namespaces, isa_name(stem, name(isa))).c_str());
  };
  result->model_ = static_cast<const Model*>(find("kModel"));
  result->steps_ = static_cast<const ModelStep*>(find("kSteps"));
  if (result->model_ == nullptr || result->steps_ == nullptr) {
    return Failure{file.value(), "lacks the model's symbols", "remove it"};
  }
  result->arena_ = AlignedBytes(result->model_->arena_bytes);
  result->fill_inputs();
  return result;
}

void EmittedModel::fill_inputs() {
  for (const ModelTensor& input : model_->inputs) {
    if (input.type == ElementType::kFloat32) continue;  // random bytes are no good floats
    fill_with_noise({arena_.data() + input.offset, input.size});
  }
}

std::size_t EmittedModel::least_bytes(std::size_t part) const {
  std::size_t bytes = compilation_.packed[0].steps[compilation_.plan.order[part]].bytes;
  for (const Place& place : step(part).inputs) {
    if (place.storage != kConstants) bytes += place.bytes;  // those are among the parameters
  }
  for (const Place& place : step(part).outputs) bytes += place.bytes;
  return bytes;
}

EmittedModel::~EmittedModel() {
  if (library_ != nullptr) dlclose(library_);
}

}  // namespace ocellus::tools

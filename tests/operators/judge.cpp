#include "tests/operators/judge.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

#include "platform/linux/cpu.hpp"
#include "runtime/kernels/kernel_set.hpp"
#include "tests/operators/textbook/textbook.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::operators {
namespace {

using textbook::Bytes;
using textbook::Tensor;

// The first byte that differs, in words; nothing when none does.
std::string difference(std::span<const std::byte> ours, const Tensor& book) {
  if (ours.size() != book.bytes.size()) {
    return std::to_string(ours.size()) + " bytes, the textbook has " +
           std::to_string(book.bytes.size());
  }
  std::size_t count = 0;
  std::size_t first = 0;
  for (std::size_t i = ours.size(); i-- > 0;) {
    if (ours[i] == book.bytes[i]) continue;
    ++count;
    first = i;
  }
  if (count == 0) return {};
  return std::to_string(count) + " of " + std::to_string(ours.size()) +
         " bytes differ, first byte " + std::to_string(first) + ": " +
         std::to_string(static_cast<std::int8_t>(ours[first])) + ", the textbook has " +
         std::to_string(static_cast<std::int8_t>(book.bytes[first]));
}

void compare(const random::RandomModel& model, const tools::Graph& graph,
             const std::vector<Tensor>& book, Verdict& verdict) {
  tools::Result<tools::Interpreter> loaded = tools::Interpreter::load(graph, verdict.isa);
  if (!loaded.ok()) {
    verdict.refused = true;
    verdict.why = loaded.failure().line();
    return;
  }
  tools::Interpreter& interpreter = loaded.value();
  const auto& subgraph = *model.model.subgraphs[0];
  if (interpreter.inputs() != model.inputs.size() ||
      interpreter.outputs() != subgraph.outputs.size()) {
    verdict.why = "the numbers of inputs or outputs changed";
    return;
  }
  for (std::size_t i = 0; i < model.inputs.size(); ++i) {
    const std::span<std::byte> to = std::as_writable_bytes(interpreter.input(i));
    if (to.size() != model.inputs[i].size()) {
      verdict.why = "input " + std::to_string(i) + " changed its size";
      return;
    }
    std::ranges::copy(model.inputs[i], to.begin());
  }
  interpreter.run();
  for (std::size_t i = 0; i < subgraph.outputs.size(); ++i) {
    const Tensor& tensor = book[static_cast<std::size_t>(subgraph.outputs[i])];
    const std::string found = difference(std::as_bytes(interpreter.output(i)), tensor);
    if (found.empty()) continue;
    verdict.why = "output " + std::to_string(i) + ": " + found;
    return;
  }
  verdict.equal = true;
}

}  // namespace

std::string Verdict::line() const {
  return std::string(name(isa)) + (refused ? ", refused: " : ": ") + why;
}

std::vector<Isa> runnable_isas() {
  std::vector<Isa> isas;
  for (const Isa isa : kEveryIsa) {
    if (kernels::kernel_set(isa) != nullptr && platform::cpu_supports(isa)) isas.push_back(isa);
  }
  return isas;
}

std::vector<Verdict> judge(const random::RandomModel& model) {
  const Bytes file = model.file();
  const tools::Result<tools::Graph> graph = tools::import_tflite(file, model.name);
  const std::vector<Tensor> book = textbook::run(model.model, model.inputs);
  std::vector<Verdict> verdicts;
  for (const Isa isa : runnable_isas()) {
    Verdict verdict{.isa = isa, .why = {}};
    if (graph.ok()) {
      compare(model, graph.value(), book, verdict);
    } else {
      verdict.refused = true;
      verdict.why = graph.failure().line();
    }
    if (verdict.why.find(model.name) == std::string::npos) {
      verdict.why = model.name + ": " + verdict.why;
    }
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

}  // namespace ocellus::operators

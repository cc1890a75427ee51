#include "tests/operators/judge.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

#include "tests/operators/arena_run.hpp"
#include "tests/operators/textbook/textbook.hpp"
#include "tools/ocellus/emulate/any_isa.hpp"
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

// The first output that differs, in words; nothing when none does. `output(i)` are our bytes.
std::string difference(const random::RandomModel& model, const std::vector<Tensor>& book,
                       auto output) {
  const auto& ids = model.model.subgraphs[0]->outputs;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string found = difference(output(i), book[static_cast<std::size_t>(ids[i])]);
    if (!found.empty()) return "output " + std::to_string(i) + ": " + found;
  }
  return {};
}

// What is wrong with a run in memory of its own for every tensor, then with one in a single arena.
std::string run_both(const random::RandomModel& model, tools::Interpreter& interpreter, Isa isa,
                     const std::vector<Tensor>& book) {
  if (interpreter.inputs() != model.inputs.size() ||
      interpreter.outputs() != model.model.subgraphs[0]->outputs.size()) {
    return "the numbers of inputs or outputs changed";
  }
  for (std::size_t i = 0; i < model.inputs.size(); ++i) {
    const std::span<std::byte> to = interpreter.input(i);
    if (to.size() != model.inputs[i].size()) {
      return "input " + std::to_string(i) + " changed its size";
    }
    std::ranges::copy(model.inputs[i], to.begin());
  }
  if (const auto ran = tools::run(interpreter); !ran.ok()) return ran.failure().line();
  if (std::string found =
          difference(model, book, [&](std::size_t i) { return interpreter.output(i); });
      !found.empty()) {
    return found;
  }
  if (isa == Isa::kRv32) return {};  // the plan is the same, and so are the kernels' C++
  const auto outputs = run_in_arena(interpreter.program(), isa, model.inputs);
  if (!outputs) return "it writes before its arena";
  const std::string found = difference(
      model, book, [&](std::size_t i) { return std::span<const std::byte>((*outputs)[i]); });
  return found.empty() ? found : "in its arena: " + found;
}

void compare(const random::RandomModel& model, const tools::Graph& graph,
             const std::vector<Tensor>& book, Verdict& verdict) {
  tools::Result<tools::Interpreter> loaded = tools::load_for(graph, verdict.isa);
  if (!loaded.ok()) {
    verdict.refused = true;
    verdict.why = loaded.failure().line();
    return;
  }
  verdict.why = run_both(model, loaded.value(), verdict.isa, book);
  verdict.equal = verdict.why.empty();
}

}  // namespace

std::string Verdict::line() const {
  return std::string(name(isa)) + (refused ? ", refused: " : ": ") + why;
}

std::vector<Isa> runnable_isas() {
  std::vector<Isa> isas;
  for (const Isa isa : kEveryIsa) {
    if (tools::can_run(isa)) isas.push_back(isa);
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

#include "tools/ocellus/emit/golden_run.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "drivers/storage/crc32c.hpp"
#include "runtime/golden.hpp"
#include "tools/ocellus/emit/element_type.hpp"
#include "tools/ocellus/interpret/execute.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"

namespace ocellus::tools {
namespace {

// A run in memory that held something else before.
class Run {
 public:
  static Result<Run> load(const Graph& graph, std::byte before) {
    Result<Interpreter> loaded = Interpreter::load(graph, Isa::kScalar);
    if (!loaded.ok()) return loaded.failure();
    return Run(std::move(loaded.value()), before);
  }

  void step(std::size_t index) {
    std::byte* const scratch = interpreter_.memory().data() + interpreter_.memory().size();
    execute(
        interpreter_.program(), interpreter_.packed(), index, *kernels::kernel_set(Isa::kScalar),
        [&](const Place& place) {
          return interpreter_.memory().data() + interpreter_.offset(place);
        },
        scratch);
  }

  std::span<const std::byte> at(const Place& place) const {
    return interpreter_.memory().subspan(interpreter_.offset(place), place.bytes);
  }
  const Program& program() const { return interpreter_.program(); }

 private:
  Run(Interpreter interpreter, std::byte before) : interpreter_(std::move(interpreter)) {
    std::ranges::fill(interpreter_.memory(), before);
    for (std::size_t i = 0; i < interpreter_.inputs(); ++i) {
      fill_golden_input(element_type(program().inputs[i].type), i, interpreter_.input(i));
    }
  }

  Interpreter interpreter_;
};

}  // namespace

// Bytes that nobody has written yet are those in which two runs differ that began otherwise.
Result<GoldenRun> golden_run(const Graph& graph, std::span<const std::size_t> order) {
  Result<Run> one = Run::load(graph, std::byte{0x55});
  if (!one.ok()) return one.failure();
  Result<Run> other = Run::load(graph, std::byte{0xaa});
  if (!other.ok()) return other.failure();
  const Run& run = one.value();

  GoldenRun golden;
  std::vector<Place> unknown;
  for (std::size_t position = 0; position < order.size(); ++position) {
    one.value().step(order[position]);
    other.value().step(order[position]);
    const std::vector<Place>& written = run.program().steps[order[position]].outputs;
    unknown.insert(unknown.end(), written.begin(), written.end());
    std::erase_if(unknown, [&](const Place& place) {
      if (!std::ranges::equal(run.at(place), other.value().at(place))) return false;
      golden.places.push_back({position, place, storage::crc32c(run.at(place))});
      return true;
    });
  }
  storage::Crc32c outputs;
  for (const Port& port : run.program().outputs) outputs.add(run.at(port.place));
  golden.outputs = outputs.value();
  return golden;
}

}  // namespace ocellus::tools

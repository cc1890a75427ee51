// How fast a board is: the detectors that this program carries, timed where they run. What
// `ocellus bench` is on the engineer's machine, without a compiler, a heap or other engines.
#include <cstddef>
#include <span>

#include "apps/bench/built_in.hpp"
#include "apps/bench/command_line.hpp"
#include "apps/bench/measurement.hpp"
#include "apps/bench/page.hpp"
#include "apps/bench/report.hpp"
#include "platform/linux/choose_model.hpp"
#include "platform/linux/crew.hpp"
#include "platform/linux/machine.hpp"
#include "platform/linux/pool.hpp"

namespace ocellus::bench {
namespace {

// All memory of the program. What the C library allocates to start threads comes from the pool,
// which is sealed before the first run.
alignas(64) constinit std::byte g_pool[std::size_t{1} << 20];
alignas(64) std::byte g_arena[kMostArenaBytes];
Measurement g_measurement;
platform::Crew g_crew;
Page g_page;

// The operators of `model`, which is one of `built_in`'s.
std::span<const ModelStep> steps_of(const BuiltIn& built_in, const Model* model) {
  std::size_t index = 0;
  while (built_in.models[index] != model) ++index;
  return {built_in.steps[index], built_in.step_count};
}

int bench(std::span<char* const> words) {
  CommandLine line;
  if (const auto exit = read_command_line(words, line)) return *exit;
  if (!g_crew.start(line.threads).ok()) {
    complain("--threads", "the system gives no more threads");
    return 1;
  }
  platform::pool::seal();

  const platform::Machine machine = platform::this_machine();
  if (line.json) {
    begin_json(g_page, machine);
  } else {
    print_text(g_page, machine);
  }
  bool first = true;
  for (const BuiltIn& built_in : kBuiltIn) {
    if (line.model != nullptr && line.model != &built_in) continue;
    const Model* const model = platform::choose_model(built_in.models, line.isa);
    if (model == nullptr) {
      complain(line.isa, "no instruction set by this name that the processor runs");
      return 2;
    }
    const Figures figures =
        g_measurement.run(*model, steps_of(built_in, model), line, g_crew, g_arena);
    if (line.json) {
      print_json(g_page, figures, first);
    } else {
      print_text(g_page, figures);
    }
    first = false;
    if (!line.json && !g_page.write_out()) break;
  }
  if (line.json) end_json(g_page);
  if (g_page.write_out()) return 0;
  complain("standard output", "cannot be written");
  return 1;
}

}  // namespace
}  // namespace ocellus::bench

std::span<std::byte> ocellus::platform::pool::memory() { return bench::g_pool; }

int main(int count, char** words) {
  return ocellus::bench::bench({words + 1, static_cast<std::size_t>(count - 1)});
}

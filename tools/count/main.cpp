// `ocellus count`: how many instructions a model takes on the processors of boards, and how well
// the loops that multiply keep their multipliers busy. Nothing is timed, so any machine gives the
// same figures.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/count/count.hpp"
#include "tools/count/loops.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/format.hpp"

namespace ocellus::tools {
namespace {

constexpr Option kOptions[] = {
    {.name = "--isa", .value = "NAME", .help = "neon or neondot (default: one after the other)"},
    {.name = "--layers", .help = "also every layer"},
    {.name = "--loops",
     .help = "also the inner loops, as LLVM's models of processors execute them"},
};
constexpr Usage kUsage = {
    .command = "ocellus count",
    .summary =
        "count the instructions of an int8 model on 64-bit Arm boards\n"
        "The model is cross-built as it ships and runs once under QEMU.",
    .operands = "MODEL.tflite",
    .least_operands = 1,
    .most_operands = 1,
    .options = kOptions,
    .example = "ocellus count build/models/bench/mobilenet_v2_224.int8.tflite --loops",
};

constexpr double kLeastShare = 0.005;  // of all instructions: loops with less are not told

double millions(std::uint64_t count) { return static_cast<double>(count) / 1e6; }

std::string line_of(const LayerCount& count, std::uint64_t all) {
  const std::string per_instruction =
      count.macs == 0 ? "-"
                      : format("%.2f", static_cast<double>(count.macs) /
                                           static_cast<double>(count.instructions));
  return format("  %9.3f  %5.1f%%  %9.2f  %8s  %s\n", millions(count.instructions),
                100 * static_cast<double>(count.instructions) / static_cast<double>(all),
                millions(count.macs), per_instruction.c_str(), count.label.c_str());
}

void print(const Count& count, Isa isa, bool layers) {
  std::printf("%s: %s, %s: %.2f M instructions, %.1f M MACs\n", count.name.c_str(),
              std::string(name(isa)).c_str(), count.processor.c_str(), millions(count.instructions),
              millions(count.macs));
  std::map<std::string, LayerCount> kinds;
  for (const LayerCount& layer : count.layers) {
    LayerCount& kind = kinds[layer.kind];
    kind.label = layer.kind;
    kind.macs += layer.macs;
    kind.instructions += layer.instructions;
  }
  std::vector<LayerCount> sorted;
  for (const auto& [key, kind] : kinds) sorted.push_back(kind);
  std::ranges::sort(sorted, std::ranges::greater{}, &LayerCount::instructions);
  const char* const head = "     M ins   share     M MACs  MACs/ins\n";
  std::fputs(head, stdout);
  for (const LayerCount& kind : sorted) {
    std::fputs(line_of(kind, count.instructions).c_str(), stdout);
  }
  if (!layers) return;
  std::fputs(head, stdout);
  for (const LayerCount& layer : count.layers) {
    std::fputs(line_of(layer, count.instructions).c_str(), stdout);
  }
}

// Instructions executed between the loop's first and last.
std::uint64_t executed(const Loop& loop, const std::vector<ExecutedBlock>& blocks) {
  std::uint64_t total = 0;
  for (const ExecutedBlock& block : blocks) {
    const std::uint64_t begin = std::max(block.address, loop.begin());
    const std::uint64_t end = std::min(block.address + 4 * block.instructions, loop.end());
    if (begin < end) total += (end - begin) / 4 * block.times;
  }
  return total;
}

// "void ocellus::kernels::product<4, (ocellus::kernels::Scheme)2>(...)" gives "product<4, 2>".
std::string short_name(std::string name) {
  name.resize(std::min(name.find(">("), name.size() - 1) + 1);
  for (const std::string_view part :
       {"void ", "ocellus::kernels::", "(Scheme__neon)", "(ocellus::kernels::Scheme__neon)"}) {
    for (std::size_t at; (at = name.find(part)) != name.npos;) name.erase(at, part.size());
  }
  return name;
}

Result<Done> print_loops(const Count& count, Isa isa) {
  const std::string folder = std::filesystem::path(count.program).parent_path().string();
  const Result<std::vector<Loop>> found = multiplying_loops(count.program, folder);
  if (!found.ok()) return found.failure();
  struct Weighed {
    const Loop* loop;
    std::uint64_t executed;
  };
  std::vector<Weighed> loops;
  std::uint64_t all = 0;
  for (const ExecutedBlock& block : count.blocks) all += block.instructions * block.times;
  for (const Loop& loop : found.value()) {
    const std::uint64_t times = executed(loop, count.blocks);
    if (static_cast<double>(times) >= kLeastShare * static_cast<double>(all)) {
      loops.push_back({&loop, times});
    }
  }
  std::ranges::sort(loops, std::ranges::greater{}, &Weighed::executed);
  std::printf("   share   ins   MACs");
  for (const Core& core : kCores) {
    if (core.isa == isa) {
      std::printf("  %10s: cycles  MACs/cycle  of %.2f", std::string(core.name).c_str(), core.peak);
    }
  }
  std::printf("  loop\n");
  for (const Weighed& weighed : loops) {
    const Loop& loop = *weighed.loop;
    int macs = 0;
    for (const Instruction& one : loop.body) macs += multiply_accumulates(one);
    std::printf("  %5.1f%%  %4zu  %5d",
                100 * static_cast<double>(weighed.executed) / static_cast<double>(all),
                loop.body.size(), macs);
    for (const Core& core : kCores) {
      if (core.isa != isa) continue;
      const Result<double> took = cycles(loop, core, folder);
      if (!took.ok()) return took.failure();
      const double rate = macs / took.value();
      std::printf("  %18.1f  %10.2f  %6.0f%%", took.value(), rate, 100 * rate / core.peak);
    }
    std::printf("  %s\n", short_name(loop.function).c_str());
  }
  return Done{};
}

int count_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const std::string_view wanted = arguments.value_or("--isa", "");
  std::vector<Isa> isas;
  for (const Isa isa : {Isa::kNeon, Isa::kNeonDot}) {
    if (wanted.empty() || wanted == name(isa)) isas.push_back(isa);
  }
  if (isas.empty()) return misuse(kUsage, "--isa takes neon or neondot");
  for (const Isa isa : isas) {
    const Result<Count> count = count_instructions(std::string(arguments.operands()[0]), isa);
    if (!count.ok()) return report(count.failure());
    print(count.value(), isa, arguments.has("--layers"));
    if (arguments.has("--loops")) {
      if (const Result<Done> done = print_loops(count.value(), isa); !done.ok()) {
        return report(done.failure());
      }
    }
  }
  return kExitDone;
}

}  // namespace
}  // namespace ocellus::tools

int main(int count, char** words) {
  return ocellus::tools::count_command({words + 1, static_cast<std::size_t>(count - 1)});
}

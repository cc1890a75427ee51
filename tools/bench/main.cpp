// `ocellus bench`: how fast compiled models are, beside what the processor can do and beside other
// engines. A program of its own, since those engines are linked into nothing else.
#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/linux/cpu.hpp"
#include "platform/linux/crew.hpp"
#include "tools/bench/bench.hpp"
#include "tools/bench/end_to_end.hpp"
#include "tools/bench/networks.hpp"
#include "tools/bench/readme.hpp"
#include "tools/bench/toolchain.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/progress.hpp"

namespace ocellus::tools {
namespace {

constexpr Option kOptions[] = {
    {.name = "--against",
     .value = "NAMES",
     .help = "peers that run in turns with it: xnnpack,onnxruntime (the default), or none"},
    {.name = "--layers", .help = "also every layer, and those below 30 % of the peak"},
    {.name = "--isa",
     .value = "NAME",
     .help = "kernels to run: scalar, avx2, avx512vnni, neon, neondot (default: the best here)"},
    {.name = "--runs",
     .value = "N",
     .help = "measured runs of each engine, in turns of five (default 100)"},
    {.name = "--threads",
     .value = "N",
     .help = "run each model on N threads too, 2 to 4, against its run on one"},
    {.name = "--picture",
     .value = "FILE",
     .help = "a JPEG or PNG for the detectors' way from end to end"},
    {.name = "--onnxruntime",
     .value = "FILE",
     .help = "libonnxruntime.so of another version than tools/fetch peer brings"},
    {.name = "--json", .help = "print one JSON document"},
    {.name = "--readme", .help = "also renew the table in the project's README.md"},
};
constexpr Usage kUsage = {
    .command = "ocellus bench",
    .summary =
        "measure int8 models as they ship: time, share of the processor's peak, other engines\n"
        "Models are compiled by this machine's compiler first. Without MODEL: the built-in\n"
        "detectors, what lies in build/models/bench, and the models of the conformance tests.",
    .operands = "[MODEL.tflite...]",
    .least_operands = 0,
    .most_operands = 1000,
    .options = kOptions,
    .example = "ocellus bench build/models/ssd_mobilenet_v2_oidv4.int8.tflite --layers",
};

constexpr std::size_t kRunsInTurn = 5;

std::optional<Isa> isa_named(std::string_view wanted) {
  for (const Isa isa : kEveryIsa) {
    if (name(isa) == wanted && platform::cpu_supports(isa)) return isa;
  }
  return std::nullopt;
}

// Nothing when one of the names is no peer's.
std::optional<std::vector<std::string>> peers_named(std::string_view list) {
  std::vector<std::string> peers;
  if (list == "none") return peers;
  while (true) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view name = list.substr(0, comma);
    if (std::ranges::find(kPeerNames, name) == std::ranges::end(kPeerNames)) return std::nullopt;
    peers.emplace_back(name);
    if (comma == list.size()) return peers;
    list.remove_prefix(comma + 1);
  }
}

std::string command_line(std::span<char* const> words) {
  std::string text = "ocellus bench";
  for (const char* word : words) text += std::string(" ") + word;
  return text;
}

int bench_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const std::string_view isa_text = arguments.value_or("--isa", name(platform::best_isa()));
  const std::optional<Isa> isa = isa_named(isa_text);
  if (!isa) {
    return misuse(kUsage, "--isa '" + std::string(isa_text) + "' is none that this processor runs");
  }
  const auto against = peers_named(arguments.value_or("--against", "xnnpack,onnxruntime"));
  if (!against) return misuse(kUsage, "--against takes xnnpack, onnxruntime, both, or none");
  const Result<std::int64_t> runs = arguments.number("--runs", 1, 1'000'000, 100);
  if (!runs.ok()) return misuse(kUsage, runs.failure().line());
  const Result<std::int64_t> threads =
      arguments.number("--threads", 1, platform::Crew::kMostThreads, 1);
  if (!threads.ok()) return misuse(kUsage, threads.failure().line());

  std::vector<std::string> paths;
  for (const std::string_view path : arguments.operands()) paths.emplace_back(path);
  if (paths.empty()) paths = default_networks();
  if (paths.empty()) {
    return report({std::string(kModelsFolder), "has no models", "run tools/models, or name one"});
  }

  const bool json = arguments.has("--json");
  const auto total = static_cast<std::size_t>(runs.value());
  const std::size_t in_turn = std::min(total, kRunsInTurn);
  BenchOptions options{.isa = *isa,
                       .against = *against,
                       .onnxruntime = std::string(arguments.value_or("--onnxruntime", "")),
                       .turns = (total + in_turn - 1) / in_turn,
                       .runs = in_turn,
                       .layers = arguments.has("--layers"),
                       .threads = static_cast<int>(threads.value())};
  Findings findings{.machine = this_machine(),
                    .command = command_line(words),
                    .runs = options.turns * options.runs};
  const std::string picture(arguments.value_or("--picture", default_picture()));
  for (const std::string& path : paths) {
    Progress progress("measuring " + path, options.turns + 1);
    options.after_turn = [&] { progress.advance(); };
    Result<NetworkFindings> network = bench(path, options);
    if (!network.ok()) return report(network.failure());
    Result<std::optional<EndToEndFindings>> whole =
        end_to_end(network.value().name, *isa, picture, findings.runs);
    if (!whole.ok()) return report(whole.failure());
    network.value().end_to_end = whole.value();
    if (!json) {
      if (findings.networks.empty()) std::fputs(text_of(findings.machine).c_str(), stdout);
      std::fputs(text_of(network.value()).c_str(), stdout);
      std::fflush(stdout);
    }
    findings.networks.push_back(std::move(network.value()));
  }
  if (json) std::fputs(json_of(findings).c_str(), stdout);
  if (arguments.has("--readme")) {
    const Result<Done> renewed =
        renew_readme(std::string(kSourceFolder) + "/README.md", markdown_of(findings));
    if (!renewed.ok()) return report(renewed.failure());
  }
  return kExitDone;
}

}  // namespace
}  // namespace ocellus::tools

int main(int count, char** words) {
  return ocellus::tools::bench_command({words + 1, static_cast<std::size_t>(count - 1)});
}

#include "tools/bench/readme.hpp"

#include <array>
#include <cstdio>
#include <span>
#include <string_view>
#include <vector>

#include "tools/bench/findings.hpp"
#include "tools/ocellus/file.hpp"

namespace ocellus::tools {
namespace {

constexpr std::string_view kBegin = "<!-- bench: written by ocellus bench --readme -->\n";
constexpr std::string_view kEnd = "<!-- bench: end -->\n";
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

std::string speedup(const NetworkFindings& network, std::string_view peer) {
  for (const PeerFindings& candidate : network.peers) {
    if (candidate.name != peer) continue;
    std::array<char, 64> text;
    std::snprintf(text.data(), text.size(), "%.2f (%.2f–%.2f)", candidate.speedup.middle,
                  candidate.speedup.low, candidate.speedup.high);
    return text.data();
  }
  return "–";
}

}  // namespace

std::string markdown_of(const Findings& findings) {
  std::string text =
      "| network | ISA | M MACs | median ms | 99 % ms | MACs a cycle | of peak | against XNNPACK | "
      "against ONNX Runtime |\n|---|---|---|---|---|---|---|---|---|\n";
  for (const NetworkFindings& network : findings.networks) {
    std::array<char, 256> line;
    std::snprintf(line.data(), line.size(), "| `%s` | %s | %.1f | %.3f | %.3f | %.0f | %.0f %% | ",
                  network.name.c_str(), std::string(name(network.isa)).c_str(),
                  static_cast<double>(network.macs) / 1e6, network.time.median,
                  network.time.percentile99, network.macs_per_cycle, 100 * network.fraction.middle);
    text += line.data() + speedup(network, "xnnpack") + " | " + speedup(network, "onnxruntime") +
            " |\n";
  }
  const Machine& machine = findings.machine;
  std::array<char, 64> load;
  std::snprintf(load.data(), load.size(), "%.1f", machine.load);
  return text + "\n`" + findings.command + "`, " + std::to_string(findings.runs) +
         " runs of each engine in turns, one thread, on " + std::to_string(machine.cores) +
         " cores of an " + machine.cpu + " at a load of " + load.data() + ", " + machine.date +
         ".\n";
}

Result<Done> renew_readme(const std::string& path, const std::string& markdown) {
  const Result<std::string> file = read_text(path, kMostBytes);
  if (!file.ok()) return file.failure();
  const std::string& text = file.value();
  const std::size_t begin = text.find(kBegin);
  const std::size_t end = text.find(kEnd);
  if (begin == text.npos || end == text.npos || end < begin) {
    return Failure{path, "lacks the marks that the table goes between",
                   "write the lines '" + std::string(kBegin.substr(0, kBegin.size() - 1)) +
                       "' and '" + std::string(kEnd.substr(0, kEnd.size() - 1)) + "'"};
  }
  const std::string renewed =
      text.substr(0, begin + kBegin.size()) + "\n" + markdown + "\n" + text.substr(end);
  return write_file(path, std::as_bytes(std::span(renewed.data(), renewed.size())));
}

}  // namespace ocellus::tools

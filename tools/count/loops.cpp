#include "tools/count/loops.hpp"

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <string>
#include <vector>

#include "tools/ocellus/file.hpp"
#include "tools/ocellus/process.hpp"

namespace ocellus::tools {
namespace {

constexpr std::string_view kLister = "aarch64-linux-gnu-objdump";
constexpr std::string_view kAnalyser = "llvm-mca-14";
constexpr int kRounds = 100;
constexpr std::size_t kMostTextBytes = std::size_t{256} << 20;

// What a program writes to stdout.
Result<std::string> output_of(const std::vector<std::string>& words, const std::string& folder) {
  const std::string output = folder + "/" + words[0] + ".out";
  const Result<Done> ran = execute(words, output, folder + "/" + words[0] + ".err");
  if (!ran.ok()) return ran.failure();
  return read_text(output, kMostTextBytes);
}

// The analyser takes an instruction that writes 64 bits or less of a vector register to wait for
// what the register held; processors clear the rest. Its like of 128 bits, of the same cost.
std::string widened(std::string text) {
  static const std::regex load("^(ldu?r\t)[bhsd](\\d+)");
  static const std::regex narrowing("^(?:[su]?qxtn|sqxtun|xtn)\tv(\\d+)\\.\\w+, v(\\d+)\\..*");
  static const std::regex eight_bytes("^\\w+\tv\\d+\\.8b,.*");
  text = std::regex_replace(text, load, "$1q$2");
  text = std::regex_replace(text, narrowing, "sqshl\tv$1.4s, v$2.4s, #1");
  if (!std::regex_match(text, eight_bytes)) return text;
  static const std::regex bytes("\\.8b");
  return std::regex_replace(text, bytes, ".16b");
}

// The loop as the analyser's assembler reads it.
std::string assembly(const Loop& loop) {
  std::string text = "top:\n";
  for (const Instruction& instruction : loop.body) {
    std::string line = widened(instruction.text);
    if (branch_target(instruction) != 0) {
      line.resize(line.find(" <"));
      line.resize(line.find_last_of("\t ") + 1);
      line += "top";
    }
    text += line + "\n";
  }
  return text;
}

}  // namespace

Result<std::vector<Loop>> multiplying_loops(const std::string& program, const std::string& folder) {
  const Result<std::string> listing =
      output_of({std::string(kLister), "-d", "-C", "--no-show-raw-insn", program}, folder);
  if (!listing.ok()) return listing.failure();
  std::vector<Loop> loops = innermost_loops(listing.value());
  std::erase_if(loops, [](const Loop& loop) {
    return std::ranges::none_of(
        loop.body, [](const Instruction& one) { return multiply_accumulates(one) > 0; });
  });
  return loops;
}

Result<double> cycles(const Loop& loop, const Core& core, const std::string& folder) {
  const std::string source = folder + "/loop.s";
  const std::string text = assembly(loop);
  const Result<Done> written =
      write_file(source, std::as_bytes(std::span(text.data(), text.size())));
  if (!written.ok()) return written.failure();
  std::vector<std::string> words = {std::string(kAnalyser), "-mtriple=aarch64",
                                    "-mcpu=" + std::string(core.name),
                                    "-iterations=" + std::to_string(kRounds), source};
  const Result<std::string> report = output_of(words, folder);
  if (!report.ok()) return report.failure();
  constexpr std::string_view kField = "Total Cycles:";
  const std::size_t at = report.value().find(kField);
  if (at == std::string::npos) {
    return Failure{source, std::string(kAnalyser) + " says nothing of cycles"};
  }
  return std::strtod(report.value().c_str() + at + kField.size(), nullptr) / kRounds;
}

}  // namespace ocellus::tools

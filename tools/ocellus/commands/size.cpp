// `ocellus size`: the bytes of a program's code, by room and by kernel.
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/format.hpp"
#include "tools/ocellus/size/sizes.hpp"

namespace ocellus::tools {
namespace {

constexpr Option kOptions[] = {
    {.name = "--map", .value = "FILE", .help = "the linker's map (default PROGRAM.map)"},
    {.name = "--limit",
     .value = "SIZE",
     .help = "fail where the code is larger: bytes, or 700KiB, or 1MiB"},
    {.name = "--isa",
     .value = "NAME",
     .help = "the limit is for the program with this instruction set only"},
    {.name = "--svg", .value = "FILE", .help = "also draw a chart"},
    {.name = "--json", .help = "print one JSON document"},
};
constexpr Usage kUsage = {
    .command = "ocellus size",
    .summary = "how large a program is: code, constants, weights; code by room and by kernel",
    .operands = "PROGRAM",
    .least_operands = 1,
    .most_operands = 1,
    .options = kOptions,
    .example = "ocellus size build/host/bin/camera --limit 700KiB",
};

constexpr std::size_t kLargestFile = std::size_t{1} << 30;

// "700KiB" in bytes; false when it is no size, or larger than any program.
bool read_bytes(std::string_view text, std::uint64_t& bytes) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number > kLargestFile) return false;
  constexpr std::pair<std::string_view, std::uint64_t> kUnits[] = {
      {"", 1}, {"KiB", 1U << 10}, {"MiB", 1U << 20}};
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const auto& [unit, size] : kUnits) {
    if (rest != unit) continue;
    bytes = number * size;
    return true;
  }
  return false;
}

// The program's code: all of it, or without what belongs to other instruction sets than `isa`.
std::optional<std::uint64_t> code_of(const Sizes& sizes, std::optional<std::string_view> isa) {
  if (!isa) return sizes.code;
  for (const CodeBytes& alone : sizes.alone) {
    if (alone.name == *isa) return alone.bytes;
  }
  return std::nullopt;
}

Result<Sizes> measure(const std::string& path, const std::string& map_path) {
  const auto file = read_file(path, kLargestFile);
  if (!file.ok()) return file.failure();
  const Result<ElfProgram> program = read_elf(file.value(), path);
  if (!program.ok()) return program.failure();
  const Result<std::string> map_file = read_text(map_path, kLargestFile);
  if (!map_file.ok()) {
    Failure failure = map_file.failure();
    failure.remedy = "link the program with -Wl,-Map=" + map_path;
    return failure;
  }
  const std::vector<MapPiece> map = read_link_map(map_file.value());
  if (map.empty()) {
    return Failure{map_path, "is no map of GNU ld", "link the program with -Wl,-Map=" + map_path};
  }
  return sizes_of(program.value(), map);
}

}  // namespace

int size_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const std::string path(arguments.operands()[0]);
  std::uint64_t limit = kLargestFile;
  if (const auto text = arguments.value("--limit"); text && !read_bytes(*text, limit)) {
    return misuse(kUsage, "--limit '" + std::string(*text) + "' is no size such as 700KiB");
  }
  const Result<Sizes> sizes =
      measure(path, std::string(arguments.value_or("--map", path + ".map")));
  if (!sizes.ok()) return report(sizes.failure());

  const auto isa = arguments.value("--isa");
  const auto code = code_of(sizes.value(), isa);
  if (!code) {
    return misuse(kUsage,
                  "--isa '" + std::string(*isa) + "' is none that the program has kernels of");
  }
  if (const auto file = arguments.value("--svg")) {
    const std::string chart = chart_of(sizes.value(), path);
    const Result<Done> written = write_file(std::string(*file), std::as_bytes(std::span(chart)));
    if (!written.ok()) return report(written.failure());
  }
  const std::string text =
      arguments.has("--json") ? json_of(sizes.value(), path) : text_of(sizes.value(), path);
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
    return report({"standard output", std::strerror(errno)});
  }
  if (*code > limit) {
    return report(
        {path,
         format("has %.1f KiB of code%s%s, %.1f KiB more than the limit",
                static_cast<double>(*code) / 1024, isa ? " with only " : "",
                std::string(isa.value_or("")).c_str(), static_cast<double>(*code - limit) / 1024),
         "see above which kernel or library grew"});
  }
  return kExitDone;
}

}  // namespace ocellus::tools

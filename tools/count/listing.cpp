#include "tools/count/listing.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>

namespace ocellus::tools {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::uint64_t> hexadecimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "0000000000400700 <main>:" gives "main".
std::optional<std::string> heading(std::string_view line) {
  const std::size_t open = line.find(" <");
  if (open == line.npos || !line.ends_with(">:") || !hexadecimal(line.substr(0, open))) {
    return std::nullopt;
  }
  return std::string(line.substr(open + 2, line.size() - open - 4));
}

// "  400700:\tret" gives the address and "ret".
std::optional<Instruction> instruction(std::string_view line) {
  const std::size_t colon = line.find(":\t");
  if (colon == line.npos) return std::nullopt;
  const std::optional<std::uint64_t> address = hexadecimal(trimmed(line.substr(0, colon)));
  if (!address) return std::nullopt;
  const std::string_view text = line.substr(colon + 2);
  return Instruction{*address, std::string(trimmed(text.substr(0, text.find("//"))))};
}

std::string_view operation(const Instruction& instruction) {
  return std::string_view(instruction.text).substr(0, instruction.text.find('\t'));
}

void add_loops(const std::string& function, const std::vector<Instruction>& code,
               std::vector<Loop>& loops) {
  struct Range {
    std::size_t first;
    std::size_t last;
  };
  std::vector<Range> ranges;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const std::uint64_t target = branch_target(code[i]);
    if (target < code.front().address || target > code[i].address) continue;
    ranges.push_back({static_cast<std::size_t>(target - code.front().address) / 4, i});
  }
  for (const Range& range : ranges) {
    // Of loops that overlap without one being inside the other, the shorter too.
    const bool innermost = std::ranges::none_of(ranges, [&](const Range& other) {
      return other.first <= range.last && other.last >= range.first &&
             other.last - other.first < range.last - range.first;
    });
    if (!innermost) continue;
    const auto begin = code.begin() + static_cast<std::ptrdiff_t>(range.first);
    loops.push_back(
        {function, {begin, code.begin() + static_cast<std::ptrdiff_t>(range.last) + 1}});
  }
}

}  // namespace

std::uint64_t branch_target(const Instruction& instruction) {
  const std::string_view name = operation(instruction);
  const bool branches = name == "b" || name.starts_with("b.") || name == "cbz" || name == "cbnz" ||
                        name == "tbz" || name == "tbnz";
  if (!branches) return 0;
  std::string_view target = instruction.text;
  target = target.substr(0, target.find(" <"));
  target = target.substr(target.find_last_of("\t ") + 1);
  return hexadecimal(target).value_or(0);
}

int multiply_accumulates(const Instruction& instruction) {
  const std::string_view name = operation(instruction);
  if (name == "sdot") return 16;
  const bool long_product =
      name == "smull" || name == "smull2" || name == "smlal" || name == "smlal2";
  return long_product && instruction.text.find(".8h") != std::string::npos ? 8 : 0;
}

std::vector<Loop> innermost_loops(std::string_view listing) {
  std::vector<Loop> loops;
  std::string function;
  std::vector<Instruction> code;
  const auto finish = [&] {
    if (!code.empty()) add_loops(function, code, loops);
    code.clear();
  };
  while (!listing.empty()) {
    const std::size_t end = std::min(listing.find('\n'), listing.size());
    const std::string_view line = listing.substr(0, end);
    listing.remove_prefix(std::min(end + 1, listing.size()));
    if (std::optional<std::string> name = heading(line)) {
      finish();
      function = std::move(*name);
    } else if (std::optional<Instruction> next = instruction(line)) {
      code.push_back(std::move(*next));
    }
  }
  finish();
  return loops;
}

}  // namespace ocellus::tools

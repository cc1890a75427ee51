#include <algorithm>
#include <string_view>

#include "tools/ocellus/format.hpp"
#include "tools/ocellus/size/sizes.hpp"

namespace ocellus::tools {
namespace {

constexpr int kWidth = 900;
constexpr int kNames = 230;   // to the left of the bars
constexpr int kFigures = 90;  // to their right
constexpr int kRow = 18;
constexpr std::uint64_t kWorthABar = 1024;

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    result += c == '&'   ? "&amp;"
              : c == '<' ? "&lt;"
              : c == '>' ? "&gt;"
              : c == '"' ? "&quot;"
                         : std::string(1, c);
  }
  return result;
}

std::string_view style_of(const CodeBytes& entry, bool kernels) {
  if (kernels || entry.name == "kernels" || entry.name == "models") return "kernel";
  return entry.name.starts_with("lib") || entry.name == "the linker" ? "library" : "house";
}

// Bars from `y` on; moves it below them. `largest` is as long as a bar gets.
std::string bars(const std::vector<CodeBytes>& entries, bool kernels, std::string_view title,
                 std::uint64_t largest, int& y) {
  std::string svg =
      format("<text class=\"title\" x=\"10\" y=\"%d\">%s</text>\n", y + 13, escaped(title).c_str());
  y += kRow + 4;
  CodeBytes rest{.name = "", .isa = {}};
  std::size_t others = 0;
  const auto row = [&](const CodeBytes& entry, std::string_view style) {
    const std::string name = entry.name + (entry.isa.empty() ? "" : " " + entry.isa);
    const double length = static_cast<double>(entry.bytes) * (kWidth - kNames - kFigures) /
                          static_cast<double>(largest);
    svg += format("<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>", kNames - 8, y + 12,
                  escaped(name).c_str());
    svg += format("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                  std::string(style).c_str(), kNames, y + 2, std::max(length, 1.0), kRow - 5);
    svg += format("<text class=\"figure\" x=\"%.1f\" y=\"%d\">%.1f KiB</text>\n",
                  kNames + length + 6, y + 12, static_cast<double>(entry.bytes) / 1024);
    y += kRow;
  };
  for (const CodeBytes& entry : entries) {
    if (entry.bytes >= kWorthABar) {
      row(entry, style_of(entry, kernels));
    } else {
      rest.bytes += entry.bytes;
      ++others;
    }
  }
  if (others > 0) {
    rest.name = std::to_string(others) + " smaller ones";
    row(rest, kernels ? "kernel" : "house");
  }
  return svg;
}

}  // namespace

std::string chart_of(const Sizes& sizes, const std::string& title) {
  std::uint64_t largest = 1;
  for (const CodeBytes& room : sizes.rooms) largest = std::max(largest, room.bytes);
  int y = 30;
  std::string svg = bars(sizes.rooms, false, "by room and library", largest, y);
  y += 10;
  svg += bars(sizes.kernels, true, "the kernels of these, by operator and instruction set", largest,
              y);
  y += 6;
  const std::string head = escaped(title) + format(": %.1f KiB of code, without weights",
                                                   static_cast<double>(sizes.code) / 1024);
  return format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
             "font-family=\"system-ui, sans-serif\" role=\"img\" aria-label=\"%s\">\n",
             kWidth, y, head.c_str()) +
         "<style>\n"
         "  text { fill: #24292f; font-size: 11px } .name { text-anchor: end }\n"
         "  .title { font-size: 12px; font-weight: 600 } .figure { font-size: 10px }\n"
         "  .kernel { fill: #0969da } .house { fill: #1a7f37 } .library { fill: #8c959f }\n"
         "  @media (prefers-color-scheme: dark) {\n"
         "    text { fill: #e6edf3 } .kernel { fill: #58a6ff } .house { fill: #3fb950 }\n"
         "    .library { fill: #6e7681 }\n"
         "  }\n"
         "</style>\n" +
         format("<text class=\"title\" x=\"10\" y=\"18\">%s</text>\n", head.c_str()) + svg +
         "</svg>\n";
}

}  // namespace ocellus::tools

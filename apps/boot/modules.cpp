#include "apps/boot/modules.hpp"

#include <algorithm>
#include <array>

namespace ocellus::boot {
namespace {

constinit std::array<char, kModuleListCapacity> g_text = {};

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

}  // namespace

std::optional<Module> ModuleList::next() {
  while (!rest_.empty()) {
    char* const begin = rest_.data();
    char* const last = begin + rest_.size() - 1;
    char* const line_end = std::find(begin, last, '\n');
    rest_ = rest_.subspan(static_cast<std::size_t>(line_end - begin) + 1);

    char* end = line_end;
    char* const path = std::find_if_not(begin, end, is_blank);
    while (end != path && is_blank(end[-1])) --end;
    if (path == end || *path == '#') continue;
    *end = '\0';  // over the line break, or a blank before it
    char* const path_end = std::find_if(path, end, is_blank);
    char* const parameters = std::find_if_not(path_end, end, is_blank);
    *path_end = '\0';
    return Module{path, parameters};
  }
  return std::nullopt;
}

void load_modules(System& system, Guard& guard) {
  std::size_t size = 0;
  // One character stays free for the end of the last line.
  const std::span<char> room = std::span(g_text).first(g_text.size() - 1);
  const Status status = system.read_file(kModuleListPath, room, size);
  if (status.code == Code::kNotFound) return;
  if (!status.ok()) complain(system, kModuleListPath, status);
  if (status.code == Code::kTooLarge) {  // the line that was cut is not what was meant
    while (size > 0 && g_text[size - 1] != '\n') --size;
  }
  g_text[size] = '\0';
  ModuleList list({g_text.data(), size + 1});
  while (const std::optional<Module> module = list.next()) {
    if (const Status loaded = system.load_module(module->path, module->parameters); !loaded.ok()) {
      complain(system, module->path, loaded);
    }
    guard.step();
  }
}

}  // namespace ocellus::boot

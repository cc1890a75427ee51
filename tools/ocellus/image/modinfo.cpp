#include "tools/ocellus/image/modinfo.hpp"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include "tools/ocellus/table_entry.hpp"

namespace ocellus::tools {
namespace {

// A section's bytes as text; nothing where it lies outside the file.
std::optional<std::string_view> text_of(std::span<const std::byte> file,
                                        const Elf64_Shdr& section) {
  if (section.sh_offset > file.size() || section.sh_size > file.size() - section.sh_offset) {
    return std::nullopt;
  }
  return std::string_view(reinterpret_cast<const char*>(file.data()) + section.sh_offset,
                          section.sh_size);
}

// Up to the next of `separators`, which is taken from `text` too.
std::string_view take(std::string_view& text, std::string_view separators) {
  const std::size_t end = std::min(text.find_first_of(separators), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

// The .modinfo section: texts "key=value", each with a zero byte at its end.
std::optional<std::string_view> find_modinfo(std::span<const std::byte> file) {
  const std::optional<Elf64_Ehdr> header = table_entry<Elf64_Ehdr>(file, 0, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB) {
    return std::nullopt;
  }
  const auto names_section = table_entry<Elf64_Shdr>(file, header->e_shoff, header->e_shstrndx);
  if (!names_section) return std::nullopt;
  const auto names = text_of(file, *names_section);
  if (!names) return std::nullopt;
  for (std::size_t i = 0; i < header->e_shnum; ++i) {
    const auto section = table_entry<Elf64_Shdr>(file, header->e_shoff, i);
    if (!section || section->sh_name >= names->size()) return std::nullopt;
    std::string_view name = names->substr(section->sh_name);
    if (take(name, {"\0", 1}) == ".modinfo") return text_of(file, *section);
  }
  return std::nullopt;
}

// "pre: a b post: c" gives a and b.
void read_softdep(std::string_view value, std::vector<std::string>& before) {
  bool pre = false;
  while (!value.empty()) {
    const std::string_view word = take(value, " ");
    if (word.ends_with(':')) {
      pre = word == "pre:";
    } else if (pre && !word.empty()) {
      before.push_back(module_name(word));
    }
  }
}

}  // namespace

std::string module_name(std::string_view name) {
  std::string result(name);
  std::ranges::replace(result, '-', '_');
  return result;
}

Result<ModuleInfo> read_modinfo(std::span<const std::byte> file, const std::string& path) {
  std::optional<std::string_view> text = find_modinfo(file);
  if (!text) {
    return Failure{path, "is no kernel module with a .modinfo section", "fetch the kernel again"};
  }
  ModuleInfo info;
  while (!text->empty()) {
    std::string_view value = take(*text, {"\0", 1});
    const std::string_view key = take(value, "=");
    if (key == "depends") {
      while (!value.empty()) info.depends.push_back(module_name(take(value, ",")));
    } else if (key == "softdep") {
      read_softdep(value, info.soft_before);
    } else if (key == "vermagic") {
      info.kernel = take(value, " ");
    }
  }
  return info;
}

}  // namespace ocellus::tools

#include "tools/ocellus/size/elf.hpp"

#include <elf.h>

#include <cstring>
#include <optional>
#include <string_view>

#include "tools/ocellus/table_entry.hpp"

namespace ocellus::tools {
namespace {

// The text at `offset` of a string table; empty where there is none.
std::string text(std::span<const std::byte> file, const Elf64_Shdr& strings, std::uint64_t offset) {
  if (strings.sh_offset > file.size() || strings.sh_size > file.size() - strings.sh_offset)
    return "";
  const std::string_view table(reinterpret_cast<const char*>(file.data()) + strings.sh_offset,
                               strings.sh_size);
  if (offset >= table.size()) return "";
  return std::string(table.substr(offset, table.find('\0', offset) - offset));
}

SectionKind kind(const Elf64_Shdr& section, std::string_view name) {
  if ((section.sh_flags & SHF_ALLOC) == 0) return SectionKind::kNotInMemory;
  if (section.sh_type == SHT_NOBITS) {
    // A thread's zeroes are part of its own block, which .bss does not hold.
    return (section.sh_flags & SHF_TLS) != 0 ? SectionKind::kNotInMemory : SectionKind::kZeroed;
  }
  if ((section.sh_flags & SHF_EXECINSTR) != 0) return SectionKind::kCode;
  if ((section.sh_flags & SHF_WRITE) != 0) return SectionKind::kData;
  return name.starts_with(".eh_frame") || name == ".gcc_except_table" ? SectionKind::kUnwinding
                                                                      : SectionKind::kConstants;
}

std::string machine_name(Elf64_Half machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "aarch64";
    default:
      return "machine " + std::to_string(machine);
  }
}

}  // namespace

Result<ElfProgram> read_elf(std::span<const std::byte> file, const std::string& path) {
  const std::optional<Elf64_Ehdr> header = table_entry<Elf64_Ehdr>(file, 0, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB) {
    return Failure{path, "is no 64-bit little-endian ELF program",
                   "name one that tools/build made"};
  }
  const Failure damaged{path, "is damaged: its section headers lie outside the file",
                        "build it again"};
  std::vector<Elf64_Shdr> sections;
  for (std::size_t i = 0; i < header->e_shnum; ++i) {
    const auto section = table_entry<Elf64_Shdr>(file, header->e_shoff, i);
    if (!section) return damaged;
    sections.push_back(*section);
  }
  if (header->e_shstrndx >= sections.size()) return damaged;

  ElfProgram program{.machine = machine_name(header->e_machine), .sections = {}, .symbols = {}};
  for (const Elf64_Shdr& section : sections) {
    const std::string name = text(file, sections[header->e_shstrndx], section.sh_name);
    program.sections.push_back({name, kind(section, name), section.sh_addr, section.sh_size});
    if (section.sh_type != SHT_SYMTAB || section.sh_link >= sections.size()) continue;
    if (!program.symbols.empty()) return Failure{path, "is damaged: it has two tables of symbols"};
    for (std::uint64_t i = 0; i < section.sh_size / sizeof(Elf64_Sym); ++i) {
      const auto symbol = table_entry<Elf64_Sym>(file, section.sh_offset, i);
      if (!symbol) return damaged;
      if (symbol->st_size == 0 || symbol->st_shndx == SHN_UNDEF) continue;
      program.symbols.push_back({text(file, sections[section.sh_link], symbol->st_name),
                                 symbol->st_value, symbol->st_size});
    }
  }
  if (program.symbols.empty()) {
    return Failure{path, "has no symbols", "name the program as it was built, not stripped"};
  }
  return program;
}

}  // namespace ocellus::tools

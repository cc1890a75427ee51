// For tests: the smallest ELF programs.
#pragma once

#include <elf.h>

#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

namespace ocellus::tools {

// One segment of `type` with `contents`, and `beyond` after it, which no segment holds.
inline std::vector<std::byte> make_program(Elf64_Half machine, Elf64_Word type = PT_LOAD,
                                           std::string_view contents = "program",
                                           std::string_view beyond = "symbols") {
  Elf64_Ehdr header = {};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_type = ET_EXEC;
  header.e_machine = machine;
  header.e_phoff = sizeof header;
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = 1;
  header.e_shoff = 4711;
  header.e_shnum = 9;
  Elf64_Phdr segment = {};
  segment.p_type = type;
  segment.p_offset = sizeof header + sizeof segment;
  segment.p_filesz = contents.size();
  std::vector<std::byte> file(segment.p_offset + contents.size() + beyond.size());
  std::memcpy(file.data(), &header, sizeof header);
  std::memcpy(file.data() + sizeof header, &segment, sizeof segment);
  std::memcpy(file.data() + segment.p_offset, contents.data(), contents.size());
  std::memcpy(file.data() + segment.p_offset + contents.size(), beyond.data(), beyond.size());
  return file;
}

}  // namespace ocellus::tools

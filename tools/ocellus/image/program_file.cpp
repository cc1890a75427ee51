#include "tools/ocellus/image/program_file.hpp"

#include <elf.h>

#include <algorithm>
#include <cstring>

namespace ocellus::tools {

std::optional<std::uint16_t> elf_machine(std::string_view architecture) {
  if (architecture == "arm64") return EM_AARCH64;
  if (architecture == "amd64") return EM_X86_64;
  return std::nullopt;
}

Result<std::vector<std::byte>> program_without_symbols(std::span<const std::byte> file,
                                                       std::string_view architecture,
                                                       const std::string& path, Linkage linkage) {
  Elf64_Ehdr header = {};
  if (file.size() >= sizeof header) std::memcpy(&header, file.data(), sizeof header);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_ident[EI_DATA] != ELFDATA2LSB || header.e_phentsize != sizeof(Elf64_Phdr) ||
      header.e_phnum == 0) {
    return Failure{path, "is no 64-bit ELF program", "name the folder of a board's programs"};
  }
  if (header.e_machine != elf_machine(architecture)) {
    return Failure{path,
                   "is for another processor than the board's (" + std::string(architecture) + ")",
                   "name the folder of the board's programs"};
  }
  if (header.e_phoff < sizeof header) {
    return Failure{path, "is damaged: its table of segments lies in its header", "build it again"};
  }
  const Failure damaged{path, "is damaged: its segments lie outside the file", "build it again"};
  if (header.e_phoff > file.size() ||
      header.e_phnum > (file.size() - header.e_phoff) / sizeof(Elf64_Phdr)) {
    return damaged;
  }
  std::size_t end = header.e_phoff + header.e_phnum * sizeof(Elf64_Phdr);
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::memcpy(&segment, file.data() + header.e_phoff + i * sizeof segment, sizeof segment);
    if (segment.p_type == PT_INTERP && linkage == Linkage::kStatic) {
      return Failure{path, "is linked dynamically, and an image has no libraries",
                     "link it statically"};
    }
    if (segment.p_offset > file.size() || segment.p_filesz > file.size() - segment.p_offset) {
      return damaged;
    }
    end = std::max<std::size_t>(end, segment.p_offset + segment.p_filesz);
  }
  std::vector<std::byte> program(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(end));
  header.e_shoff = 0;
  header.e_shnum = 0;
  header.e_shstrndx = SHN_UNDEF;
  std::memcpy(program.data(), &header, sizeof header);
  return program;
}

}  // namespace ocellus::tools

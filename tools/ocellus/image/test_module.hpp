// For tests: a kernel module with nothing in it but what it says about itself.
#pragma once

#include <elf.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace ocellus::tools {

// `modinfo`: "key=value" texts with a zero byte at the end of each.
inline std::vector<std::byte> make_module(std::string_view modinfo) {
  constexpr std::string_view kNames("\0.modinfo\0.shstrtab\0", 20);
  constexpr std::size_t kSections = 3;
  Elf64_Ehdr header = {};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_type = ET_REL;
  header.e_machine = EM_AARCH64;
  header.e_shoff = sizeof header;
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = kSections;
  header.e_shstrndx = 2;
  Elf64_Shdr sections[kSections] = {};
  sections[1].sh_name = 1;
  sections[1].sh_offset = sizeof header + sizeof sections;
  sections[1].sh_size = modinfo.size();
  sections[2].sh_name = 10;
  sections[2].sh_offset = sections[1].sh_offset + modinfo.size();
  sections[2].sh_size = kNames.size();
  std::vector<std::byte> file(sections[2].sh_offset + kNames.size());
  std::memcpy(file.data(), &header, sizeof header);
  std::memcpy(file.data() + header.e_shoff, sections, sizeof sections);
  std::memcpy(file.data() + sections[1].sh_offset, modinfo.data(), modinfo.size());
  std::memcpy(file.data() + sections[2].sh_offset, kNames.data(), kNames.size());
  return file;
}

// The same with what all modules have: for kernel `version`, needing `depends` ("a,b").
inline std::vector<std::byte> make_module(std::string_view version, std::string_view depends) {
  std::string modinfo = "license=GPL";
  modinfo.push_back('\0');
  modinfo += "depends=" + std::string(depends);
  modinfo.push_back('\0');
  modinfo += "vermagic=" + std::string(version) + " SMP mod_unload aarch64";
  modinfo.push_back('\0');
  return make_module(modinfo);
}

}  // namespace ocellus::tools

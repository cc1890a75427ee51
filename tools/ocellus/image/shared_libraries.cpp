#include "tools/ocellus/image/shared_libraries.hpp"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "tools/ocellus/file.hpp"
#include "tools/ocellus/image/program_file.hpp"

namespace ocellus::tools {
namespace {

constexpr std::size_t kLargestLibrary = std::size_t{256} << 20;
constexpr std::size_t kMostLibraries = 256;
constexpr std::uint32_t kExecutable = 0755;

// An ELF file's parts, as far as they are in the file at all.
class ElfFile {
 public:
  // False when it is no 64-bit little-endian file for that machine, or its headers are not in it.
  bool open(std::span<const std::byte> file, std::uint16_t machine) {
    file_ = file;
    Elf64_Ehdr header = {};
    if (!read(0, header)) return false;
    if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
        header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
        header.e_machine != machine || header.e_phentsize != sizeof(Elf64_Phdr)) {
      return false;
    }
    for (std::size_t i = 0; i < header.e_phnum; ++i) {
      Elf64_Phdr segment = {};
      if (!read(header.e_phoff + i * sizeof segment, segment)) return false;
      segments_.push_back(segment);
    }
    return true;
  }

  const Elf64_Phdr* find(Elf64_Word type) const {
    const auto found = std::ranges::find(segments_, type, &Elf64_Phdr::p_type);
    return found == segments_.end() ? nullptr : &*found;
  }

  // False when it is not in the file.
  template <typename T>
  bool read(std::uint64_t at, T& value) const {
    if (at > file_.size() || file_.size() - at < sizeof value) return false;
    std::memcpy(&value, file_.data() + at, sizeof value);
    return true;
  }

  // The text at `at` that ends with a zero before `end`.
  std::optional<std::string> text(std::uint64_t at, std::uint64_t end) const {
    end = std::min<std::uint64_t>(end, file_.size());
    if (at >= end) return std::nullopt;
    const auto* const begin = reinterpret_cast<const char*>(file_.data() + at);
    const std::size_t length = strnlen(begin, end - at);
    if (length == end - at) return std::nullopt;
    return std::string(begin, length);
  }

  // Where in the file the byte of an address is.
  std::optional<std::uint64_t> offset_of(std::uint64_t address) const {
    for (const Elf64_Phdr& segment : segments_) {
      if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
          address - segment.p_vaddr < segment.p_filesz) {
        return segment.p_offset + (address - segment.p_vaddr);
      }
    }
    return std::nullopt;
  }

 private:
  std::span<const std::byte> file_;
  std::vector<Elf64_Phdr> segments_;
};

// A library is looked for by its bare name; anything else would leave the folders.
bool is_name(std::string_view name) {
  return !name.empty() && name.find('/') == std::string_view::npos && name != "." && name != "..";
}

std::string triplet(std::string_view architecture) {
  return architecture == "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
}

Result<std::vector<std::byte>> find_library(const std::string& name, std::string_view architecture,
                                            const std::string& sysroot, std::string& path) {
  const std::string own = triplet(architecture);
  for (const std::string& folder :
       {"/lib/" + own, "/usr/lib/" + own, std::string("/lib"), std::string("/usr/lib")}) {
    path = sysroot;
    path += folder;
    path += "/" + name;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored)) return read_file(path, kLargestLibrary);
  }
  return Failure{sysroot, "there is no library " + name + " in it",
                 "unpack the package that holds it there too (tools/sysroot --help)"};
}

}  // namespace

Result<Needs> read_needs(std::span<const std::byte> file, std::string_view architecture,
                         const std::string& path) {
  const auto machine = elf_machine(architecture);
  ElfFile elf;
  if (!machine || !elf.open(file, *machine)) {
    return Failure{path, "is no 64-bit ELF file for " + std::string(architecture)};
  }
  const Failure damaged{path, "is damaged: what it needs lies outside the file"};
  Needs needs;
  if (const Elf64_Phdr* const loader = elf.find(PT_INTERP)) {
    const auto name = elf.text(loader->p_offset, loader->p_offset + loader->p_filesz);
    if (!name) return damaged;
    needs.loader = *name;
  }
  const Elf64_Phdr* const dynamic = elf.find(PT_DYNAMIC);
  if (dynamic == nullptr) return needs;

  std::vector<std::uint64_t> names;
  std::uint64_t table = 0;
  std::uint64_t table_size = 0;
  for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= dynamic->p_filesz; at += sizeof(Elf64_Dyn)) {
    Elf64_Dyn entry = {};
    if (!elf.read(dynamic->p_offset + at, entry)) return damaged;
    if (entry.d_tag == DT_NULL) break;
    if (entry.d_tag == DT_NEEDED) names.push_back(entry.d_un.d_val);
    if (entry.d_tag == DT_STRTAB) table = entry.d_un.d_ptr;
    if (entry.d_tag == DT_STRSZ) table_size = entry.d_un.d_val;
  }
  if (names.empty()) return needs;
  const auto start = elf.offset_of(table);
  if (!start || table_size > file.size()) return damaged;
  for (const std::uint64_t at : names) {
    const auto name = at < table_size ? elf.text(*start + at, *start + table_size) : std::nullopt;
    if (!name || !is_name(*name)) return damaged;
    needs.libraries.push_back(*name);
  }
  return needs;
}

Result<std::vector<SystemFile>> shared_libraries_of(std::span<const std::byte> program,
                                                    std::string_view architecture,
                                                    const std::string& path,
                                                    const std::string& sysroot) {
  const Result<Needs> needs = read_needs(program, architecture, path);
  if (!needs.ok()) return needs.failure();
  std::string loader = needs.value().loader;
  if (!loader.starts_with('/')) return Failure{path, "is linked statically or names no loader"};
  loader.erase(0, 1);
  std::map<std::string, std::vector<std::byte>> files;  // by their paths in the image
  std::vector<std::string> wanted = needs.value().libraries;
  wanted.push_back(loader.substr(loader.rfind('/') + 1));
  const std::string loader_name = wanted.back();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string place = wanted[i] == loader_name ? loader : "lib/" + wanted[i];
    if (files.contains(place)) continue;
    if (files.size() == kMostLibraries) return Failure{path, "needs more than 256 libraries"};
    std::string found;
    auto library = find_library(wanted[i], architecture, sysroot, found);
    if (!library.ok()) return library.failure();
    const Result<Needs> further = read_needs(library.value(), architecture, found);
    if (!further.ok()) return further.failure();
    files.emplace(place, std::move(library.value()));
    const std::vector<std::string>& more = further.value().libraries;
    wanted.insert(wanted.end(), more.begin(), more.end());
  }
  std::vector<SystemFile> list;
  list.reserve(files.size());
  for (auto& [place, bytes] : files) list.push_back({place, std::move(bytes), kExecutable});
  return list;
}

}  // namespace ocellus::tools

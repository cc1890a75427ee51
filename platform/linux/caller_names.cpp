#include "platform/linux/caller_names.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unwind.h>

#include <bit>
#include <cstring>

// The linker's name for the start of the loaded program.
extern "C" const std::byte __ehdr_start[] __attribute__((weak, visibility("hidden")));

namespace ocellus::platform {
namespace {

struct Walk {
  std::span<std::uintptr_t> addresses;
  std::size_t count = 0;
  bool first = true;
};

// Copies a structure out of the file; false when it would reach beyond the end.
template <typename T>
bool load(std::span<const std::byte> file, std::size_t at, T& value) {
  if (at > file.size() || file.size() - at < sizeof(T)) return false;
  std::memcpy(&value, file.data() + at, sizeof(T));
  return true;
}

std::span<const std::byte> map_own_program() {
  const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  struct stat facts = {};
  void* start = MAP_FAILED;
  if (fstat(file, &facts) == 0 && facts.st_size > 0) {
    start = mmap(nullptr, static_cast<std::size_t>(facts.st_size), PROT_READ, MAP_PRIVATE, file, 0);
  }
  close(file);
  if (start == MAP_FAILED) return {};
  return {static_cast<const std::byte*>(start), static_cast<std::size_t>(facts.st_size)};
}

}  // namespace

std::size_t callers(std::span<std::uintptr_t> addresses) {
  Walk walk = {addresses};
  _Unwind_Backtrace(
      [](_Unwind_Context* context, void* state) {
        Walk& to = *static_cast<Walk*>(state);
        if (to.first) {  // this function itself
          to.first = false;
          return _URC_NO_REASON;
        }
        const std::uintptr_t address = _Unwind_GetIP(context);
        if (address == 0 || to.count == to.addresses.size()) return _URC_END_OF_STACK;
        to.addresses[to.count++] = address;
        return _URC_NO_REASON;
      },
      &walk);
  return walk.count;
}

SymbolTable::SymbolTable() : file_(map_own_program()) {
  Elf64_Ehdr header;
  if (!load(file_, 0, header)) return;
  if (header.e_type == ET_DYN) base_ = std::bit_cast<std::uintptr_t>(&__ehdr_start[0]);
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section;
    Elf64_Shdr strings;
    if (!load(file_, header.e_shoff + i * sizeof(section), section)) return;
    if (section.sh_type != SHT_SYMTAB) continue;
    if (!load(file_, header.e_shoff + section.sh_link * sizeof(strings), strings)) return;
    if (strings.sh_offset > file_.size() || strings.sh_size > file_.size() - strings.sh_offset) {
      return;
    }
    symbols_ = section.sh_offset;
    symbol_count_ = section.sh_size / sizeof(Elf64_Sym);
    strings_ = strings.sh_offset;
    strings_size_ = strings.sh_size;
    return;
  }
}

std::string_view SymbolTable::name_of(std::uintptr_t address) const {
  for (std::size_t i = 0; i < symbol_count_; ++i) {
    Elf64_Sym symbol;
    if (!load(file_, symbols_ + i * sizeof(symbol), symbol)) return {};
    if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_name >= strings_size_) continue;
    const std::uintptr_t start = base_ + symbol.st_value;
    if (address < start || address >= start + symbol.st_size) continue;
    const char* const name =
        reinterpret_cast<const char*>(file_.data()) + strings_ + symbol.st_name;
    return {name, strnlen(name, strings_size_ - symbol.st_name)};
  }
  return {};
}

}  // namespace ocellus::platform

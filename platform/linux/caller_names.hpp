// Who called: the program's own stack and symbol table, read without allocating.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace ocellus::platform {

// Return addresses of the calling function's callers, nearest first; as many as fit.
// Follows the unwind tables, so it also sees through libraries built without frame pointers.
std::size_t callers(std::span<std::uintptr_t> addresses);

// The names of the running program's functions, from the symbol table of its own file.
class SymbolTable {
 public:
  // Maps /proc/self/exe. Without a file or a symbol table every name is empty.
  SymbolTable();

  // The mangled name of the function around that address. Lives as long as the program: the
  // mapping is never undone.
  std::string_view name_of(std::uintptr_t address) const;

 private:
  std::span<const std::byte> file_;
  std::size_t symbols_ = 0;  // offset in the file
  std::size_t symbol_count_ = 0;
  std::size_t strings_ = 0;  // offset in the file
  std::size_t strings_size_ = 0;
  std::uintptr_t base_ = 0;  // what the loader added to the file's addresses
};

}  // namespace ocellus::platform

// The kernel modules that a board needs, in the order of a list.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "apps/boot/guard.hpp"
#include "apps/boot/system.hpp"

namespace ocellus::boot {

struct Module {
  const char* path;        // of the .ko file
  const char* parameters;  // as the kernel takes them; may be empty
};

// Reads a list of modules: a path a line, parameters after blanks. Empty lines and lines that begin
// with # are left out.
//
// The text is cut in place, so results live as long as it does.
class ModuleList {
 public:
  // The last character of `text` is no part of the list: the last line's end is written there.
  explicit ModuleList(std::span<char> text) : rest_(text) {}

  // The next module; nothing at the end.
  std::optional<Module> next();

 private:
  std::span<char> rest_;
};

inline constexpr const char* kModuleListPath = "/etc/modules";
inline constexpr std::size_t kModuleListCapacity = 16 << 10;  // bytes

// Loads what /etc/modules lists. A module that fails costs one line, and the next is tried; a list
// that is missing means that there are none. What does not fit kModuleListCapacity is reported and
// left out. A driver's start takes as long as it takes, up to the watchdog's patience: each that
// has ended is a step of `guard`.
void load_modules(System& system, Guard& guard);

}  // namespace ocellus::boot

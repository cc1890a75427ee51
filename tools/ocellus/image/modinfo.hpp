// What a kernel module says about itself in its .modinfo section.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

struct ModuleInfo {
  std::vector<std::string> depends;      // modules whose symbols it uses: must be loaded before it
  std::vector<std::string> soft_before;  // softdep "pre:": loaded before it where they exist
  std::string kernel;                    // the kernel it is for: the first word of its vermagic
};

// A module's name as the kernel compares it: with '_' for every '-'.
std::string module_name(std::string_view name);

// `file` is a whole module, 64-bit and little-endian, not compressed; `path` is what failures call
// it.
Result<ModuleInfo> read_modinfo(std::span<const std::byte> file, const std::string& path);

}  // namespace ocellus::tools

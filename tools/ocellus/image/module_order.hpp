// The order in which kernel modules can be loaded one by one.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/image/modinfo.hpp"

namespace ocellus::tools {

enum class ModuleKind {
  kFile,     // to be loaded
  kBuiltIn,  // part of the kernel: nothing to do
  kAbsent,
};

struct Module {
  ModuleKind kind = ModuleKind::kAbsent;
  ModuleInfo info = {};  // of a kFile
};

// Asked once for each name, which is as module_name makes it.
using FindModule = std::function<Result<Module>(const std::string& name)>;

// `wanted` and all that they need, each after what it depends on, otherwise in the order of
// `wanted`; without what is built in. A module that is absent is a failure that names who needs it,
// unless only softdeps do.
Result<std::vector<std::string>> order_modules(std::span<const std::string_view> wanted,
                                               const FindModule& find);

}  // namespace ocellus::tools

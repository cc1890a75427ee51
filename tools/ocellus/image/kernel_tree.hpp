// A kernel as Debian packages it, unpacked into a folder: boot/vmlinuz-VERSION and
// lib/modules/VERSION (or usr/lib/modules), modules plain or as .ko.xz.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/ocellus/image/module_order.hpp"

namespace ocellus::tools {

class KernelTree {
 public:
  // Lists the folder; exactly one kernel must be in it.
  static Result<KernelTree> open(const std::string& folder);

  const std::string& version() const { return version_; }

  // The kernel, as arm64's loaders take it: not compressed.
  Result<std::vector<std::byte>> arm64_image() const;

  // The bytes of a module that is a file, ready to load; `name` as module_name makes it.
  Result<std::vector<std::byte>> module_file(const std::string& name) const;

  // What order_modules asks.
  Result<Module> find_module(const std::string& name) const;

 private:
  std::string version_;
  std::string image_path_;
  std::map<std::string, std::string> module_paths_;  // by name
  std::set<std::string> built_in_;                   // names
};

}  // namespace ocellus::tools

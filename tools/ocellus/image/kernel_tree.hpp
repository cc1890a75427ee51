// A kernel as Debian packages it, unpacked into a folder: boot/vmlinuz-VERSION and
// lib/modules/VERSION (or usr/lib/modules), modules plain or as .ko.xz.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/image/module_order.hpp"

namespace ocellus::tools {

class KernelTree {
 public:
  // Lists the folder; exactly one kernel must be in it.
  static Result<KernelTree> open(const std::string& folder);

  const std::string& version() const { return version_; }

  // The kernel as the package has it: of "arm64" not compressed, of "amd64" compressed and starting
  // itself. Refuses that of another architecture.
  Result<std::vector<std::byte>> image(std::string_view architecture) const;

  // A device tree by its file name, "bcm2837-rpi-3-b.dtb".
  Result<std::vector<std::byte>> device_tree(const std::string& name) const;

  // Whether one of the modules is there, as a file or built in.
  bool has_one_of(std::span<const std::string_view> names) const;

  // The bytes of a module that is a file, ready to load; `name` as module_name makes it.
  Result<std::vector<std::byte>> module_file(const std::string& name) const;

  // What order_modules asks.
  Result<Module> find_module(const std::string& name) const;

 private:
  std::string folder_;
  std::string version_;
  std::string image_path_;
  std::map<std::string, std::string> module_paths_;  // by name
  std::set<std::string> built_in_;                   // names
};

}  // namespace ocellus::tools

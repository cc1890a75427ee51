#include "tools/ocellus/image/kernel_tree.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "tools/ocellus/file.hpp"
#include "tools/ocellus/image/compress.hpp"

namespace ocellus::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestKernel = std::size_t{256} << 20;
constexpr std::size_t kLargestModule = std::size_t{64} << 20;
constexpr std::string_view kImagePrefix = "vmlinuz-";

// The module's name, or nothing where the file is none: "xhci-pci.ko.xz" is xhci_pci.
std::string name_of(std::string_view file) {
  if (file.ends_with(".xz")) file.remove_suffix(3);
  if (!file.ends_with(".ko")) return {};
  return module_name(file.substr(0, file.size() - 3));
}

// modules.builtin has a path like kernel/fs/fat/vfat.ko on each line.
Result<std::set<std::string>> read_built_in(const fs::path& file) {
  const auto bytes = read_file(file.string(), kLargestModule);
  if (!bytes.ok()) return bytes.failure();
  std::string_view text(reinterpret_cast<const char*>(bytes.value().data()), bytes.value().size());
  std::set<std::string> names;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    names.insert(name_of(line.substr(line.rfind('/') + 1)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return names;
}

}  // namespace

Result<KernelTree> KernelTree::open(const std::string& folder) {
  KernelTree tree;
  tree.folder_ = folder;
  std::error_code error;
  for (fs::directory_iterator entry(fs::path(folder) / "boot", error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (!file.starts_with(kImagePrefix)) continue;
    if (!tree.version_.empty()) {
      return Failure{folder, "has more than one kernel", "name a folder with one"};
    }
    tree.version_ = file.substr(kImagePrefix.size());
    tree.image_path_ = entry->path().string();
  }
  if (tree.version_.empty()) {
    return Failure{folder, "has no kernel (boot/vmlinuz-VERSION)", "fetch one"};
  }
  fs::path modules = fs::path(folder) / "lib/modules" / tree.version_;
  if (!fs::exists(modules, error)) modules = fs::path(folder) / "usr/lib/modules" / tree.version_;
  for (fs::recursive_directory_iterator entry(modules, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = name_of(entry->path().filename().string());
    if (!name.empty()) tree.module_paths_[name] = entry->path().string();
  }
  if (error) {
    return Failure{modules.string(), "cannot be listed: " + error.message(),
                   "fetch the kernel again"};
  }
  auto built_in = read_built_in(modules / "modules.builtin");
  if (!built_in.ok()) return built_in.failure();
  tree.built_in_ = std::move(built_in.value());
  return tree;
}

// The kernel's Documentation/arm64/booting.rst and Documentation/x86/boot.rst.
Result<std::vector<std::byte>> KernelTree::image(std::string_view architecture) const {
  const bool arm64 = architecture == "arm64";
  const std::size_t offset = arm64 ? 56 : 0x202;
  const std::string_view magic = arm64 ? "ARM\x64" : "HdrS";
  auto image = read_file(image_path_, kLargestKernel);
  if (!image.ok()) return image.failure();
  if (image.value().size() < offset + magic.size() ||
      std::memcmp(image.value().data() + offset, magic.data(), magic.size()) != 0) {
    return Failure{image_path_, "is no " + std::string(architecture) + " kernel",
                   "name a folder with one"};
  }
  return image;
}

Result<std::vector<std::byte>> KernelTree::device_tree(const std::string& name) const {
  const fs::path folder(folder_);
  std::error_code error;
  for (const fs::path& place :
       {folder / "usr/lib" / ("linux-image-" + version_) / "broadcom", folder / "boot", folder}) {
    if (fs::exists(place / name, error)) {
      return read_file((place / name).string(), kLargestModule);
    }
  }
  return Failure{folder_, "has no device tree " + name, "take a kernel that knows the board"};
}

bool KernelTree::has_one_of(std::span<const std::string_view> names) const {
  return std::ranges::any_of(names, [this](std::string_view name) {
    const std::string module = module_name(name);
    return module_paths_.contains(module) || built_in_.contains(module);
  });
}

Result<std::vector<std::byte>> KernelTree::module_file(const std::string& name) const {
  const auto found = module_paths_.find(name);
  if (found == module_paths_.end())
    return Failure{"kernel module " + name, "is not in this kernel"};
  auto bytes = read_file(found->second, kLargestModule);
  if (!bytes.ok() || !found->second.ends_with(".xz")) return bytes;
  return unxz(bytes.value(), kLargestModule, found->second);
}

Result<Module> KernelTree::find_module(const std::string& name) const {
  if (!module_paths_.contains(name)) {
    return Module{built_in_.contains(name) ? ModuleKind::kBuiltIn : ModuleKind::kAbsent};
  }
  const auto bytes = module_file(name);
  if (!bytes.ok()) return bytes.failure();
  const Result<ModuleInfo> info = read_modinfo(bytes.value(), module_paths_.at(name));
  if (!info.ok()) return info.failure();
  if (info.value().kernel != version_) {
    return Failure{module_paths_.at(name),
                   "is for kernel " + info.value().kernel + ", not " + version_,
                   "fetch the kernel again"};
  }
  return Module{ModuleKind::kFile, info.value()};
}

}  // namespace ocellus::tools

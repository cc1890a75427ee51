// The input lies in an unpacked kernel package: as the kernel, as the list of what is built in, and
// as a module, plain and compressed. Beyond what the sanitizers see: what can be loaded comes in an
// order that ends with what was wanted, each once, and is there.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "tools/ocellus/image/kernel_tree.hpp"

namespace {

using namespace ocellus::tools;
namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> kWanted = {"plain", "packed"};

// In memory, as long as this process lives.
class Package {
 public:
  Package() {
    std::string pattern = "/dev/shm/kernel_fuzz.XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) std::abort();
    folder_ = pattern;
    fs::create_directories(folder_ / "boot");
    fs::create_directories(folder_ / "lib/modules/6.1");
  }
  ~Package() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Package(const Package&) = delete;
  Package& operator=(const Package&) = delete;

  std::string fill(std::span<const std::uint8_t> input) const {
    for (const char* name : {"boot/vmlinuz-6.1", "lib/modules/6.1/modules.builtin",
                             "lib/modules/6.1/plain.ko", "lib/modules/6.1/packed.ko.xz"}) {
      std::ofstream file(folder_ / name, std::ios::binary);
      file.write(reinterpret_cast<const char*>(input.data()), std::ssize(input));
      if (!file.flush().good()) std::abort();
    }
    return folder_;
  }

 private:
  fs::path folder_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Package package;
  const auto tree = KernelTree::open(package.fill(std::span(data, size)));
  if (!tree.ok() || tree.value().version() != "6.1") std::abort();
  for (const std::string_view architecture : {"arm64", "amd64"}) {
    const auto image = tree.value().image(architecture);
    if (image.ok() && image.value().size() != size) std::abort();
  }
  if (!tree.value().has_one_of(kWanted)) std::abort();
  for (const std::string_view& wanted : kWanted) {
    const auto order = order_modules(std::span(&wanted, 1), [&](const std::string& name) {
      return tree.value().find_module(name);
    });
    if (!order.ok()) continue;
    const auto& names = order.value();
    if (names.empty() || names.back() != wanted) std::abort();
    if (std::set(names.begin(), names.end()).size() != names.size()) std::abort();
    for (const std::string& name : names) {
      if (!tree.value().module_file(name).ok()) std::abort();
    }
  }
  return 0;
}

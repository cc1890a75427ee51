#include "tools/ocellus/image/module_order.hpp"

#include <gtest/gtest.h>

#include <map>

namespace ocellus::tools {
namespace {

using Names = std::vector<std::string>;

// A kernel with these modules; what is empty by name is built in.
class Kernel {
 public:
  void has(const std::string& name, Names depends, Names soft = {}) {
    modules_[name] = {ModuleKind::kFile, {std::move(depends), std::move(soft), "6.1"}};
  }
  void has_built_in(const std::string& name) { modules_[name] = {ModuleKind::kBuiltIn, {}}; }

  // The order, or the failure's line.
  Names order(std::vector<std::string_view> wanted) {
    const auto result = order_modules(wanted, [this](const std::string& name) -> Result<Module> {
      const auto found = modules_.find(name);
      return found == modules_.end() ? Module{} : found->second;
    });
    return result.ok() ? result.value() : Names{result.failure().line()};
  }

 private:
  std::map<std::string, Module> modules_;
};

TEST(ModuleOrder, PutsEachAfterWhatItNeedsAndKeepsTheRest) {
  Kernel kernel;
  kernel.has("z", {});
  kernel.has("camera", {"core", "memory"});
  kernel.has("memory", {"core"});
  kernel.has("core", {});
  kernel.has("usb_host", {});
  EXPECT_EQ(kernel.order({"z", "camera", "usb-host", "core"}),
            (Names{"z", "core", "memory", "camera", "usb_host"}));
}

TEST(ModuleOrder, LeavesOutWhatIsBuiltIn) {
  Kernel kernel;
  kernel.has_built_in("pci");
  kernel.has("disk", {"pci"});
  EXPECT_EQ(kernel.order({"pci", "disk"}), (Names{"disk"}));
}

TEST(ModuleOrder, TakesSoftDependenciesWhereTheyExist) {
  Kernel kernel;
  kernel.has("ext4", {}, {"crc32c", "nowhere"});
  kernel.has("crc32c", {}, {"ext4"});  // in a circle
  EXPECT_EQ(kernel.order({"ext4"}), (Names{"crc32c", "ext4"}));
}

TEST(ModuleOrder, NamesWhatIsAbsentAndWhoNeedsIt) {
  Kernel kernel;
  kernel.has("camera", {"core"});
  kernel.has("soft", {}, {"core"});
  const std::string end = "; choose another kernel, or change the board's facts";
  EXPECT_EQ(kernel.order({"soft", "camera"}),
            (Names{"kernel module core: is not in this kernel, and camera needs it" + end}));
  EXPECT_EQ(kernel.order({"core"}),
            (Names{"kernel module core: is not in this kernel, and the board lists it" + end}));
}

}  // namespace
}  // namespace ocellus::tools

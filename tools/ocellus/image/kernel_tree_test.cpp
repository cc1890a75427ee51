#include "tools/ocellus/image/kernel_tree.hpp"

#include <gtest/gtest.h>

#include "tools/ocellus/image/test_folder.hpp"
#include "tools/ocellus/image/test_module.hpp"

namespace ocellus::tools {
namespace {

class KernelTreeTest : public testing::Test {
 protected:
  KernelTreeTest() {
    folder_.write("boot/vmlinuz-6.1", std::string(56, 'x') + "ARM\x64rest");
    folder_.write("lib/modules/6.1/modules.builtin", "kernel/fs/vfat.ko\nkernel/lib/crc-8.ko\n");
    folder_.write("lib/modules/6.1/kernel/a/xhci-pci.ko", make_module("6.1", "usbcore"));
  }
  std::string path() const { return folder_.path(""); }

  TestFolder folder_;
};

TEST_F(KernelTreeTest, KnowsItsModules) {
  const auto tree = KernelTree::open(path());
  ASSERT_TRUE(tree.ok()) << tree.failure().line();
  EXPECT_EQ(tree.value().version(), "6.1");
  const auto found = tree.value().find_module("xhci_pci");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found.value().kind, ModuleKind::kFile);
  EXPECT_EQ(found.value().info.depends, std::vector<std::string>{"usbcore"});
  EXPECT_EQ(tree.value().find_module("crc_8").value().kind, ModuleKind::kBuiltIn);
  EXPECT_EQ(tree.value().find_module("none").value().kind, ModuleKind::kAbsent);
}

TEST_F(KernelTreeTest, RefusesAModuleOfAnotherKernel) {
  folder_.write("lib/modules/6.1/old.ko", make_module("6.0", ""));
  const auto tree = KernelTree::open(path());
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(tree.value().find_module("old").failure().what, "is for kernel 6.0, not 6.1");
}

TEST_F(KernelTreeTest, GivesTheKernelAndRefusesOthers) {
  const auto tree = KernelTree::open(path());
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(tree.value().image("arm64").value().size(), 64U);
  folder_.write("boot/vmlinuz-6.1", std::string(64, 'x'));
  EXPECT_EQ(tree.value().image("arm64").failure().what, "is no arm64 kernel");
}

TEST_F(KernelTreeTest, WantsExactlyOneKernel) {
  EXPECT_FALSE(KernelTree::open(folder_.path("none")).ok());
  folder_.write("boot/vmlinuz-6.2", "x");
  EXPECT_EQ(KernelTree::open(path()).failure().what, "has more than one kernel");
}

}  // namespace
}  // namespace ocellus::tools

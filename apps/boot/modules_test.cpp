#include "apps/boot/modules.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "apps/boot/guarded_board.hpp"

namespace ocellus::boot {
namespace {

using Modules = std::vector<std::pair<std::string, std::string>>;

Modules read(std::string text) {
  text.push_back('\0');
  Modules modules;
  ModuleList list(text);
  while (const auto module = list.next()) modules.emplace_back(module->path, module->parameters);
  return modules;
}

TEST(ModuleList, HoldsAPathAndParametersALine) {
  EXPECT_EQ(
      read("/modules/00-mc.ko\n/modules/01-vivid.ko n_devs=1 node_types=0x1\n"),
      (Modules{{"/modules/00-mc.ko", ""}, {"/modules/01-vivid.ko", "n_devs=1 node_types=0x1"}}));
}

TEST(ModuleList, NeedsNoLineBreakAtItsEnd) {
  EXPECT_EQ(read("/a.ko\n/b.ko"), (Modules{{"/a.ko", ""}, {"/b.ko", ""}}));
  EXPECT_EQ(read("/b.ko x=1"), (Modules{{"/b.ko", "x=1"}}));
}

TEST(ModuleList, LeavesOutBlanksEmptyLinesAndComments) {
  EXPECT_EQ(read("\n  \n# the camera\n\t/a.ko \t x=1  y=2 \t\r\n\n"),
            (Modules{{"/a.ko", "x=1  y=2"}}));
}

TEST(ModuleList, MayBeEmpty) {
  EXPECT_TRUE(read("").empty());
  EXPECT_FALSE(ModuleList(std::span<char>()).next());
}

TEST(LoadModules, GoesOnAfterOneThatFails) {
  GuardedBoard board;
  FakeSystem& system = board.system;
  system.files[kModuleListPath] = "/1.ko\n/2.ko a=1\n/3.ko\n";
  system.modules["/2.ko"] = Status::failure(Code::kIo, "the kernel does not take it", 0, ENOEXEC);
  load_modules(system, board.guard);
  EXPECT_EQ(system.calls,
            (std::vector<std::string>{"load /1.ko()", "load /2.ko(a=1)", "load /3.ko()"}));
  ASSERT_EQ(system.said.size(), 1u);
  EXPECT_EQ(system.said[0], "/2.ko: the kernel does not take it (Exec format error)");
}

TEST(LoadModules, NeedsNoList) {
  GuardedBoard board;
  FakeSystem& system = board.system;
  load_modules(system, board.guard);
  EXPECT_TRUE(system.said.empty());
}

TEST(LoadModules, LeavesOutTheLineAtWhichAListIsCut) {
  GuardedBoard board;
  FakeSystem& system = board.system;
  const std::string line = "/modules/" + std::string(90, 'm') + "\n";  // 100 characters
  std::string& text = system.files[kModuleListPath];
  while (text.size() <= kModuleListCapacity) text += line;
  load_modules(system, board.guard);
  EXPECT_EQ(system.calls.size(), (kModuleListCapacity - 1) / 100);
  EXPECT_EQ(system.calls.back(), "load " + line.substr(0, 99) + "()");
  EXPECT_TRUE(system.told("too long"));
}

}  // namespace
}  // namespace ocellus::boot

#include "tools/ocellus/board/qemu_command.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace ocellus::tools::board {
namespace {

std::string line(const QemuCommand& command) {
  std::string text;
  for (const std::string& word : qemu_words(command)) text += word + " ";
  return text;
}

TEST(QemuCommand, HasTheDevicesOfTheBoard) {
  const std::string text = line({.image = "card.img", .sockets = "/tmp/b"});
  for (const char* part :
       {"qemu-system-aarch64 -M virt,acpi=off -cpu cortex-a76 -smp 2 ", "-m 256 ",
        "socket,id=camera,path=/tmp/b/camera ", "usb-redir,chardev=camera ",
        "virtio-gpu-pci,id=gpu0", "i6300esb -action watchdog=reset ", "-serial chardev:console ",
        "chardev=qmp,mode=control ", "-qtest unix:/tmp/b/qtest ",
        "format=raw,file=card.img,snapshot=on ", "virtio-blk-pci,drive=card ",
        "-bios /usr/lib/u-boot/qemu_arm64/u-boot.bin ",
        "if=pflash,unit=1,format=raw,readonly=on,file=/tmp/b/environment "}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  EXPECT_EQ(text.find("-kernel"), std::string::npos);
}

TEST(QemuCommand, KeepsChangesAndLeavesDevicesOut) {
  const std::string text =
      line({.image = "a,b.img", .keep_changes = true, .camera = false, .sockets = "/t"});
  EXPECT_NE(text.find("file=a,,b.img "), std::string::npos);
  EXPECT_EQ(text.find("snapshot"), std::string::npos);
  EXPECT_EQ(text.find("usb-redir"), std::string::npos);
}

TEST(QemuCommand, LogsEveryWrite) {
  const std::string text =
      line({.image = "card.img", .write_log = "writes,", .camera = false, .sockets = "/t"});
  for (const char* part :
       {"file,node-name=medium,filename=card.img ", "filename=writes,, ",
        "blklogwrites,node-name=card,file=medium,log=log,", "virtio-blk-pci,drive=card "}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  EXPECT_EQ(text.find("-drive if=none"), std::string::npos);
}

TEST(QemuCommand, WarpsTimeWithACardThatTakesNone) {
  const std::string text =
      line({.image = "card.img", .time_warp = true, .camera = false, .sockets = "/t"});
  for (const char* part :
       {"-accel tcg,thread=single ", "-icount shift=1,sleep=off ",
        "if=none,id=disk,snapshot=on,format=raw,file.locking=off,file.filename=card.img ",
        "virtio-blk-pci,drive=disk ", "sd-card,drive=card "}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  EXPECT_EQ(line({.sockets = "/t"}).find("icount"), std::string::npos);
}

TEST(QemuCommand, StartsAKernelDirectly) {
  const auto words =
      qemu_words({.direct_boot = DirectBoot{.kernel = "k", .initramfs = "i", .arguments = "a b"},
                  .sockets = "/t"});
  EXPECT_EQ(std::ranges::count(words, "-bios"), 0);
  EXPECT_EQ(std::ranges::count(words, "virtio-blk-pci,drive=card"), 0);
  EXPECT_EQ(words.back(), "a b");
}

}  // namespace
}  // namespace ocellus::tools::board

#include "tools/ocellus/image/loader_files.hpp"

#include <gtest/gtest.h>

#include <string_view>

#include "drivers/slots/autoboot.hpp"
#include "drivers/slots/grub_loader.hpp"
#include "drivers/storage/fake_device.hpp"
#include "platform/boards.hpp"
#include "tools/ocellus/image/fat16.hpp"
#include "tools/ocellus/image/grub_config.hpp"
#include "tools/ocellus/image/test_folder.hpp"

namespace ocellus::tools {
namespace {

// Kernels of both architectures and the files of every loader.
class LoaderFilesTest : public testing::Test {
 protected:
  LoaderFilesTest() {
    for (const auto& [name, offset, magic] :
         {std::tuple{"arm64", 56, "ARM\x64"}, std::tuple{"amd64", 0x202, "HdrS"}}) {
      const std::string folder(name);
      folder_.write(folder + "/boot/vmlinuz-6.1", std::string(offset, 'x') + magic + "rest");
      folder_.write(folder + "/lib/modules/6.1/modules.builtin", "kernel/drivers/rp1.ko\n");
    }
    for (const platform::LinuxBoard* board : platform::kLinuxBoards) {
      const auto* pi = std::get_if<platform::RaspberryPi>(&board->loader);
      if (pi == nullptr) continue;
      for (const std::string_view tree : pi->device_trees) {
        folder_.write("arm64/usr/lib/linux-image-6.1/broadcom/" + std::string(tree), tree);
      }
    }
    for (const char* file : {"bootcode.bin", "start.elf", "fixup.dat", "start4.elf", "fixup4.dat",
                             "grubx64.efi", "grubaa64.efi"}) {
      folder_.write(std::string("firmware/") + file, std::string_view(file));
    }
  }
  Result<LoaderFiles> files_of(const platform::LinuxBoard& board) {
    const auto tree = KernelTree::open(folder_.path(std::string(board.architecture)));
    EXPECT_TRUE(tree.ok());
    return loader_files(board, tree.value(), folder_.path("firmware"));
  }
  TestFolder folder_;
};

std::string names(const std::vector<DiskFile>& files) {
  std::string text;
  for (const DiskFile& file : files) text += file.path + " ";
  return text;
}

TEST_F(LoaderFilesTest, EveryBoardFindsWhatItsLoaderLooksFor) {
  const auto expect = [this](const platform::LinuxBoard& board, std::string_view boot,
                             std::string_view slot) {
    const auto files = files_of(board);
    ASSERT_TRUE(files.ok()) << files.failure().line();
    EXPECT_EQ(names(files.value().boot), boot) << board.board->name;
    EXPECT_EQ(names(files.value().slot), slot) << board.board->name;
  };
  expect(platform::kVirtLinux, "boot.scr ", "kernel ");
  expect(platform::kRpi3Linux, "autoboot.txt bootcode.bin ",
         "config.txt cmdline.txt start.elf fixup.dat bcm2837-rpi-3-b.dtb bcm2837-rpi-3-b-plus.dtb "
         "bcm2837-rpi-3-a-plus.dtb kernel ");
  expect(platform::kRpiZero2wLinux, "autoboot.txt bootcode.bin ",
         "config.txt cmdline.txt start.elf fixup.dat bcm2837-rpi-zero-2-w.dtb kernel ");
  expect(platform::kRpi4Linux, "autoboot.txt ",
         "config.txt cmdline.txt start4.elf fixup4.dat bcm2711-rpi-4-b.dtb bcm2711-rpi-400.dtb "
         "kernel ");
  expect(platform::kRpi5Linux, "autoboot.txt ",
         "config.txt cmdline.txt bcm2712-rpi-5-b.dtb kernel ");
  expect(platform::kGenericAarch64Linux, "EFI/BOOT/BOOTAA64.EFI EFI/debian/grub.cfg ocellus.env ",
         "kernel ");
  expect(platform::kNucLinux, "EFI/BOOT/BOOTX64.EFI EFI/debian/grub.cfg ocellus.env ", "kernel ");
}

TEST_F(LoaderFilesTest, AMissingFileIsNamed) {
  std::filesystem::remove(folder_.path("firmware/start4.elf"));
  const auto files = files_of(platform::kRpi4Linux);
  ASSERT_FALSE(files.ok());
  EXPECT_EQ(files.failure().what, "has no start4.elf");
  std::filesystem::remove_all(folder_.path("arm64/usr"));
  const auto trees = files_of(platform::kRpi5Linux);
  ASSERT_FALSE(trees.ok());
  EXPECT_EQ(trees.failure().what, "has no device tree bcm2712-rpi-5-b.dtb");
}

TEST(RaspberryPi, TheFirmwareChoosesTheSlot) {
  EXPECT_EQ(raspberry_pi_autoboot(),
            "[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n");
  EXPECT_LT(raspberry_pi_autoboot().size(), 512U);  // the firmware reads no more
  EXPECT_NE(raspberry_pi_config().find("initramfs initramfs followkernel\n"), std::string::npos);
  EXPECT_EQ(kernel_command_line(platform::kRpi4Linux),
            "console=ttyS1,115200 quiet oops=panic panic=5\n");
}

// The sector that user space overwrites later is where it looks for it.
TEST(RaspberryPi, UserSpaceFindsTheFileInTheBootPartition) {
  const std::string text = raspberry_pi_autoboot();
  const std::string settings(3000, '#');
  const FatFile files[] = {{"ocellus.ini", std::as_bytes(std::span(settings))},
                           {"autoboot.txt", std::as_bytes(std::span(text))},
                           {"bootcode.bin", std::as_bytes(std::span(settings))}};
  auto volume = make_fat16({.label = "BOOT", .sectors = 8192, .first_sector = 2048}, files);
  ASSERT_TRUE(volume.ok());
  storage::FakeDevice partition(std::move(volume.value()), {});
  slots::AutobootFile file(partition);
  slots::FirmwareNames names;
  ASSERT_TRUE(file.read(names).ok());
  EXPECT_EQ(names, slots::FirmwareNames{});
  EXPECT_TRUE(file.write({.usual = slots::Slot::kB, .tried = slots::Slot::kA}).ok());
}

TEST(Grub, LoadsBothFilesOfASlot) {
  const std::string config = grub_config(platform::kNucLinux);
  EXPECT_NE(config.find("linux ($disk,msdos$slot)/kernel console=ttyS0,115200 ocellus.slot=$slot "
                        "quiet oops=panic panic=5;"),
            std::string::npos);
  EXPECT_NE(config.find("initrd ($disk,msdos$slot)/initramfs"), std::string::npos);
}

// The state's region begins the data partition; GRUB counts in sectors.
TEST(Grub, ReadsWhereUserSpaceWrites) {
  const std::string config = grub_config(platform::kNucLinux);
  EXPECT_NE(config.find("load_env -f ($disk,msdos4)32+1 usual\n"), std::string::npos);
  EXPECT_NE(config.find("load_env -f ($disk,msdos4)96+1 usual\n"), std::string::npos);
}

TEST_F(LoaderFilesTest, UserSpaceFindsGrubsFileInTheBootPartition) {
  auto files = files_of(platform::kNucLinux);
  ASSERT_TRUE(files.ok()) << files.failure().line();
  std::vector<FatFile> all;
  for (const DiskFile& file : files.value().boot) all.push_back({file.path, file.bytes});
  auto volume = make_fat16({.label = "BOOT", .sectors = 8192, .first_sector = 2048}, all);
  ASSERT_TRUE(volume.ok());
  storage::FakeDevice boot(std::move(volume.value()), {});
  storage::FakeDevice data(std::size_t{64} << 10);
  slots::GrubPlace place(data, boot);
  slots::FirmwareNames names = {.usual = slots::Slot::kB};
  ASSERT_TRUE(place.read(names).ok());
  EXPECT_EQ(names, slots::FirmwareNames{});
  EXPECT_TRUE(place.ask_for_tried().ok());
  EXPECT_EQ(slots::grub_starts(data, boot, {true, true}), slots::Slot::kB);
  EXPECT_EQ(slots::grub_starts(data, boot, {true, true}), slots::Slot::kA);
}

}  // namespace
}  // namespace ocellus::tools

// What a board's loader wants to find on the disk: U-Boot its script, a Raspberry Pi its firmware's
// files, UEFI a program. And the kernel, compressed as that loader takes it.
#pragma once

#include <string>
#include <vector>

#include "platform/linux_board.hpp"
#include "tools/ocellus/image/disk_image.hpp"
#include "tools/ocellus/image/kernel_tree.hpp"

namespace ocellus::tools {

struct LoaderFiles {
  std::vector<DiskFile> boot;  // partition 1
  std::vector<DiskFile> slot;
};

// `firmware`: the folder of board.loader_package unpacked, or one with its files in it.
Result<LoaderFiles> loader_files(const platform::LinuxBoard& board, const KernelTree& kernel,
                                 const std::string& firmware);

// The texts that the loaders read.
std::string raspberry_pi_autoboot();
std::string raspberry_pi_config();
std::string kernel_command_line(const platform::LinuxBoard& board);

}  // namespace ocellus::tools

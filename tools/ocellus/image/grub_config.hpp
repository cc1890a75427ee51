// What GRUB does on boards that it boots: grub.cfg.
#pragma once

#include <string>

#include "platform/linux_board.hpp"

namespace ocellus::tools {

// The commands: choose a slot (drivers/slots/grub_loader.hpp does the same in C++), load its kernel
// and initramfs and start them; the usual slot's where a file of one that is tried cannot be read,
// the other one's where it is the usual slot's; restart where neither can. The kernel is told
// `ocellus.slot=2` or 3, its partition.
std::string grub_config(const platform::LinuxBoard& board);

}  // namespace ocellus::tools

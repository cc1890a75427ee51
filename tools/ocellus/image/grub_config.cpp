#include "tools/ocellus/image/grub_config.hpp"

#include "drivers/slots/grub_place.hpp"
#include "drivers/storage/data_layout.hpp"
#include "tools/ocellus/format.hpp"

namespace ocellus::tools {
namespace {

// Reads one of the blocks that name the usual slot. GRUB numbers sectors from the partition's
// first.
std::string read_usual(std::uint64_t offset) {
  static_assert(storage::kStateOffset == 0);
  return format("load_env -f ($disk,msdos4)%llu+1 ",
                static_cast<unsigned long long>(offset / slots::kSectorBytes)) +
         std::string(slots::kUsualVariable) + "\n";
}

}  // namespace

// The image is one disk: all is on that which GRUB came from, "hd0,msdos1". A block that is none is
// complained of, and leaves its variable as it was.
std::string grub_config(const platform::LinuxBoard& board) {
  const std::string request = "-f ($disk,msdos1)/" + std::string(slots::kRequestFile) + " try";
  static_assert(slots::kRequestVariable == "try");
  return "regexp --set=1:disk '^(.*),msdos1$' \"$root\"\n"
         "set usual=\n" +
         read_usual(slots::kUsualOffsets[0]) +
         "if [ \"$usual\" != 2 -a \"$usual\" != 3 ]; then\n"
         "  set usual=\n  " +
         read_usual(slots::kUsualOffsets[1]) +
         "fi\n"
         "if [ \"$usual\" = 3 ]; then set slots=\"3 2\"; else set slots=\"2 3\"; fi\n"
         "set try=\n"
         "load_env " +
         request +
         "\n"
         "if [ \"$try\" = 2 -o \"$try\" = 3 ]; then\n"
         // Taken back before it is started; what cannot be taken back is not.
         "  set asked=$try\n"
         "  set try=\n"
         "  if save_env " +
         request +
         "; then\n"
         "    load_env " +
         request +
         "\n"
         "    if [ \"$try\" != 2 -a \"$try\" != 3 ]; then set slots=\"$asked $slots\"; fi\n"
         "  fi\n"
         "fi\n"
         // Version 2.06 for Arm gives itself up where `linux` fails after it has succeeded: so it
         // is not used on a slot without the other file.
         "for slot in $slots; do\n"
         "  if [ ! -f ($disk,msdos$slot)/initramfs ]; then\n"
         "    echo ocellus: slot $slot has no initramfs\n"
         "  elif linux ($disk,msdos$slot)/kernel console=" +
         std::string(board.console) + " ocellus.slot=$slot " + std::string(board.kernel_options) +
         "; then\n"
         "    if initrd ($disk,msdos$slot)/initramfs; then\n"
         "      echo ocellus: start $slot\n"
         "      boot\n"
         "    fi\n"
         "  fi\n"
         "done\n"
         "echo 'ocellus: no slot can be started'\n"
         "sleep 5\n"
         "reboot\n";
}

}  // namespace ocellus::tools

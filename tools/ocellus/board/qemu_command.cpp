#include "tools/ocellus/board/qemu_command.hpp"

#include "tools/ocellus/board/card_fault.hpp"

namespace ocellus::tools::board {

std::string escaped(const std::string& path) {
  std::string text;
  for (const char c : path) {
    text += c;
    if (c == ',') text += c;
  }
  return text;
}

std::vector<std::string> qemu_words(const QemuCommand& command) {
  const auto socket = [](const char* id, const std::string& path) {
    return "socket,id=" + std::string(id) + ",path=" + escaped(path);
  };
  // With ACPI the boot loader takes GPIO and its keys from the kernel.
  // clang-format off
  std::vector<std::string> words = {
      "qemu-system-aarch64", "-M", "virt,acpi=off", "-cpu", "cortex-a76", "-smp", std::to_string(kProcessors), "-accel", command.time_warp ? "tcg,thread=single" : "tcg",
      "-m", std::to_string(command.memory_mebibytes), "-nodefaults", "-no-user-config",
      "-display", "none",
      "-chardev", socket("console", command.console_socket()), "-serial", "chardev:console",
      "-chardev", socket("qmp", command.qmp_socket()), "-mon", "chardev=qmp,mode=control",
      "-qtest", "unix:" + escaped(command.qtest_socket()), "-qtest-log", "/dev/null",
      "-device", "virtio-gpu-pci,id=" + std::string(kDisplayDevice) +
                     ",xres=" + std::to_string(kScreenWidth) +
                     ",yres=" + std::to_string(kScreenHeight),
      "-device", "i6300esb", "-action", "watchdog=reset",
      "-device", "qemu-xhci"};
  // clang-format on
  const auto add = [&](std::initializer_list<std::string> more) {
    words.insert(words.end(), more);
  };
  if (command.camera) {
    add({"-chardev", socket("camera", command.camera_socket())});
    add({"-device", "usb-redir,chardev=camera"});
  }
  if (command.time_warp) {
    const std::string card = "format=raw,file.locking=off,file.filename=" + escaped(command.image);
    add({"-icount", "shift=1,sleep=off"});
    add({"-drive", "if=none,id=disk,snapshot=on," + card, "-device", "virtio-blk-pci,drive=disk"});
    add({"-device", "sdhci-pci", "-drive", "if=none,id=card," + card});
    add({"-device", "sd-card,drive=card"});
  } else if (!command.write_log.empty()) {
    add({"-blockdev", "file,node-name=medium,filename=" + escaped(command.image)});
    add({"-blockdev", "file,node-name=log,filename=" + escaped(command.write_log)});
    add({"-blockdev",
         "blklogwrites,node-name=card,file=medium,log=log,log-sector-size=512,"
         "log-super-update-interval=1"});
    add({"-device", "virtio-blk-pci,drive=card"});
  } else if (command.card_faults) {
    const auto card = card_words(command.image, command.read_only);
    words.insert(words.end(), card.begin(), card.end());
  } else if (!command.image.empty()) {
    add({"-drive", "if=none,id=card,format=raw,file=" + escaped(command.image) +
                       (command.keep_changes ? "" : ",snapshot=on")});
    add({"-device", "virtio-blk-pci,drive=card"});
  }
  if (command.direct_boot) {
    add({"-kernel", command.direct_boot->kernel, "-initrd", command.direct_boot->initramfs});
    add({"-append", command.direct_boot->arguments});
  } else {
    add({"-bios", command.loader});
    add({"-drive",
         "if=pflash,unit=1,format=raw,readonly=on,file=" + escaped(command.environment_file())});
  }
  return words;
}

}  // namespace ocellus::tools::board

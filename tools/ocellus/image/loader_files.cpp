#include "tools/ocellus/image/loader_files.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include "drivers/slots/autoboot.hpp"
#include "drivers/slots/grub_place.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/image/boot_script.hpp"
#include "tools/ocellus/image/compress.hpp"
#include "tools/ocellus/image/grub_config.hpp"

namespace ocellus::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestFirmware = std::size_t{64} << 20;

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

// A loader's own file: in the folder, or where its package has it.
Result<std::vector<std::byte>> firmware_file(const std::string& folder, std::string_view name) {
  const fs::path root(folder);
  std::error_code error;
  for (const char* place :
       {"", "usr/lib/raspi-firmware", "boot", "usr/lib/grub/x86_64-efi/monolithic",
        "usr/lib/grub/arm64-efi/monolithic"}) {
    const fs::path file = root / place / name;
    if (fs::exists(file, error)) return read_file(file.string(), kLargestFirmware);
  }
  return Failure{folder, "has no " + std::string(name),
                 "name a folder with the boot loader's files by --firmware"};
}

std::vector<std::byte> no_request() {
  const auto block = slots::environment_block(slots::kRequestVariable, std::nullopt);
  return {block.begin(), block.end()};
}

Result<Done> add_firmware(std::vector<DiskFile>& files, const std::string& folder,
                          std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    auto bytes = firmware_file(folder, name);
    if (!bytes.ok()) return bytes.failure();
    files.push_back({std::string(name), std::move(bytes.value())});
  }
  return Done{};
}

struct Maker {
  const platform::LinuxBoard& board;
  const KernelTree& tree;
  const std::string& firmware;
  std::vector<std::byte> kernel;

  Result<LoaderFiles> operator()(const platform::UBoot& loader) const {
    return LoaderFiles{.boot = {{"boot.scr", script_image(boot_script(board, loader), "ocellus")}},
                       .slot = {{"kernel", lz4(kernel)}}};
  }

  Result<LoaderFiles> operator()(const platform::RaspberryPi& loader) const {
    LoaderFiles files = {.boot = {{"autoboot.txt", bytes_of(raspberry_pi_autoboot())}},
                         .slot = {{"config.txt", bytes_of(raspberry_pi_config())},
                                  {"cmdline.txt", bytes_of(kernel_command_line(board))}}};
    if (const auto added = add_firmware(files.boot, firmware, loader.first_stages); !added.ok()) {
      return added.failure();
    }
    if (const auto added = add_firmware(files.slot, firmware, loader.later_stages); !added.ok()) {
      return added.failure();
    }
    for (const std::string_view name : loader.device_trees) {
      auto bytes = tree.device_tree(std::string(name));
      if (!bytes.ok()) return bytes.failure();
      files.slot.push_back({std::string(name), std::move(bytes.value())});
    }
    files.slot.push_back({"kernel", gzip(kernel)});
    return files;
  }

  Result<LoaderFiles> operator()(const platform::Uefi& loader) const {
    auto grub = firmware_file(firmware, loader.grub);
    if (!grub.ok()) return grub.failure();
    // A PC's kernel is compressed as it is.
    return LoaderFiles{
        .boot = {{"EFI/BOOT/" + std::string(loader.boot_name), std::move(grub.value())},
                 {"EFI/debian/grub.cfg", bytes_of(grub_config(board))},
                 {std::string(slots::kRequestFile), no_request()}},
        .slot = {{"kernel", board.architecture == "arm64" ? gzip(kernel) : kernel}}};
  }
};

}  // namespace

// Slot A is started; after `reboot "0 tryboot"`, once, slot B.
std::string raspberry_pi_autoboot() {
  const auto text = slots::autoboot_text({});
  return {text.data(), text.size()};
}

// upstream_kernel: device trees have Linux's own names.
std::string raspberry_pi_config() {
  return "arm_64bit=1\n"
         "upstream_kernel=1\n"
         "kernel=kernel\n"
         "initramfs initramfs followkernel\n"
         "enable_uart=1\n"
         "disable_splash=1\n"
         "boot_delay=0\n";
}

std::string kernel_command_line(const platform::LinuxBoard& board) {
  return "console=" + std::string(board.console) + " " + std::string(board.kernel_options) + "\n";
}

Result<LoaderFiles> loader_files(const platform::LinuxBoard& board, const KernelTree& kernel,
                                 const std::string& firmware) {
  auto image = kernel.image(board.architecture);
  if (!image.ok()) return image.failure();
  return std::visit(Maker{board, kernel, firmware, std::move(image.value())}, board.loader);
}

}  // namespace ocellus::tools

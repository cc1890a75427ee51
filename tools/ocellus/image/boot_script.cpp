#include "tools/ocellus/image/boot_script.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <span>

#include "tools/ocellus/format.hpp"
#include "tools/ocellus/image/slot_commands.hpp"

namespace ocellus::tools {
namespace {

constexpr std::size_t kHeaderBytes = 64;
constexpr std::size_t kNameBytes = 32;

void store_big_endian(std::span<std::byte> bytes, std::size_t offset, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[offset + i] = static_cast<std::byte>(value >> (24 - 8 * i) & 0xff);
  }
}

std::uint32_t crc_of(std::span<const std::byte> bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

// The kernel is told to leave that memory alone by an entry of the device tree's reservations.
std::string keep_crash_log(const platform::UBoot& loader) {
  if (loader.crash_log_address == 0) return {};
  return "fdt addr ${fdtcontroladdr}\n"
         "fdt resize 1000\n" +
         format("fdt rsvmem add 0x%llx 0x%llx\n",
                static_cast<unsigned long long>(loader.crash_log_address),
                static_cast<unsigned long long>(platform::UBoot::kCrashLog));
}

}  // namespace

std::string boot_script(const platform::LinuxBoard& board, const platform::UBoot& loader) {
  const auto text = [](std::string_view view) { return std::string(view); };
  const std::string disk = text(loader.disk);
  const auto kernel = static_cast<unsigned long long>(loader.kernel_address);
  const auto packed = static_cast<unsigned long long>(loader.packed_address);
  const auto initramfs = static_cast<unsigned long long>(loader.initramfs_address);
  return "setenv fdt_high ffffffffffffffff\n"
         "setenv initrd_high ffffffffffffffff\n" +
         keep_crash_log(loader) + choose_slot_commands(loader) +
         "for attempt in first second; do\n"
         "  setexpr part ${start} + 2\n" +
         format("  if load %s:${part} 0x%llx kernel && unlz4 0x%llx 0x%llx 0x%llx; then\n",
                disk.c_str(), packed, packed, kernel,
                static_cast<unsigned long long>(platform::UBoot::kKernelSpace)) +
         format("    if load %s:${part} 0x%llx initramfs; then\n", disk.c_str(), initramfs) +
         "      setenv line \"ocellus.slot=${part} ${words}\"\n"
         "      echo ocellus: start ${line}\n"
         "      setenv bootargs \"console=" +
         text(board.console) + " ${line} " + text(board.kernel_options) + "\"\n" +
         format("      booti 0x%llx 0x%llx:${filesize} ${fdtcontroladdr}\n", kernel, initramfs) +
         "    fi\n"
         "  fi\n"
         "  run fall_back\n"
         "done\n"
         "echo ocellus: no slot can be started\n"
         "reset\n";
}

std::vector<std::byte> script_image(std::string_view commands, std::string_view name) {
  constexpr std::size_t kLengths = 8;
  std::vector<std::byte> image(kHeaderBytes + kLengths + commands.size());
  const std::span all(image);
  const std::span body = all.subspan(kHeaderBytes);
  store_big_endian(body, 0, static_cast<std::uint32_t>(commands.size()));
  std::ranges::copy(std::as_bytes(std::span(commands)), body.begin() + kLengths);

  const std::span header = all.first(kHeaderBytes);
  store_big_endian(header, 0, 0x27051956);
  store_big_endian(header, 12, static_cast<std::uint32_t>(body.size()));
  store_big_endian(header, 24, crc_of(body));
  constexpr std::uint32_t kLinuxArm64Script = 5U << 24 | 22U << 16 | 6U << 8;
  store_big_endian(header, 28, kLinuxArm64Script);
  const std::string_view fitting = name.substr(0, kNameBytes);
  std::ranges::copy(std::as_bytes(std::span(fitting)), header.begin() + 32);
  store_big_endian(header, 4, crc_of(header));
  return image;
}

}  // namespace ocellus::tools

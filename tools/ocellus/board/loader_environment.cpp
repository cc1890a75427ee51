#include "tools/ocellus/board/loader_environment.hpp"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "platform/virt/board.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/format.hpp"

namespace ocellus::tools::board {

std::vector<std::byte> loader_environment(std::span<const std::string_view> variables,
                                          std::size_t bytes) {
  constexpr std::size_t kSum = 4;
  std::vector<std::byte> environment(kSum);
  for (const std::string_view variable : variables) {
    const auto text = std::as_bytes(std::span(variable));
    environment.insert(environment.end(), text.begin(), text.end());
    environment.push_back(std::byte{0});
  }
  environment.resize(bytes);
  const auto sum =
      static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(environment.data()) + kSum,
                                       static_cast<uInt>(environment.size() - kSum)));
  for (std::size_t i = 0; i < kSum; ++i) {
    environment[i] = static_cast<std::byte>(sum >> (8 * i) & 0xff);
  }
  return environment;
}

Result<Done> write_loader_environment(const std::string& path) {
  constexpr std::size_t kEnvironmentBytes = 0x40000;  // of Debian's build for this machine
  constexpr std::uintmax_t kFlashBytes = std::uintmax_t{64} << 20;
  constexpr platform::UBoot kLoader = std::get<platform::UBoot>(platform::kVirtLinux.loader);
  const std::string disk(kLoader.disk);
  const auto script = static_cast<unsigned long long>(kLoader.script_address);
  const std::string command =
      format("bootcmd=virtio scan; load %s:1 0x%llx boot.scr && source 0x%llx", disk.c_str(),
             script, script);
  const std::string_view variables[] = {"bootdelay=-2", command};
  Result<Done> written = write_file(path, loader_environment(variables, kEnvironmentBytes));
  if (!written.ok()) return written;
  std::error_code error;
  std::filesystem::resize_file(path, kFlashBytes, error);
  if (error) return Failure{path, "cannot be written: " + error.message(), "set TMPDIR"};
  return Done{};
}

}  // namespace ocellus::tools::board

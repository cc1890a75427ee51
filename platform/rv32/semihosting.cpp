#include "platform/rv32/semihosting.hpp"

#include <cstdint>

namespace ocellus::platform::semihosting {
namespace {

// Operations and modes are Arm's ("Semihosting for AArch32 and AArch64"); RISC-V takes them over.
enum class Operation : std::uint32_t {
  kOpen = 0x01,
  kWriteText = 0x04,
  kWrite = 0x05,
  kRead = 0x06
};
enum class Mode : std::uint32_t { kReadBinary = 1, kWriteBinary = 5 };

extern "C" int rv32_semihosting(Operation operation, const void* arguments);

constexpr std::size_t kLargestTransfer = std::size_t{1} << 20;  // QEMU copies each as a whole

int open(std::string_view path, Mode mode) {
  const struct {
    const char* path;
    Mode mode;
    std::size_t length;
  } arguments = {path.data(), mode, path.size()};
  return rv32_semihosting(Operation::kOpen, &arguments);
}

// How many of the bytes were left over, or -1.
int transfer(Operation operation, int handle, const void* bytes, std::size_t size) {
  const struct {
    int handle;
    const void* bytes;
    std::size_t size;
  } arguments = {handle, bytes, size};
  return rv32_semihosting(operation, &arguments);
}

// All of `size` bytes, in as many parts as it takes.
bool transfer_all(Operation operation, int handle, const std::byte* bytes, std::size_t size) {
  while (size > 0) {
    const std::size_t part = size < kLargestTransfer ? size : kLargestTransfer;
    const int left = transfer(operation, handle, bytes, part);
    if (left < 0 || static_cast<std::size_t>(left) >= part) return false;
    bytes += part - static_cast<std::size_t>(left);
    size -= part - static_cast<std::size_t>(left);
  }
  return true;
}

}  // namespace

void print(const char* text) { rv32_semihosting(Operation::kWriteText, text); }

File File::open_for_reading(std::string_view path) { return File(open(path, Mode::kReadBinary)); }

File File::open_for_writing(std::string_view path) { return File(open(path, Mode::kWriteBinary)); }

bool File::read(std::span<std::byte> to) const {
  return transfer_all(Operation::kRead, handle_, to.data(), to.size());
}

bool File::write(std::span<const std::byte> from) const {
  return transfer_all(Operation::kWrite, handle_, from.data(), from.size());
}

}  // namespace ocellus::platform::semihosting

// The files and the console of the machine that a bare program is tried on: semihosting, as QEMU
// (-semihosting-config enable=on,target=native) and debuggers offer it. No board in service has it.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace ocellus::platform::semihosting {

// Prints a text that ends with a zero; QEMU writes it to its stderr.
void print(const char* text);

// A file or pipe of the host. It stays open until the machine ends.
class File {
 public:
  // Behind `path` there must be a zero, as behind a literal. A file that is written begins empty.
  static File open_for_reading(std::string_view path);
  static File open_for_writing(std::string_view path);

  bool ok() const { return handle_ >= 0; }
  // Fills `to` to its end; false when the file ended before.
  [[nodiscard]] bool read(std::span<std::byte> to) const;
  [[nodiscard]] bool write(std::span<const std::byte> from) const;

 private:
  explicit File(int handle) : handle_(handle) {}

  int handle_;
};

}  // namespace ocellus::platform::semihosting

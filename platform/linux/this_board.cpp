#include "platform/linux/this_board.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include "platform/boards.hpp"

namespace ocellus::platform {

const LinuxBoard* this_board(const char* file) {
  const int descriptor = open(file, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return nullptr;
  std::array<char, 64> text;
  const ssize_t length = read(descriptor, text.data(), text.size());
  close(descriptor);
  if (length <= 0) return nullptr;
  std::string_view name(text.data(), static_cast<std::size_t>(length));
  name = name.substr(0, name.find_first_of(" \r\n\t"));
  return find_linux_board(name);
}

}  // namespace ocellus::platform

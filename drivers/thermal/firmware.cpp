#include "drivers/thermal/firmware.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ocellus::thermal {
namespace {

// A property message: a header, one tag with room for its value, and the end tag.
struct Message {
  std::uint32_t bytes = sizeof(Message);
  std::uint32_t code = 0;  // 0: a request; the firmware sets kAnswered
  std::uint32_t tag = 0x00030046;
  std::uint32_t value_bytes = sizeof(value);
  std::uint32_t tag_code = 0;  // 0: a request; bit 31 in the answer
  std::uint32_t value = 0;
  std::uint32_t end = 0;
};
constexpr std::uint32_t kAnswered = 0x80000000;
static_assert(sizeof(Message) == 28);

// The driver's only request; its number is encoded with the size of a pointer.
constexpr unsigned long kProperty = _IOWR(100, 0, char*);

}  // namespace

bool FirmwareMailbox::open(const char* path) {
  close();
  descriptor_ = ::open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
  return is_open();
}

void FirmwareMailbox::close() {
  if (is_open()) ::close(descriptor_);
  descriptor_ = -1;
}

std::optional<std::uint32_t> FirmwareMailbox::throttled() const {
  alignas(16) Message message;
  if (!is_open() || ioctl(descriptor_, kProperty, &message) < 0) return std::nullopt;
  if (message.code != kAnswered || (message.tag_code & kAnswered) == 0) return std::nullopt;
  return message.value;
}

}  // namespace ocellus::thermal

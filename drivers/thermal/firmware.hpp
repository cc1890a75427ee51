// Asking a Raspberry Pi's firmware what holds the processor back.
#pragma once

#include <cstdint>
#include <optional>

namespace ocellus::thermal {

// The mailbox of the maker's kernel, /dev/vcio. Stock kernels have no such device.
class FirmwareMailbox {
 public:
  FirmwareMailbox() = default;
  ~FirmwareMailbox() { close(); }
  FirmwareMailbox(const FirmwareMailbox&) = delete;
  FirmwareMailbox& operator=(const FirmwareMailbox&) = delete;

  bool open(const char* path);
  void close();
  bool is_open() const { return descriptor_ >= 0; }

  // As decode_throttled() takes it; nothing when the firmware does not answer.
  std::optional<std::uint32_t> throttled() const;

 private:
  int descriptor_ = -1;
};

}  // namespace ocellus::thermal

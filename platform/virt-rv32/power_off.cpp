#include <cstdint>

#include "platform/rv32/machine.hpp"
#include "platform/virt-rv32/memory_map.hpp"

namespace ocellus::platform {

extern "C" [[noreturn]] void rv32_power_off(int status) {
  auto* const finisher = reinterpret_cast<volatile std::uint32_t*>(virt_rv32::kFinisher);
  *finisher = status == 0 ? virt_rv32::kPass
                          : static_cast<std::uint32_t>(status & 0xff) << 16 | virt_rv32::kFail;
  for (;;) {
  }
}

}  // namespace ocellus::platform

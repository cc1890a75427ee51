#include <cstdint>
#include <string_view>

#include "platform/rv32/line.hpp"
#include "platform/rv32/machine.hpp"

namespace ocellus::platform {
namespace {

// The privileged specification's exception codes.
std::string_view exception_name(std::uint32_t cause) {
  switch (cause) {
    case 0:
      return "instruction address misaligned";
    case 1:
      return "instruction access fault";
    case 2:
      return "illegal instruction";
    case 3:
      return "breakpoint";
    case 4:
      return "load address misaligned";
    case 5:
      return "load access fault";
    case 6:
      return "store address misaligned";
    case 7:
      return "store access fault";
    default:
      return "unexpected trap";
  }
}

}  // namespace

extern "C" [[noreturn]] void rv32_report_trap(const TrapRegisters* registers, std::uint32_t cause,
                                              std::uint32_t value) {
  Line line;
  line.text(exception_name(cause)).text(" (cause ").hex(cause).text(") at ").hex(registers->x[0]);
  line.text(", value ").hex(value).text(", ra ").hex(registers->x[1]);
  line.text(", sp ").hex(registers->x[2]).print();
  rv32_power_off(kTrapStatus);
}

}  // namespace ocellus::platform

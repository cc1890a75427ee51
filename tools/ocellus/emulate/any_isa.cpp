#include "tools/ocellus/emulate/any_isa.hpp"

#include <filesystem>
#include <system_error>

#include "platform/linux/cpu.hpp"
#include "runtime/kernels/kernel_set.hpp"
#include "tools/ocellus/emulate/rv32_machine.hpp"

namespace ocellus::tools {

bool can_run(Isa isa) {
  std::error_code error;
  if (isa == Isa::kRv32) {
    return std::filesystem::exists(Rv32Machine::runner_of_this_build(), error);
  }
  return kernels::kernel_set(isa) != nullptr && platform::cpu_supports(isa);
}

Result<Interpreter> load_for(const Graph& graph, Isa isa) {
  return isa == Isa::kRv32 ? Interpreter::prepare(graph, isa) : Interpreter::load(graph, isa);
}

Result<Done> run(Interpreter& interpreter) {
  if (interpreter.packed().isa != Isa::kRv32) {
    interpreter.run();
    return Done{};
  }
  static Rv32Machine machine(Rv32Machine::runner_of_this_build());
  return machine.run(interpreter);
}

}  // namespace ocellus::tools

// The program on the bare machine: kernel calls in, every tensor's bytes out (see wire.hpp), until
// the host closes its end. It uses the kernels as a firmware does, and nothing of an operating
// system.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "platform/rv32/line.hpp"
#include "platform/rv32/semihosting.hpp"
#include "runtime/kernels/kernel_set.hpp"
#include "tools/ocellus/emulate/wire.hpp"

extern "C" std::byte __free_memory[];  // NOLINT: the linker script's name

namespace {

using namespace ocellus::tools;
using ocellus::kernels::KernelSet;
using ocellus::kernels::Operands;
using ocellus::platform::semihosting::File;

constexpr ocellus::Isa kIsa = ocellus::Isa::kRv32;

using Run = void (*)(const KernelSet& kernels, const std::byte* op, const Operands& at);

template <typename... Ops>
constexpr auto run_functions(ocellus::kernels::OperatorList<Ops...>) {
  return std::array<Run, sizeof...(Ops)>{
      [](const KernelSet& kernels, const std::byte* op, const Operands& at) {
        kernels.run(*reinterpret_cast<const Ops*>(op), at);
      }...};
}

constexpr auto kRunFunctions = run_functions(ocellus::kernels::EveryOperator{});

// The pieces of memory that a request is laid out in.
struct Room {
  std::span<wire::Call> calls;
  std::span<std::byte> parameters;
  std::span<std::byte> memory;
  std::byte* scratch;

  explicit Room(const wire::Request& request) {
    std::byte* at = __free_memory;
    calls = {reinterpret_cast<wire::Call*>(at), request.calls};
    at += wire::aligned(calls.size_bytes());
    parameters = {at, request.parameter_bytes};
    at += wire::aligned(parameters.size());
    memory = {at, request.memory_bytes};
    scratch = at + wire::aligned(memory.size());
  }

  std::byte* address(const wire::Address& address) const {
    switch (address.where) {
      case wire::Where::kNowhere:
        break;
      case wire::Where::kMemory:
        return memory.data() + address.offset;
      case wire::Where::kParameters:
        return parameters.data() + address.offset;
    }
    return nullptr;
  }
};

void execute(const KernelSet& kernels, const wire::Call& call, const Room& room) {
  Operands at{.constants = room.parameters.data() + call.parameters, .scratch = room.scratch};
  for (std::size_t i = 0; i < Operands::kMostInputs; ++i) {
    at.inputs[i] = room.address(call.inputs[i]);
  }
  for (std::size_t i = 0; i < Operands::kMostOutputs; ++i) {
    at.outputs[i] = room.address(call.outputs[i]);
  }
  kRunFunctions[call.kind](kernels, call.op, at);
}

template <typename T>
std::span<std::byte> bytes_of(T& value) {
  return std::as_writable_bytes(std::span<T, 1>(&value, 1));
}

int failed(std::string_view what) {
  ocellus::platform::Line().text(what).print();
  return 1;
}

}  // namespace

int main() {
  const File requests = File::open_for_reading("/dev/stdin");
  const File answers = File::open_for_writing("/dev/stdout");
  if (!requests.ok() || !answers.ok()) return failed("the pipes to the host cannot be opened");
  const KernelSet& kernels = *ocellus::kernels::kernel_set(kIsa);
  wire::Request request;
  while (requests.read(bytes_of(request))) {
    if (request.magic != wire::kMagic || request.layout != wire::kLayout) {
      return failed("this program and the host's were built from different sources");
    }
    const Room room(request);
    if (!requests.read(std::as_writable_bytes(room.calls)) || !requests.read(room.parameters) ||
        !requests.read(room.memory)) {
      return failed("the host's request is cut short");
    }
    std::uint32_t done = 0;
    if (!answers.write(bytes_of(done))) return failed("the host no longer listens");
    for (const wire::Call& call : room.calls) {
      if (call.kind >= kRunFunctions.size()) return failed("the host asks for an unknown operator");
      execute(kernels, call, room);
      ++done;
      if (!answers.write(bytes_of(done))) return failed("the host no longer listens");
    }
    if (!answers.write(room.memory)) return failed("the host no longer listens");
  }
  return 0;
}

#include "tools/ocellus/emulate/request.hpp"

#include <cstdint>
#include <cstring>
#include <variant>

#include "tools/ocellus/plan/pack.hpp"
#include "tools/ocellus/plan/program.hpp"

namespace ocellus::tools {
namespace {

std::uint32_t narrow(std::size_t value) { return static_cast<std::uint32_t>(value); }

template <typename Op>
void set_operator(wire::Call& call, const Op& op) {
  call.kind = wire::Operators::index<Op>();
  std::memcpy(call.op, &op, sizeof op);
}

wire::Call make_call(const Interpreter& interpreter, std::size_t index) {
  const Step& step = interpreter.program().steps[index];
  const PackedProgram& packed = interpreter.packed();
  wire::Call call;
  call.parameters = narrow(packed.steps[index].offset);
  const auto address = [&](const Place& place) {
    if (place.storage == kConstants) {
      return wire::Address{wire::Where::kParameters, narrow(call.parameters + place.offset)};
    }
    return wire::Address{wire::Where::kMemory, narrow(interpreter.offset(place))};
  };
  for (std::size_t i = 0; i < step.inputs.size(); ++i) call.inputs[i] = address(step.inputs[i]);
  for (std::size_t i = 0; i < step.outputs.size(); ++i) call.outputs[i] = address(step.outputs[i]);
  std::visit([&](const auto& kind) { set_operator(call, packed.specialised(kind, index)); },
             step.call);
  return call;
}

}  // namespace

Result<Message> make_message(const Interpreter& interpreter) {
  constexpr std::uint64_t kMost = std::uint64_t{2000} << 20;  // of the 2 GiB that RAM may take
  const std::uint64_t bytes = interpreter.packed().parameters.size() + interpreter.memory().size() +
                              interpreter.scratch_bytes();
  if (bytes > kMost) {
    return Failure{"--isa rv32",
                   "the model needs " + std::to_string(bytes >> 20) +
                       " MiB, more than a 32-bit machine can have",
                   "choose another instruction set, such as scalar"};
  }
  Message message;
  message.request = {.layout = wire::kLayout,
                     .calls = narrow(interpreter.program().steps.size()),
                     .parameter_bytes = narrow(interpreter.packed().parameters.size()),
                     .memory_bytes = narrow(interpreter.memory().size()),
                     .scratch_bytes = narrow(interpreter.scratch_bytes())};
  for (std::size_t i = 0; i < interpreter.program().steps.size(); ++i) {
    message.calls.push_back(make_call(interpreter, i));
  }
  return message;
}

}  // namespace ocellus::tools

// An interpreter's program as the bare machine takes it (wire.hpp).
#pragma once

#include <vector>

#include "tools/ocellus/emulate/wire.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// The parameters and the memory go as the interpreter has them.
struct Message {
  wire::Request request;
  std::vector<wire::Call> calls;
};

// Fails when the program does not fit into 32 bits.
Result<Message> make_message(const Interpreter& interpreter);

}  // namespace ocellus::tools

// A bare RV32 machine, emulated by QEMU, that runs programs with kernels compiled for it.
//
// The machine is started by the first run and kept: each further program takes only the time of its
// transfers and its kernels. It is started anew when a program needs more memory than it has.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "tools/ocellus/emulate/child_process.hpp"
#include "tools/ocellus/emulate/request.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

class Rv32Machine {
 public:
  // `runner` is the path of the program that preset virt-rv32 builds. For as long as `patience`
  // nothing need happen; an operator is given more, by its size.
  explicit Rv32Machine(std::string runner,
                       ChildProcess::Patience patience = std::chrono::minutes(1))
      : runner_(std::move(runner)), patience_(patience) {}

  // build/virt-rv32/bin/ocellus-runner, found from where this program lies (build/PRESET/bin). The
  // file may be missing.
  static std::string runner_of_this_build();

  // Runs every step there: afterwards the interpreter holds what run() would have left in it. It
  // must have been prepared for Isa::kRv32. A fault on the machine, and a machine that hangs, are
  // failures that name the operator; the next run gets a new machine.
  Result<Done> run(Interpreter& interpreter);

 private:
  Result<Done> start(std::size_t bytes);
  Failure stopped(const std::string& during, ChildProcess::Transfer how);

  std::string runner_;
  ChildProcess::Patience patience_;
  std::optional<ChildProcess> qemu_;
  std::size_t memory_bytes_ = 0;
};

}  // namespace ocellus::tools

#include "tools/ocellus/emulate/rv32_machine.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

namespace ocellus::tools {
namespace {

using Patience = ChildProcess::Patience;
using Transfer = ChildProcess::Transfer;

constexpr std::size_t kMiB = std::size_t{1} << 20;
constexpr std::size_t kRunnerBytes = kMiB;  // 512 KiB by the linker script, rounded up
constexpr std::size_t kLeastBytes = 16 * kMiB;

// A step that takes longer hangs: at 10 million instructions a second, a tenth of what QEMU does on
// a slow machine, 20 for a multiplication and 200 for a byte read or written, which no kernel
// needs.
Patience time_for(const Step& step) {
  std::uint64_t work = 20 * step.macs;
  for (const Place& place : step.inputs) work += 200 * place.bytes;
  for (const Place& place : step.outputs) work += 200 * place.bytes;
  return std::chrono::milliseconds(work / 10000);
}

std::string trimmed(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

std::string Rv32Machine::runner_of_this_build() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  return (self.parent_path().parent_path().parent_path() / "virt-rv32/bin/ocellus-runner").string();
}

Result<Done> Rv32Machine::start(std::size_t bytes) {
  std::error_code error;
  if (!std::filesystem::exists(runner_, error)) {
    return Failure{"--isa rv32",
                   "needs a program for the emulated machine, and " + runner_ + " is not built",
                   "run tools/build virt-rv32"};
  }
  const std::size_t mebibytes = (std::max(bytes + kRunnerBytes, kLeastBytes) + kMiB - 1) / kMiB;
  // Without the extensions that the kernels are not compiled for: none of their instructions
  // passes.
  // clang-format off
  const std::vector<std::string> words = {
      "qemu-system-riscv32", "-M", "virt", "-cpu", "rv32,a=off,f=off,d=off",
      "-m", std::to_string(mebibytes) + "M", "-bios", runner_,
      "-nodefaults", "-display", "none", "-serial", "none", "-monitor", "none",
      "-semihosting-config", "enable=on,target=native"};
  // clang-format on
  qemu_.reset();
  Result<ChildProcess> started = ChildProcess::start(words);
  if (!started.ok()) {
    Failure failure = started.failure();
    failure.remedy = "install it: apt install qemu-system-misc";
    return failure;
  }
  qemu_ = std::move(started.value());
  memory_bytes_ = mebibytes * kMiB - kRunnerBytes;
  return Done{};
}

Failure Rv32Machine::stopped(const std::string& during, Transfer how) {
  const std::string said = trimmed(qemu_->end());
  qemu_.reset();
  return {"--isa rv32",
          (how == Transfer::kTimedOut ? "the emulated machine hangs "
                                      : "the emulated machine stopped ") +
              during + (said.empty() ? "" : ": " + said),
          "run tools/build virt-rv32; --isa scalar runs the same kernels on this machine"};
}

Result<Done> Rv32Machine::run(Interpreter& interpreter) {
  const Result<Message> made = make_message(interpreter);
  if (!made.ok()) return made.failure();
  const Message& message = made.value();
  const std::uint64_t bytes = wire::total_bytes(message.request);
  if (!qemu_ || bytes > memory_bytes_) {
    if (Result<Done> started = start(static_cast<std::size_t>(bytes)); !started.ok()) {
      return started.failure();
    }
  }
  const std::span<std::byte> memory = interpreter.memory();
  for (const std::span<const std::byte> part :
       {std::as_bytes(std::span(&message.request, 1)), std::as_bytes(std::span(message.calls)),
        interpreter.packed().parameters.span(), std::span<const std::byte>(memory)}) {
    if (const Transfer sent = qemu_->write(part, patience_); sent != Transfer::kDone) {
      return stopped("before its first operator", sent);
    }
  }
  std::uint32_t done = 0;
  const std::span<std::byte> answer = std::as_writable_bytes(std::span(&done, 1));
  if (const Transfer heard = qemu_->read(answer, patience_); heard != Transfer::kDone) {
    return stopped("before its first operator", heard);
  }
  for (const Step& step : interpreter.program().steps) {
    const Transfer ran = qemu_->read(answer, patience_ + time_for(step));
    if (ran != Transfer::kDone) {
      return stopped(
          "in operator " + std::to_string(step.source_index) + " (" + step.operator_name + ")",
          ran);
    }
  }
  const Transfer received = qemu_->read(memory, patience_);
  if (received != Transfer::kDone) return stopped("after its last operator", received);
  return Done{};
}

}  // namespace ocellus::tools

#include "tools/infer/emulator.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace ocellus::tools {
namespace {

// Which preset builds for an instruction set, and who runs it elsewhere.
struct Twin {
  const char* preset;
  std::vector<std::string> emulators;  // the first that is installed
};

Twin twin_for(Isa isa) {
  if (isa == Isa::kNeon || isa == Isa::kNeonDot) {
    return {"generic-aarch64", {"qemu-aarch64", "qemu-aarch64-static"}};
  }
  return {"host", {"qemu-x86_64", "qemu-x86_64-static"}};
}

}  // namespace

Failure run_emulated(std::span<char* const> words, Isa isa) {
  const Twin twin = twin_for(isa);
  const std::string wanted = "--isa " + std::string(name(isa));
  std::error_code error;
  // Programs lie in build/PRESET/bin.
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path own_preset = self.parent_path().parent_path();
  // On arm64 no preset builds for x86-64, neither host nor host-asan.
  if (own_preset.filename().string().starts_with(twin.preset)) {
    return {wanted, "is of an architecture that nothing here is built for",
            "run ocellus on a machine that has it"};
  }
  const std::filesystem::path program =
      own_preset.parent_path() / twin.preset / "bin" / self.filename();
  if (error || !std::filesystem::exists(program, error)) {
    return {wanted, "is of another architecture, and " + program.string() + " is not built",
            "run tools/build " + std::string(twin.preset)};
  }
  for (std::string emulator : twin.emulators) {
    std::string cpu_option = "-cpu", cpu = "max", path = program.string();
    std::vector<char*> arguments = {emulator.data(), cpu_option.data(), cpu.data(), path.data()};
    arguments.insert(arguments.end(), words.begin(), words.end());
    arguments.push_back(nullptr);
    execvp(emulator.c_str(), arguments.data());
    if (errno != ENOENT) {
      return {emulator, std::string("cannot be started: ") + std::strerror(errno),
              "install it again: apt install qemu-user"};
    }
  }
  return {wanted, "is of another architecture, and QEMU is not installed", "apt install qemu-user"};
}

}  // namespace ocellus::tools

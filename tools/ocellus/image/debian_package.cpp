#include "tools/ocellus/image/debian_package.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace ocellus::tools {

Result<Done> fetch_package(std::string_view architecture, const std::string& folder,
                           std::string_view package) {
  std::error_code ignored;
  if (std::filesystem::exists(folder, ignored)) return Done{};
  std::string program = "tools/sysroot";
  std::array<std::string, 4> texts = {std::string(architecture), "--into", folder,
                                      std::string(package)};
  const std::string command =
      program + " " + texts[0] + " --into " + folder + " " + std::string(package);
  const Failure failure{folder, "is not there", "run " + command};
  if (access(program.c_str(), X_OK) != 0) return failure;
  std::array<char*, 6> words = {program.data(),  texts[0].data(), texts[1].data(),
                                texts[2].data(), texts[3].data(), nullptr};
  pid_t process = 0;
  if (posix_spawn(&process, program.c_str(), nullptr, nullptr, words.data(), environ) != 0) {
    return failure;
  }
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) return failure;
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return Done{};
  return Failure{folder, "could not be fetched; the reason is above", "run " + command};
}

}  // namespace ocellus::tools

#include "apps/recovery/installer.hpp"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "apps/update/places.hpp"

namespace ocellus::recovery {
namespace {

constexpr int kFailed = 1;  // its exit status (apps/update/outcome.hpp)

// What the kernel has there, as much as `room` takes.
std::string_view read_file(const char* path, std::span<char> room) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  std::size_t size = 0;
  while (size < room.size()) {
    const ssize_t got = read(file, room.data() + size, room.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  close(file);
  return {room.data(), size};
}

}  // namespace

void Installer::forget() {
  boot_partition_looked_at_ = false;
  looked_at_ = {};
}

bool Installer::next_place() {
  if (!boot_partition_looked_at_) {
    boot_partition_looked_at_ = true;
    place_ = {};
    std::string_view(update::kOnBootPartition).copy(place_.data(), place_.size() - 1);
    return true;
  }
  std::array<char, update::kPartitionListBytes> text;
  const update::ForeignPartitions there(read_file(update::kPartitionList, text), disk_.data.data());
  looked_at_.keep_only(there);
  for (const update::DeviceName& device : there.all()) {
    if (looked_at_.contains(device) || !looked_at_.add(device)) continue;
    place_ = device;
    return true;
  }
  return false;
}

void Installer::look(Time now) {
  if (!busy() && next_place()) start(now);
}

void Installer::start(Time now) {
  const platform::DevicePath slot = disk_.slot(other(disk_.running));
  const char running[2] = {slots::letter_of(disk_.running), 0};
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return;
  process_ = fork();
  if (process_ == 0) {
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    fcntl(STDOUT_FILENO, F_SETFL, 0);  // it may wait for us to read
    const char* const words[] = {program_,          "take",    place_.data(), "--running",
                                 running,           "--slot",  slot.data(),   "--state",
                                 disk_.data.data(), "--again", "yes",         nullptr};
    execv(program_, const_cast<char* const*>(words));
    constexpr std::string_view kLacking = "this image has no /bin/update\n";
    [[maybe_unused]] const ssize_t told = write(STDOUT_FILENO, kLacking.data(), kLacking.size());
    _exit(kFailed);
  }
  close(ends[1]);
  if (process_ < 0) {
    close(ends[0]);
    return;
  }
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = ends[0];
  began_ = now;
  length_ = 0;
}

std::optional<Installer::Line> Installer::hear() {
  for (;;) {
    const std::string_view heard(heard_.data(), length_);
    const std::size_t end = heard.find('\n');
    const bool cut = length_ == heard_.size() || (descriptor_ < 0 && length_ != 0);
    if (end != heard.npos || cut) {
      Line line = {};
      heard.substr(0, end).copy(line.data(), line.size() - 1);
      const std::size_t used = end != heard.npos ? end + 1 : length_;
      std::copy(heard_.begin() + used, heard_.begin() + length_, heard_.begin());
      length_ -= used;
      return line;
    }
    if (descriptor_ < 0) return std::nullopt;
    const ssize_t got = read(descriptor_, heard_.data() + length_, heard_.size() - length_);
    if (got > 0) {
      length_ += static_cast<std::size_t>(got);
    } else if (got < 0 && errno == EINTR) {
      continue;
    } else {
      if (got == 0) {
        close(descriptor_);
        descriptor_ = -1;
        continue;
      }
      return std::nullopt;
    }
  }
}

std::optional<int> Installer::take_end(Time now) {
  if (!busy()) return std::nullopt;
  if (now - began_ > kLimit) kill(process_, SIGKILL);
  int status = 0;
  if (waitpid(process_, &status, WNOHANG) != process_) return std::nullopt;
  process_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : kFailed;
}

}  // namespace ocellus::recovery

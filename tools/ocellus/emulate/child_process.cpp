#include "tools/ocellus/emulate/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <tuple>
#include <utility>

namespace ocellus::tools {
namespace {

using Patience = ChildProcess::Patience;
using Transfer = ChildProcess::Transfer;

void close_if_open(int& descriptor) {
  if (descriptor >= 0) close(descriptor);
  descriptor = -1;
}

// One pipe, its ends closed when this goes away unless they were taken.
struct Pipe {
  std::array<int, 2> ends = {-1, -1};  // to read from, to write to

  Pipe() { std::ignore = pipe2(ends.data(), O_CLOEXEC); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (int& end : ends) close_if_open(end);
  }
  bool ok() const { return ends[0] >= 0; }
  int take(std::size_t end) {
    fcntl(ends[end], F_SETFL, O_NONBLOCK);
    return std::exchange(ends[end], -1);
  }
};

// Waits until `descriptor` can be read or written.
Transfer wait_for(int descriptor, short event, Patience patience) {
  pollfd wanted = {descriptor, event, 0};
  for (;;) {
    const int ready = poll(&wanted, 1, static_cast<int>(patience.count()));
    if (ready > 0) return Transfer::kDone;
    if (ready == 0) return Transfer::kTimedOut;
    if (errno != EINTR) return Transfer::kEnded;
  }
}

// Moves `size` bytes by `move(done)`, which is read() or write() from there on.
template <typename Move>
Transfer move_all(int descriptor, short event, std::size_t size, Patience patience, Move move) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t moved = move(done);
    if (moved > 0) {
      done += static_cast<std::size_t>(moved);
    } else if (moved < 0 && errno == EAGAIN) {
      if (const Transfer waited = wait_for(descriptor, event, patience);
          waited != Transfer::kDone) {
        return waited;
      }
    } else if (moved == 0 || errno != EINTR) {
      return Transfer::kEnded;
    }
  }
  return Transfer::kDone;
}

}  // namespace

Result<ChildProcess> ChildProcess::start(std::span<const std::string> words) {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe input, output, errors;
  if (!input.ok() || !output.ok() || !errors.ok()) {
    return Failure{words[0], std::string("cannot get a pipe: ") + std::strerror(errno)};
  }
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.ends[1], STDERR_FILENO);
  ChildProcess child;
  const int error =
      posix_spawnp(&child.pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    child.pid_ = -1;
    return Failure{words[0], std::string("cannot be started: ") + std::strerror(error)};
  }
  child.input_ = input.take(1);
  child.output_ = output.take(0);
  child.errors_ = errors.take(0);
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept { *this = std::move(other); }

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(input_, other.input_);
  std::swap(output_, other.output_);
  std::swap(errors_, other.errors_);
  return *this;
}

ChildProcess::~ChildProcess() { std::ignore = end(); }

Transfer ChildProcess::write(std::span<const std::byte> bytes, Patience patience) {
  return move_all(input_, POLLOUT, bytes.size(), patience, [&](std::size_t done) {
    return ::write(input_, bytes.data() + done, bytes.size() - done);
  });
}

Transfer ChildProcess::read(std::span<std::byte> bytes, Patience patience) {
  return move_all(output_, POLLIN, bytes.size(), patience, [&](std::size_t done) {
    return ::read(output_, bytes.data() + done, bytes.size() - done);
  });
}

std::string ChildProcess::end() {
  std::string said;
  if (pid_ < 0) return said;
  kill(pid_, SIGKILL);  // nothing happens to one that has ended
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  said.resize(4096);
  const ssize_t size = ::read(errors_, said.data(), said.size());
  said.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  close_if_open(input_);
  close_if_open(output_);
  close_if_open(errors_);
  return said;
}

}  // namespace ocellus::tools

#include "drivers/capture/process_starter.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "drivers/capture/remote_protocol.hpp"
#include "drivers/capture/remote_socket.hpp"

namespace ocellus::capture {
namespace {

using Path = std::array<char, 256>;

// Where a program of that name lies beside this one; false when that does not fit.
bool place_beside_us(std::string_view name, Path& path) {
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0) return false;
  const std::string_view ours(path.data(), static_cast<std::size_t>(length));
  const std::size_t folder = ours.rfind('/') + 1;
  if (folder + name.size() >= path.size()) return false;
  std::ranges::fill(std::span(path).subspan(folder), '\0');
  std::ranges::copy(name, path.begin() + static_cast<std::ptrdiff_t>(folder));
  return true;
}

// False when it does not fit.
bool find(std::string_view program, Path& path) {
  if (program.empty() || program.size() >= path.size()) return false;
  if (program.find('/') == program.npos) return place_beside_us(program, path);
  std::ranges::copy(program, path.begin());
  return true;
}

// The starter's descriptors: nothing else of its parent's is open there.
constexpr int kPassedOn = kRemoteSocket + 1;  // becomes the program's 3
constexpr int kOrders = kRemoteSocket + 2;

// The starter's life.
class Starter {
 public:
  bool prepare(int orders) {
    if (orders != kOrders && dup3(orders, kOrders, O_CLOEXEC) < 0) return false;
    close(kRemoteSocket);
    syscall(SYS_close_range, kOrders + 1, ~0U, 0);
    if (!pass_on_nothing()) return false;
    return posix_spawn_file_actions_init(&actions_) == 0 &&
           posix_spawn_file_actions_adddup2(&actions_, kPassedOn, kRemoteSocket) == 0 &&
           posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO) == 0;
  }

  // An errno value.
  int start(const char* path, int socket) {
    if (!ended()) return EBUSY;
    if (dup3(socket, kPassedOn, O_CLOEXEC) < 0) return errno;
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    char* const words[] = {const_cast<char*>(path), nullptr};
    const int error = posix_spawn(&process_, path, &actions_, &attributes, words, environ);
    posix_spawnattr_destroy(&attributes);
    pass_on_nothing();  // or the program's end of the socket would stay open here
    if (error != 0) process_ = -1;
    return error;
  }

  void kill_helper() const {
    if (process_ > 0) kill(process_, SIGKILL);
  }

  bool ended() {
    if (process_ <= 0) return true;
    int status = 0;
    if (waitpid(process_, &status, WNOHANG) == 0) return false;
    was_forbidden_ = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
    process_ = -1;
    return true;
  }
  bool was_forbidden() const { return was_forbidden_; }

 private:
  static bool pass_on_nothing() { return dup3(kOrders, kPassedOn, O_CLOEXEC) >= 0; }

  posix_spawn_file_actions_t actions_ = {};
  pid_t process_ = -1;
  bool was_forbidden_ = false;
};

// What is asked and answered: two numbers, the first of which stays the same.
using Words = std::array<std::uint32_t, 2>;

std::span<const std::uint8_t> bytes_of_words(const Words& words) {
  return {reinterpret_cast<const std::uint8_t*>(words.data()), sizeof words};
}

enum : std::uint32_t { kAlive, kEnded, kForbidden };  // answers to Order::kHasEnded

bool receive(int socket, int limit_ms, RemotePacket& packet) {
  for (;;) {
    pollfd asked = {.fd = socket, .events = POLLIN, .revents = 0};
    const int ready = poll(&asked, 1, limit_ms);
    if (ready < 0 && errno == EINTR) continue;
    if (ready != 1) return false;
    const int got = packet.receive(socket);
    if (got == -EAGAIN) continue;
    return got == 1 && packet.bytes().size() == sizeof(Words);
  }
}

void pause_a_moment() {
  const timespec moment = {.tv_sec = 0, .tv_nsec = 5'000'000};
  nanosleep(&moment, nullptr);
}

[[noreturn]] void lose_starter() {
  constexpr std::string_view kWhy =
      "the starter of the camera helper is gone; so is this program\n";
  static_cast<void>(!write(STDERR_FILENO, kWhy.data(), kWhy.size()));
  _exit(1);
}

}  // namespace

bool ProcessStarter::is_there(std::string_view program) {
  Path path = {};
  return find(program, path) && access(path.data(), X_OK) == 0;
}

Status ProcessStarter::begin(std::string_view program, void (*enter)()) {
  Path path = {};
  if (!find(program, path)) {
    return Status::failure(Code::kUnsupported, "a helper's path has 1 to 255 characters");
  }
  end();
  std::array<int, 2> ends = {};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return Status::failure(Code::kIo, "no socket for the camera helper's starter", 0, errno);
  }
  const pid_t child = fork();
  if (child != 0) {
    close(ends[1]);
    if (child < 0) {
      close(ends[0]);
      return Status::failure(Code::kIo, "no process for the camera helper's starter", 0, errno);
    }
    process_ = child;
    socket_ = ends[0];
    return Status::success();
  }

  prctl(PR_SET_PDEATHSIG, SIGKILL);  // who died before that closed the socket
  prctl(PR_SET_NAME, "helper-starter");
  for (const int wish : {SIGINT, SIGTERM, SIGHUP}) signal(wish, SIG_IGN);
  Starter starter;
  if (!starter.prepare(ends[1])) _exit(1);
  if (enter != nullptr) enter();
  // Who has become another user lost that; then the end of the socket is all that tells.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (;;) {
    RemotePacket packet;
    if (!receive(kOrders, -1, packet)) _exit(0);
    Words words = {};
    std::memcpy(words.data(), packet.bytes().data(), sizeof words);
    switch (Order{words[0]}) {
      case Order::kStart:
        words[1] =
            packet.descriptor_count() == 1
                ? static_cast<std::uint32_t>(starter.start(path.data(), packet.descriptor(0)))
                : EINVAL;
        break;
      case Order::kKill:
        starter.kill_helper();
        break;
      case Order::kHasEnded:
        words[1] = !starter.ended() ? kAlive : starter.was_forbidden() ? kForbidden : kEnded;
        break;
    }
    if (send_packet(kOrders, bytes_of_words(words)) < 0) _exit(0);
  }
}

bool ProcessStarter::ask(Order order, int socket, int& answer) const {
  Words words = {static_cast<std::uint32_t>(order), 0};
  const std::span<const int> passed(&socket, socket >= 0 ? 1 : 0);
  RemotePacket packet;
  if (send_packet(socket_, bytes_of_words(words), passed) < 0 ||
      !receive(socket_, kPatienceMs, packet)) {
    return false;
  }
  std::memcpy(words.data(), packet.bytes().data(), sizeof words);
  answer = static_cast<int>(words[1]);
  return true;
}

Status ProcessStarter::start(int socket) {
  int error = 0;
  if (!ask(Order::kStart, socket, error)) lose_starter();
  if (error == 0) return Status::success();
  return Status::failure(error == ENOENT ? Code::kNotFound : Code::kIo,
                         "the camera helper cannot be started", 0, error);
}

void ProcessStarter::kill_helper() {
  int none = 0;
  if (!ask(Order::kKill, -1, none)) lose_starter();
}

bool ProcessStarter::ended() {
  int result = 0;
  if (!ask(Order::kHasEnded, -1, result)) lose_starter();
  was_forbidden_ = result == kForbidden;
  return result != kAlive;
}

void ProcessStarter::end() {
  if (process_ <= 0) return;
  constexpr int kLooks = 40;
  int ended = 0;
  bool answers = ask(Order::kKill, -1, ended);
  for (int i = 0; i < kLooks && answers && ended == 0; ++i) {
    answers = ask(Order::kHasEnded, -1, ended);
    if (ended == 0) pause_a_moment();
  }
  close(socket_);  // which it takes for its end
  if (answers) waitpid(process_, nullptr, 0);
  process_ = socket_ = -1;
}

}  // namespace ocellus::capture

// Linked into the camera program of an image for tests: a second process beside the camera that
// does on the board what only somebody inside can, as the console orders, one line each:
//
//   control ID VALUE   sets a control of /dev/video0; both numbers as C writes them
//   write FILE TEXT    as echo does
//   kill NAME          the process whose name begins so
//   stop NAME          likewise, with SIGSTOP
//   offer TEXT         as an update, at its socket
//   leave              the first process is asked to switch off
//   loop NAME, deadlock NAME, freeze NAME, seize, multiply, eat, starve, flood
//                      misdeeds.hpp
//   try DEED           with the camera's rights (prober.hpp)
//   show FILE          its text; status NAME: what the kernel says of the process
//   measure            gauge.hpp
//   rest MILLISECONDS  answers so much later
//   busy               a processor has no pause until the next order, which answers this one too:
//                      where idle time is skipped none is. Says so every 0.1 s
//
// It answers each with {"notice":"insider","order":...,"error":errno,"time":seconds since boot}; 0
// is success.
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/board/gauge.hpp"
#include "tests/board/misdeeds.hpp"
#include "tests/board/prober.hpp"

namespace ocellus::tests {
namespace {

int set_control(const char* words) {
  char* end = nullptr;
  v4l2_control wish = {};
  wish.id = static_cast<__u32>(std::strtoul(words, &end, 0));
  wish.value = static_cast<__s32>(std::strtol(end, nullptr, 0));
  const int device = open("/dev/video0", O_RDWR | O_CLOEXEC);
  if (device < 0) return errno;
  const int error = ioctl(device, VIDIOC_S_CTRL, &wish) < 0 ? errno : 0;
  close(device);
  return error;
}

int write_text(char* words) {
  char* const gap = std::find(words, words + std::string_view(words).size(), ' ');
  if (*gap == '\0') return EINVAL;
  *gap = '\0';
  const std::string_view text = gap + 1;
  const int file = open(words, O_WRONLY | O_CLOEXEC);
  *gap = ' ';
  if (file < 0) return errno;
  const int error = write(file, text.data(), text.size()) < 0 ? errno : 0;
  close(file);
  return error;
}

int offer_update(std::string_view text) {
  const sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/run/ocellus/update"};
  const int sender = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (sender < 0) return errno;
  const bool sent =
      connect(sender, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      send(sender, text.data(), text.size(), MSG_NOSIGNAL) > 0;
  const int error = sent ? 0 : errno;
  close(sender);
  return error;
}

int signal_process(std::string_view name, int signal) {
  const pid_t process = find_process(name);
  if (process == 0) return ESRCH;
  return kill(process, signal) < 0 ? errno : 0;
}

// {"notice":"insider","text":...}, a bar for the end of each line.
int show(const char* path) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno;
  std::array<char, 2048> text;
  const ssize_t length = read(file, text.data(), text.size());
  close(file);
  if (length < 0) return errno;
  const auto end = text.begin() + length;
  std::replace(text.begin(), end, '\n', '|');
  std::replace_if(
      text.begin(), end, [](char c) { return c < ' ' || c > '~' || c == '"' || c == '\\'; }, ' ');
  std::printf("{\"notice\":\"insider\",\"text\":\"%.*s\"}\n", static_cast<int>(length),
              text.data());
  std::fflush(stdout);
  return 0;
}

int show_status(std::string_view name) {
  const pid_t process = find_process(name);
  if (process == 0) return ESRCH;
  std::array<char, 32> path;
  std::snprintf(path.data(), path.size(), "/proc/%d/status", process);
  return show(path.data());
}

// Of the process whose name begins so.
int do_to(std::string_view name, int (*misdeed)(pid_t)) {
  const pid_t process = find_process(name);
  return process == 0 ? ESRCH : misdeed(process);
}

int rest(const char* milliseconds) {
  const long time = std::strtol(milliseconds, nullptr, 10);
  timespec left = {.tv_sec = time / 1000, .tv_nsec = time % 1000 * 1'000'000};
  return nanosleep(&left, nullptr) < 0 ? errno : 0;
}

int be_busy() {
  constexpr double kEvery = 0.1;
  double said = 0;
  for (pollfd console = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
       poll(&console, 1, 0) == 0;) {
    if (seconds_since_boot() - said < kEvery) continue;
    said = seconds_since_boot();
    constexpr std::string_view kLine = "{\"notice\":\"insider\",\"text\":\"busy\"}\n";
    if (write(STDOUT_FILENO, kLine.data(), kLine.size()) < 0) return errno;
  }
  return 0;
}

int obey(char* order) {
  const std::string_view words = order;
  if (words.starts_with("control ")) return set_control(order + 8);
  if (words.starts_with("write ")) return write_text(order + 6);
  if (words.starts_with("kill ")) return signal_process(words.substr(5), SIGKILL);
  if (words.starts_with("stop ")) return signal_process(words.substr(5), SIGSTOP);
  if (words.starts_with("loop ")) return do_to(words.substr(5), loop);
  if (words.starts_with("deadlock ")) return do_to(words.substr(9), deadlock);
  if (words.starts_with("freeze ")) return do_to(words.substr(7), freeze);
  if (words.starts_with("offer ")) return offer_update(words.substr(6));
  if (words == "measure") return measure();
  if (words.starts_with("rest ")) return rest(order + 5);
  if (words == "busy") return be_busy();
  if (words == "seize") return seize_first_process();
  if (words == "leave") return kill(1, SIGTERM) < 0 ? errno : 0;
  if (words == "multiply") return multiply();
  if (words == "eat") return eat();
  if (words == "starve") return starve();
  if (words == "flood") return flood();
  if (words.starts_with("try ")) return try_deed(words.substr(4));
  if (words.starts_with("show ")) return show(order + 5);
  if (words.starts_with("status ")) return show_status(words.substr(7));
  return EINVAL;
}

void answer(const char* order, int error) {
  std::array<char, 256> line;
  const int length =
      std::snprintf(line.data(), line.size(),
                    "{\"notice\":\"insider\",\"order\":\"%s\",\"error\":%d,\"time\":%.3f}\n", order,
                    error, seconds_since_boot());
  (void)!write(STDOUT_FILENO, line.data(), static_cast<std::size_t>(length));
}

[[noreturn]] void serve() {
  termios console = {};
  if (tcgetattr(STDIN_FILENO, &console) == 0) {
    console.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &console);
  }
  for (;;) {
    std::array<char, 160> order;
    const ssize_t length = read(STDIN_FILENO, order.data(), order.size());  // a line, or less
    if (length <= 0) _exit(0);
    if (order[static_cast<std::size_t>(length - 1)] != '\n') continue;
    order[static_cast<std::size_t>(length - 1)] = '\0';
    answer(order.data(), obey(order.data()));
  }
}

// Before the camera's own main().
[[gnu::constructor]] void begin() {
  if (fork() != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NAME, "insider");
  serve();
}

}  // namespace
}  // namespace ocellus::tests

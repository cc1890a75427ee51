// Linked into the camera program of an image for tests: a second process beside the camera that
// does on the board what only somebody inside can, as the console orders, one line each:
//
//   control ID VALUE   sets a control of /dev/video0; both numbers as C writes them
//   write FILE TEXT    as echo does
//   kill NAME          the process whose name begins so
//   stop NAME          likewise, with SIGSTOP
//   multiply           a process that starts others without end, and they do too
//   eat                a process that takes all memory there is
//   seize              the first process, which no signal stops: as a debugger does
//
// It answers each with {"notice":"insider","order":...,"error":errno}; 0 is success.
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

using Name = std::array<char, 16>;  // what the kernel keeps of one

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

int signal_process(std::string_view wanted, int signal) {
  constexpr pid_t kMost = 32768;
  wanted = wanted.substr(0, std::tuple_size_v<Name> - 1);
  for (pid_t process = 2; process < kMost; ++process) {
    std::array<char, 32> path;
    std::snprintf(path.data(), path.size(), "/proc/%d/comm", process);
    const int file = open(path.data(), O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    Name name = {};
    const ssize_t length = read(file, name.data(), name.size());
    close(file);
    if (length <= 0) continue;
    if (std::string_view(name.data(), static_cast<std::size_t>(length)).starts_with(wanted)) {
      return kill(process, signal) < 0 ? errno : 0;
    }
  }
  return ESRCH;
}

int seize_first_process() {
  if (ptrace(PTRACE_SEIZE, 1, nullptr, nullptr) < 0) return errno;
  return ptrace(PTRACE_INTERRUPT, 1, nullptr, nullptr) < 0 ? errno : 0;
}

// In a process of its own, so that this one can still answer.
int misbehave(void (*how)()) {
  const pid_t child = fork();
  if (child == 0) {
    how();
    _exit(0);
  }
  return child < 0 ? errno : 0;
}

void multiply() {
  for (;;) fork();
}

void eat() {
  constexpr std::size_t kBite = std::size_t{1} << 20;
  for (;;) {
    void* const memory = mmap(nullptr, kBite, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED) return;
  }
}

int obey(char* order) {
  const std::string_view words = order;
  if (words.starts_with("control ")) return set_control(order + 8);
  if (words.starts_with("write ")) return write_text(order + 6);
  if (words.starts_with("kill ")) return signal_process(words.substr(5), SIGKILL);
  if (words.starts_with("stop ")) return signal_process(words.substr(5), SIGSTOP);
  if (words == "multiply") return misbehave(multiply);
  if (words == "eat") return misbehave(eat);
  if (words == "seize") return seize_first_process();
  return EINVAL;
}

void answer(const char* order, int error) {
  std::array<char, 256> line;
  const int length =
      std::snprintf(line.data(), line.size(),
                    "{\"notice\":\"insider\",\"order\":\"%s\",\"error\":%d}\n", order, error);
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

// `ocellus board`: an image on the virtual board, its console on this terminal.
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/ocellus/board/board_action.hpp"
#include "tools/ocellus/board/virtual_board.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"

namespace ocellus::tools {
namespace {

using namespace std::chrono_literals;
using board::BoardAction;
using board::VirtualBoard;

constexpr Option kOptions[] = {
    {.name = "--pictures",
     .value = "PATH",
     .help = "what the camera sees: a folder of pictures, an AVI file or a picture"},
    {.name = "--rate",
     .value = "N",
     .help = "the camera's frames per second, 1 to 30 (default 10)"},
    {.name = "--keep", .help = "keep what the board writes in FILE (default: forget it)"},
    {.name = "--kernel", .value = "FILE", .help = "start this kernel, without a boot loader"},
    {.name = "--initramfs", .value = "FILE", .help = "with this file system in memory"},
    {.name = "--when",
     .value = "TEXT",
     .help = "do what follows when TEXT appears on the console (default: at once)"},
    {.name = "--patience",
     .value = "SECONDS",
     .help = "how long to wait for that TEXT, 1 to 3600 (default 60)"},
    {.name = "--press", .value = "HOW", .help = "press the button: short, long, down, up"},
    {.name = "--camera",
     .value = "FAULT",
     .help = "'corrupt N', 'short N', 'stall N' frames; 'freeze S', 'pause S' seconds; 'plug'"},
    {.name = "--unplug-camera", .help = "the camera goes away"},
    {.name = "--screenshot", .value = "FILE", .help = "what the screen shows, as PNG"},
    {.name = "--cut-power", .help = "end without a warning; otherwise the console goes on"},
};
constexpr Usage kUsage = {
    .command = "ocellus board",
    .summary =
        "start an image on the virtual board. On its console, a line that begins with a colon\n"
        "is for the board itself: ':press short', ':unplug', ':corrupt 3', ':cut'; see --help",
    .operands = "[FILE]",
    .least_operands = 0,
    .most_operands = 1,
    .options = kOptions,
    .example = "ocellus board card.img --pictures people/ --when watching --screenshot shot.png",
};

// Ctrl-C and the like as something to wait for, so that the board is ended in good order.
class Interrupts {
 public:
  Interrupts() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    descriptor_ = board::Descriptor(signalfd(-1, &signals_, SFD_CLOEXEC));
  }
  ~Interrupts() {
    descriptor_ = board::Descriptor();
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
  }
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;
  int descriptor() const { return descriptor_.number(); }

 private:
  sigset_t signals_ = {};
  board::Descriptor descriptor_;
};

// The actions that the options name, in the order in which they are done.
Result<std::vector<BoardAction>> actions_of(const Arguments& arguments) {
  std::vector<std::string> lines;
  const auto add = [&](std::string_view option, const std::string& start) {
    if (const auto value = arguments.value(option)) lines.push_back(start + std::string(*value));
  };
  add("--press", "press ");
  add("--camera", "");
  if (arguments.has("--unplug-camera")) lines.emplace_back("unplug");
  add("--screenshot", "screenshot ");
  if (arguments.has("--cut-power")) lines.emplace_back("cut");
  std::vector<BoardAction> actions;
  for (const std::string& line : lines) {
    Result<BoardAction> action = board::read_board_action(line);
    if (!action.ok()) return action.failure();
    actions.push_back(std::move(action.value()));
  }
  return actions;
}

void hear_line(VirtualBoard& it, const std::string& line) {
  Result<Done> done = Done{};
  if (line.starts_with(':')) {
    const Result<BoardAction> action = board::read_board_action(std::string_view(line).substr(1));
    done = action.ok() ? board::act(it, action.value()) : Result<Done>(action.failure());
  } else {
    done = it.type(line + "\n");
  }
  if (!done.ok()) std::fprintf(stderr, "%s\n", done.failure().line().c_str());
}

// Until the board powers off or somebody interrupts.
void attend(VirtualBoard& it, const Interrupts& interrupts) {
  std::string typed;
  bool listening = true;
  while (it.running()) {
    std::array<pollfd, 2> wanted = {pollfd{interrupts.descriptor(), POLLIN, 0},
                                    pollfd{listening ? STDIN_FILENO : -1, POLLIN, 0}};
    if (poll(wanted.data(), wanted.size(), 100) < 0) continue;
    if (wanted[0].revents != 0) return;
    if (wanted[1].revents == 0) continue;
    std::array<char, 1024> part;
    const ssize_t count = read(STDIN_FILENO, part.data(), part.size());
    listening = count > 0;
    if (count > 0) typed.append(part.data(), static_cast<std::size_t>(count));
    for (std::size_t end = 0; (end = typed.find('\n')) != std::string::npos;) {
      hear_line(it, typed.substr(0, end));
      typed.erase(0, end + 1);
    }
  }
}

}  // namespace

int board_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const auto rate = arguments.number("--rate", 1, 30, 10);
  if (!rate.ok()) return misuse(kUsage, rate.failure().line());
  const auto patience = arguments.number("--patience", 1, 3600, 60);
  if (!patience.ok()) return misuse(kUsage, patience.failure().line());
  const auto kernel = arguments.value("--kernel");
  const auto initramfs = arguments.value("--initramfs");
  if (kernel.has_value() != initramfs.has_value()) {
    return misuse(kUsage, "--kernel and --initramfs go together");
  }
  if (arguments.operands().empty() && !kernel) return misuse(kUsage, "an image is missing");
  const auto actions = actions_of(arguments);
  if (!actions.ok()) return misuse(kUsage, actions.failure().line());

  board::VirtualBoardOptions options;
  if (!arguments.operands().empty()) options.image = arguments.operands()[0];
  options.keep_changes = options.card_faults = arguments.has("--keep");
  options.pictures = arguments.value("--pictures");
  options.pictures_per_second = static_cast<double>(rate.value());
  if (kernel) {
    options.direct_boot =
        board::DirectBoot{.kernel = std::string(*kernel), .initramfs = std::string(*initramfs)};
  }
  options.on_console = [](std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  };

  const Interrupts interrupts;
  const auto started = VirtualBoard::start(options);
  if (!started.ok()) return report(started.failure());
  VirtualBoard& it = *started.value();
  if (const auto text = arguments.value("--when")) {
    const auto line = it.wait_for_line(*text, std::chrono::seconds(patience.value()));
    if (!line.ok()) return report(line.failure());
  }
  for (const BoardAction& action : actions.value()) {
    if (const Result<Done> done = board::act(it, action); !done.ok()) return report(done.failure());
  }
  attend(it, interrupts);
  return kExitDone;
}

}  // namespace ocellus::tools

#include "tools/ocellus/board/virtual_board.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>
#include <utility>

#include "tools/ocellus/board/debug_stub.hpp"
#include "tools/ocellus/board/loader_environment.hpp"
#include "tools/ocellus/board/machine_process.hpp"
#include "tools/ocellus/board/picture_feed.hpp"
#include "tools/ocellus/board/qmp.hpp"
#include "tools/ocellus/file.hpp"

namespace ocellus::tools::board {
namespace {

using namespace std::chrono_literals;

constexpr auto kShortPress = 200ms;
constexpr auto kLongPress = 4s;
constexpr auto kAnswer = 5s;       // QEMU's, on a busy machine
constexpr auto kLookAgain = 50ms;  // whether QEMU still runs
constexpr std::size_t kLargestPicture = std::size_t{64} << 20;

// A folder with an unguessable name, gone with this object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code error;
    std::filesystem::path parent = std::filesystem::temp_directory_path(error);
    std::string pattern = (error ? "/tmp" : parent.string()) + "/ocellus-board-XXXXXX";
    if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;  // empty when it could not be made
};

std::string first_line(const std::string& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

Result<Done> check_file(const std::string& path, int access_mode, const char* remedy) {
  if (access(path.c_str(), access_mode) == 0) return Done{};
  return Failure{path, std::string("cannot be opened: ") + std::strerror(errno), remedy};
}

Result<Done> check_files(const QemuCommand& command) {
  if (!command.image.empty()) {
    const bool written = command.keep_changes || command.card_faults ||
                         !command.write_log.empty() || command.time_warp;
    const Result<Done> image =
        check_file(command.image, written ? R_OK | W_OK : R_OK, "make one with ocellus image");
    if (!image.ok()) return image;
  }
  if (!command.direct_boot) {
    return check_file(command.loader, R_OK, "apt install u-boot-qemu");
  }
  const Result<Done> kernel = check_file(command.direct_boot->kernel, R_OK, "check the path");
  if (!kernel.ok()) return kernel;
  return check_file(command.direct_boot->initramfs, R_OK, "check the path");
}

}  // namespace

struct VirtualBoard::Machinery {
  TemporaryFolder folder;
  std::unique_ptr<CameraServer> camera;
  MachineProcess process;
  std::unique_ptr<Console> console;
  std::optional<Qmp> qmp;
  std::optional<Gpio> gpio;
  std::vector<std::string> sticks;  // by their number; empty once pulled out
  bool card_faults = false;
  unsigned faults = 0;  // of the card, so far

  std::string log() const { return folder.path() + "/log"; }

  // QEMU's connection to one of our sockets.
  Result<Descriptor> connection(const Descriptor& listener, Deadline deadline) {
    for (;;) {
      Descriptor socket = accept_from(listener, std::min(deadline, after(kLookAgain)));
      if (socket.open()) return socket;
      if (!process.running()) {
        return Failure{"QEMU", "gave up: " + first_line(log()),
                       "apt install qemu-system-arm, version 7.2 or newer"};
      }
      if (std::chrono::steady_clock::now() >= deadline) {
        return Failure{"QEMU", "does not come up", "try again when the machine is less busy"};
      }
    }
  }

  Result<Done> start(const VirtualBoardOptions& options, const QemuCommand& command);
  Result<Done> find_gpio(LineChannel qtest);
  Result<Done> debug(Result<Done> (*what)(DebugStub));
};

// The machine is held meanwhile. QEMU has one stub at a time.
Result<Done> VirtualBoard::Machinery::debug(Result<Done> (*what)(DebugStub)) {
  const std::string path = folder.path() + "/debugger";
  std::error_code ignored;
  std::filesystem::remove(path, ignored);  // of the last time
  const Result<Descriptor> listener = listen_at(path);
  if (!listener.ok()) return listener.failure();
  const auto asked = qmp->monitor("gdbserver unix:" + path, kAnswer);
  if (!asked.ok()) return asked.failure();
  Descriptor socket = accept_from(listener.value(), after(kAnswer));
  if (!socket.open()) return Failure{"QEMU", "has no stub for debuggers: " + asked.value()};
  const Result<Done> done = what(DebugStub(std::move(socket)));
  const auto ended = qmp->monitor("gdbserver none", kAnswer);
  if (done.ok() && !ended.ok()) return ended.failure();
  return done;
}

// Held before its first instruction until everything is watched.
Result<Done> VirtualBoard::Machinery::start(const VirtualBoardOptions& options,
                                            const QemuCommand& command) {
  Result<Descriptor> console_listener = listen_at(command.console_socket());
  if (!console_listener.ok()) return console_listener.failure();
  Result<Descriptor> qmp_listener = listen_at(command.qmp_socket());
  if (!qmp_listener.ok()) return qmp_listener.failure();
  Result<Descriptor> qtest_listener = listen_at(command.qtest_socket());
  if (!qtest_listener.ok()) return qtest_listener.failure();

  if (!command.write_log.empty() && !std::ofstream(command.write_log)) {
    return Failure{command.write_log, "cannot be written", "check its folder"};
  }
  if (!command.direct_boot) {
    const Result<Done> written = write_loader_environment(command.environment_file());
    if (!written.ok()) return written;
  }
  std::vector<std::string> words = qemu_words(command);
  words.emplace_back("-S");
  Result<MachineProcess> started = MachineProcess::start(words, log());
  if (!started.ok()) return started.failure();
  process = std::move(started.value());

  const Deadline deadline = after(options.patience);
  Result<Descriptor> qmp_socket = connection(qmp_listener.value(), deadline);
  if (!qmp_socket.ok()) return qmp_socket.failure();
  Result<Descriptor> console_socket = connection(console_listener.value(), deadline);
  if (!console_socket.ok()) return console_socket.failure();
  Result<Descriptor> qtest_socket = connection(qtest_listener.value(), deadline);
  if (!qtest_socket.ok()) return qtest_socket.failure();

  qmp.emplace(LineChannel(std::move(qmp_socket.value())));
  if (Result<Done> greeted = qmp->greet(options.patience); !greeted.ok()) return greeted;
  if (Result<Done> found = find_gpio(LineChannel(std::move(qtest_socket.value()))); !found.ok()) {
    return found;
  }
  if (options.button_down) {
    const Result<Done> down = gpio->set_input(pins::kButton, true, kAnswer);
    if (!down.ok()) return down;
  }
  console = std::make_unique<Console>(std::move(console_socket.value()), options.on_console);
  const auto running = qmp->execute("cont", nullptr, kAnswer);
  if (!running.ok()) return running.failure();
  return Done{};
}

Result<Done> VirtualBoard::Machinery::find_gpio(LineChannel qtest) {
  const Result<std::string> tree = qmp->monitor("info qom-tree", kAnswer);
  if (!tree.ok()) return tree.failure();
  std::string device = find_in_qom_tree(tree.value(), kGpioType);
  if (device.empty()) {
    return Failure{"QEMU", "has no GPIO controller on this machine",
                   "use Debian's QEMU, version 7.2 or newer"};
  }
  gpio.emplace(std::move(qtest), std::move(device));
  return gpio->watch(kAnswer);
}

VirtualBoard::VirtualBoard(std::unique_ptr<Machinery> machinery)
    : machinery_(std::move(machinery)) {}

VirtualBoard::~VirtualBoard() { cut_power(); }

Result<std::unique_ptr<VirtualBoard>> VirtualBoard::start(const VirtualBoardOptions& options) {
  auto machinery = std::make_unique<Machinery>();
  machinery->card_faults = options.card_faults;
  if (machinery->folder.path().empty()) {
    return Failure{"the folder for temporary files", "cannot be written to", "set TMPDIR"};
  }
  // QEMU takes what stands before a colon for a protocol, but not in an absolute path.
  std::error_code ignored;
  const QemuCommand command = {
      .image = options.image.empty() ? std::string()
                                     : std::filesystem::absolute(options.image, ignored).string(),
      .keep_changes = options.keep_changes,
      .card_faults = options.card_faults,
      .read_only = options.read_only_card,
      .write_log = options.write_log,
      .time_warp = options.time_warp,
      .camera = options.pictures.has_value(),
      .direct_boot = options.direct_boot,
      .sockets = machinery->folder.path()};
  if (const Result<Done> there = check_files(command); !there.ok()) return there.failure();
  if (options.pictures) {
    Result<std::unique_ptr<PictureFeed>> feed = open_picture_feed(*options.pictures);
    if (!feed.ok()) return feed.failure();
    Result<std::unique_ptr<CameraServer>> camera =
        CameraServer::start(command.camera_socket(), std::move(feed.value()),
                            camera_modes(options.pictures_per_second), options.camera_plugged_in);
    if (!camera.ok()) return camera.failure();
    machinery->camera = std::move(camera.value());
  }
  if (const Result<Done> up = machinery->start(options, command); !up.ok()) return up.failure();
  return std::unique_ptr<VirtualBoard>(new VirtualBoard(std::move(machinery)));
}

Result<ConsoleLine> VirtualBoard::wait_for_line(std::string_view text, Patience patience) {
  return machinery_->console->wait_for(text, after(patience));
}

Result<ConsoleLine> VirtualBoard::next_line(Patience patience) {
  return machinery_->console->next(after(patience));
}

Result<Done> VirtualBoard::type(std::string_view text) {
  return machinery_->console->type(text, after(kAnswer));
}

Result<Done> VirtualBoard::screenshot(const std::string& file) {
  const std::string shot = machinery_->folder.path() + "/screen.png";
  const auto taken = machinery_->qmp->execute(
      "screendump", {{"filename", shot}, {"format", "png"}, {"device", kDisplayDevice}}, kAnswer);
  if (!taken.ok()) return taken.failure();
  const auto picture = read_file(shot, kLargestPicture);
  if (!picture.ok()) return picture.failure();
  return write_file(file, picture.value());
}

Result<Done> VirtualBoard::press(Press press) {
  if (press != Press::kUp) {
    const Result<Done> down = gpio().set_input(pins::kButton, true, kAnswer);
    if (!down.ok() || press == Press::kDown) return down;
    std::this_thread::sleep_for(press == Press::kShort ? Patience(kShortPress)
                                                       : Patience(kLongPress));
  }
  return gpio().set_input(pins::kButton, false, kAnswer);
}

Result<Done> VirtualBoard::press_power() {
  const auto pressed = machinery_->qmp->execute("system_powerdown", nullptr, kAnswer);
  if (!pressed.ok()) return pressed.failure();
  return Done{};
}

Gpio& VirtualBoard::gpio() { return *machinery_->gpio; }

Result<Done> VirtualBoard::set_card(const CardFault& fault) {
  if (!machinery_->card_faults) {
    return Failure{"the card", "has no faults", "start the board with a card that may have some"};
  }
  for (const QmpRequest& request : card_requests(fault, ++machinery_->faults)) {
    const auto done = machinery_->qmp->execute(request.command, request.arguments, kAnswer);
    if (!done.ok()) return done.failure();
  }
  return Done{};
}

CameraServer* VirtualBoard::camera() { return machinery_->camera.get(); }

Result<std::string> VirtualBoard::monitor(std::string_view line) {
  return machinery_->qmp->monitor(line, kAnswer);
}

Result<Done> VirtualBoard::plug_stick(const std::string& file) {
  if (const auto there = check_file(file, R_OK, "check the path"); !there.ok()) return there;
  std::error_code ignored;
  const std::string path = std::filesystem::absolute(file, ignored).string();
  const std::string name = "stick" + std::to_string(machinery_->sticks.size());
  // The monitor has no word for success but for some commands, and says nothing.
  const auto drive =
      monitor("drive_add 0 if=none,format=raw,readonly=on,id=" + name + ",file=" + escaped(path));
  if (!drive.ok()) return drive.failure();
  const auto device = monitor("device_add usb-storage,removable=on,id=" + name + ",drive=" + name);
  if (!device.ok()) return device.failure();
  if (!device.value().empty()) return Failure{file, "is no stick: " + device.value()};
  machinery_->sticks.push_back(file);
  return Done{};
}

Result<Done> VirtualBoard::pull_stick(const std::string& file) {
  auto& sticks = machinery_->sticks;
  const auto stick = std::find(sticks.rbegin(), sticks.rend(), file);
  if (stick == sticks.rend()) return Failure{file, "is not plugged in"};
  const auto number = sticks.rend() - stick - 1;
  stick->clear();
  const auto gone = monitor("device_del stick" + std::to_string(number));
  if (!gone.ok()) return gone.failure();
  if (!gone.value().empty()) return Failure{file, "stays: " + gone.value()};
  return Done{};
}

std::vector<std::string> VirtualBoard::take_events() { return machinery_->qmp->take_events(); }

Result<Done> VirtualBoard::hang_processors() {
  return machinery_->debug(
      [](DebugStub stub) { return stub.hang_processors(kProcessors, kAnswer); });
}

Result<Done> VirtualBoard::forget_translations() {
  return machinery_->debug([](DebugStub stub) { return stub.forget_translations(kAnswer); });
}

void VirtualBoard::cut_power() { machinery_->process.kill_now(); }

bool VirtualBoard::running() { return machinery_->process.running(); }

Result<Done> VirtualBoard::wait_for_power_off(Patience patience) {
  if (machinery_->process.wait_for_end(after(patience))) return Done{};
  return Failure{"the board", "did not power off in time"};
}

}  // namespace ocellus::tools::board

// A board without hardware: QEMU with a disk image, a USB camera, a screen, GPIO and a watchdog.
//
//   auto board = VirtualBoard::start({.image = "card.img", .pictures = "people/"});
//   if (!board.ok()) ...
//   auto& it = *board.value();
//   it.wait_for_line("watching", 10s);
//   it.camera()->apply({.kind = CameraFault::Kind::kCorrupt, .count = 3});
//   it.press(Press::kShort);
//   it.screenshot("shot.png");
//
// Every call that waits has a deadline. The object ends QEMU when it goes away, and the kernel ends
// QEMU when the thread that called start() goes away, however that happens. One thread uses the
// object, except camera(), which any thread may.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/board/camera_server.hpp"
#include "tools/ocellus/board/card_fault.hpp"
#include "tools/ocellus/board/console.hpp"
#include "tools/ocellus/board/qemu_command.hpp"
#include "tools/ocellus/board/qtest.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

// What a finger does to the board's button.
enum class Press : std::uint8_t {
  kShort,  // 0.2 s
  kLong,   // 4 s
  kDown,   // stays down until kUp
  kUp,
};

struct VirtualBoardOptions {
  std::string image = {};       // a raw disk image; may be empty with direct_boot
  bool keep_changes = false;    // what the board writes goes into the image's file
  bool card_faults = false;     // the card may be given faults while the board runs; keeps changes
  bool read_only_card = false;  // it can only be read, from the start; with card_faults
  std::string write_log = {};   // a new file: all that it writes, in order; keeps changes
  // A day in an hour: idle time passes at once. Without pictures and faults of the card; the
  // image's size is a power of two (qemu_command.hpp says why). Keeps changes.
  bool time_warp = false;
  std::optional<std::string> pictures = {};  // a folder, an AVI file, a picture; without: no camera
  double pictures_per_second = 10;           // 0.1 to 30
  bool camera_plugged_in = true;             // at power-on
  bool button_down = false;                  // at power-on
  std::optional<DirectBoot> direct_boot = {};  // a kernel and its file system without a loader
  std::chrono::seconds patience{30};           // for QEMU itself to come up, not for the guest
  // Hears what the board writes to its console, as it comes, on another thread.
  std::function<void(std::string_view)> on_console = {};
};

class VirtualBoard {
 public:
  using Patience = std::chrono::milliseconds;

  // Fails when a file is missing, QEMU is not installed or refuses its command line (the failure
  // has its first words), or no picture can be read.
  static Result<std::unique_ptr<VirtualBoard>> start(const VirtualBoardOptions& options);

  ~VirtualBoard();
  VirtualBoard(const VirtualBoard&) = delete;
  VirtualBoard& operator=(const VirtualBoard&) = delete;

  // The first console line with `text` in it that no earlier call has returned or passed over.
  // Fails when there is none before the deadline or the machine ends.
  Result<ConsoleLine> wait_for_line(std::string_view text, Patience patience);

  // The next whole line behind those.
  Result<ConsoleLine> next_line(Patience patience);

  // What a person types on the console.
  Result<Done> type(std::string_view text);

  // What the screen shows, as a PNG file.
  Result<Done> screenshot(const std::string& file);

  Result<Done> press(Press press);
  // The machine's own power button, which pulses pins::kPowerButton for 0.1 s.
  Result<Done> press_power();

  // The board's GPIO: outputs watched from power-on, inputs set.
  Gpio& gpio();

  // What its card does from now on; on a board that was started with card_faults.
  Result<Done> set_card(const CardFault& fault);

  // nullptr on a board without pictures.
  CameraServer* camera();

  // A line for QEMU's own monitor, "info status" for one, and its answer.
  Result<std::string> monitor(std::string_view line);

  // Names of QEMU's events since the last call: RESET, WATCHDOG, SHUTDOWN and the like.
  std::vector<std::string> take_events();

  // Every processor does nothing any more and heeds nothing, as with a kernel that is dead with its
  // interrupts off. The machine's devices, the watchdog among them, go on.
  Result<Done> hang_processors();

  // A USB stick with the bytes of `file`, which is not written to, in a free socket; and out again,
  // in the middle of whatever it does. Several may be in. `file` may change as soon as it is out.
  Result<Done> plug_stick(const std::string& file);
  Result<Done> pull_stick(const std::string& file);

  // After a reset: QEMU translates anew what runs from now on. It watches over the memory of all
  // code that it has translated, until the last of it is overwritten: a loader that unpacks a
  // kernel where another one ran takes ten times as long as at power-on.
  Result<Done> forget_translations();

  // The machine at once without power, as when the plug is pulled.
  void cut_power();

  // False once the guest has powered off or the power was cut.
  bool running();
  Result<Done> wait_for_power_off(Patience patience);

 private:
  struct Machinery;
  explicit VirtualBoard(std::unique_ptr<Machinery> machinery);

  std::unique_ptr<Machinery> machinery_;
};

}  // namespace ocellus::tools::board

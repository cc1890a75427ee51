// QEMU's test protocol, of which two commands serve here: setting a device's input line, and
// watching its output lines.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tools/ocellus/board/channel.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

// The lines of the machine's GPIO controller, a PL061.
inline constexpr int kGpioLines = 8;

struct QtestMessage {
  enum class Kind { kOk, kFailed, kLevel, kOther };

  Kind kind = Kind::kOther;
  int line = 0;           // of kLevel, 0..kGpioLines - 1
  bool level = false;     // of kLevel
  std::string text = {};  // of kFailed: why
};

QtestMessage read_qtest(std::string_view line);
std::string qtest_set_input(std::string_view device, int line, bool level);
std::string qtest_watch_outputs(std::string_view device);

class Gpio {
 public:
  using Patience = std::chrono::milliseconds;

  struct Edge {
    Deadline time;  // when it was read, not when it happened
    int line = 0;
    bool level = false;
  };

  // `device` is the controller's path in QEMU's object tree.
  // A thread hears what changes: QEMU stands still for ever once some 280 changes wait to be read.
  Gpio(LineChannel channel, std::string device);
  ~Gpio();
  Gpio(const Gpio&) = delete;
  Gpio& operator=(const Gpio&) = delete;

  // From now on levels of outputs are known. Once.
  Result<Done> watch(Patience patience);

  // `line` is 0..kGpioLines - 1.
  Result<Done> set_input(int line, bool level, Patience patience);

  // The level of an output as last heard, low before the first change.
  bool output(int line);
  // Until the output has that level; fails at the deadline.
  Result<Done> wait_for_output(int line, bool level, Patience patience);
  // All changes of outputs since the last call, the oldest first; at most the last 4096.
  std::vector<Edge> take_edges();

 private:
  Result<Done> command(const std::string& words, Patience patience);
  void listen();
  void note(const QtestMessage& message);

  LineChannel channel_;  // the thread reads, the others write
  const std::string device_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::array<bool, kGpioLines> levels_ = {};
  std::vector<Edge> edges_;
  std::deque<QtestMessage> answers_;  // to commands, in their order
  bool ended_ = false;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace ocellus::tools::board

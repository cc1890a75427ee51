// A device under test: the image on the virtual board, and what it says, line by line.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/board/virtual_board.hpp"

namespace ocellus::tests {

// A line of the console that is a JSON document: an event or a notice.
struct Saying {
  std::chrono::milliseconds time{0};  // since the processor began
  std::string text;
  nlohmann::json json;

  // The value of a key as text; empty where there is none.
  std::string operator[](const char* key) const;
  bool is_notice(std::string_view who) const { return (*this)["notice"] == who; }
  // Whether the camera writes it down too: not how fast it goes, which frames it saw and what is
  // wrong with the card, until it is over; why the board started is in the first process's log, and
  // what the insider says is nobody's.
  bool is_for_the_journal() const;
};

class Device {
 public:
  using Milliseconds = std::chrono::milliseconds;
  using Wanted = std::function<bool(const Saying&)>;

  // The image that the build made (BOARD_IMAGE), with pictures before its camera. A failure to
  // start fails the test, and then nothing ever comes.
  explicit Device(tools::board::VirtualBoardOptions options);

  // The next saying that is wanted, of those that no earlier call returned or passed over. Fails
  // the test, and is empty, when there is none in time.
  std::optional<Saying> next(std::string_view what, const Wanted& wanted, Milliseconds patience);
  std::optional<Saying> next_event(Milliseconds patience);
  std::optional<Saying> next_notice(std::string_view who, const char* key, std::string_view value,
                                    Milliseconds patience);

  // Whether a line that is no JSON comes with `text` in it, behind those that an earlier call here
  // found; other calls pass over none of them.
  bool says(std::string_view text, Milliseconds patience);

  // The next line of any kind that has one of these texts in it; empty when there is none in time.
  std::string next_line(std::initializer_list<std::string_view> texts, Milliseconds patience);

  // Passes over what has been said until now.
  void hear_all();

  // All that was heard so far, the passed over too.
  const std::vector<Saying>& heard() const { return heard_; }
  // Lines that are no JSON: the boot loader's, the kernel's, and complaints.
  const std::string& console() const { return console_; }
  // For whoever asks why: the newest lines of all kinds with their times, and what the virtual USB
  // camera believes.
  std::string situation();

  // How often the first process has started the camera.
  int starts() const;

  tools::board::VirtualBoard& board() { return *board_; }
  bool is_running() { return board_ != nullptr && board_->running(); }

 private:
  // The next line until the deadline; nothing when there is none. One that is no saying is empty.
  // Where messages of the kernel break into a line it is put together again.
  std::optional<Saying> hear(Milliseconds patience);

  std::unique_ptr<tools::board::VirtualBoard> board_;
  std::vector<Saying> heard_;
  std::string console_;
  std::size_t found_ = 0;  // where says() goes on in it
  std::string torn_;       // the beginning of a line that the kernel broke into
  std::deque<tools::board::ConsoleLine> newest_;
};

}  // namespace ocellus::tests

// The board's serial console: a thread reads it line by line, others wait for lines.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "tools/ocellus/board/channel.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

struct ConsoleLine {
  std::chrono::milliseconds time{0};  // since the console was opened
  std::string text;                   // without its end
};

class Console {
 public:
  // `socket` is connected and non-blocking. `on_bytes` hears what comes, as it comes, on the
  // thread.
  Console(Descriptor socket, std::function<void(std::string_view)> on_bytes);
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  // The first line with `text` in it behind those that earlier calls returned or passed over; of
  // what nobody waited for the newest 100000 lines are kept. A prompt without an end of line counts
  // when `text` is in it.
  Result<ConsoleLine> wait_for(std::string_view text, Deadline deadline);

  // The next whole line behind those, whatever it says.
  Result<ConsoleLine> next(Deadline deadline);

  // What a person types. Fails when the board takes nothing until the deadline.
  Result<Done> type(std::string_view text, Deadline deadline);

  // No more can come.
  bool ended();

 private:
  void listen();
  void take(std::string_view bytes);

  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  Descriptor socket_;
  Descriptor stop_;
  std::function<void(std::string_view)> on_bytes_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<ConsoleLine> lines_;
  std::string rest_;  // of a line that has not ended
  bool ended_ = false;

  std::thread thread_;
};

}  // namespace ocellus::tools::board

// A progress line on stderr for work that takes longer than two seconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace ocellus::tools {

// On a terminal one line is redrawn four times a second and removed at the end; elsewhere (a log)
// a line is written every ten seconds. Nothing at all is printed during the first two seconds.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  // `task` names the work: "calibrating"; `total` is in whatever unit `advance` counts, at least 1.
  Progress(std::string task, std::uint64_t total);
  // The same with the stream and the kind of it given: for tests.
  Progress(std::string task, std::uint64_t total, std::FILE* stream, bool terminal,
           Clock::time_point start);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // What is counted are bytes: the line shows how many come a second.
  void show_rate() { rate_ = true; }

  void advance(std::uint64_t steps = 1) { advance_at(steps, Clock::now()); }
  void advance_at(std::uint64_t steps, Clock::time_point now);

 private:
  void draw(Clock::time_point now);

  std::string task_;
  std::uint64_t total_;
  std::uint64_t done_ = 0;
  std::FILE* stream_;
  bool terminal_;
  Clock::time_point start_;
  Clock::time_point next_;
  bool drawn_ = false;
  bool rate_ = false;
};

}  // namespace ocellus::tools

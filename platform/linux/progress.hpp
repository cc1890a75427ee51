// What a program proves of its work: one page of counters that it advances and the process which
// watches over it reads. Both have it mapped; who watches made it and trusts nothing in it.
//
// Every duty has a counter, a word whether it is due, and a deadline. A duty is neglected when it
// was due, and its counter stood still, for longer than its deadline.
//
//   duty        advances                                      is due
//   turn        with each turn of the program's loop          always
//   frame       with each whole frame that a source gave      while there should be frames: not
//                                                             without a camera
//   inference   when the models have looked at a frame        while frames are to be looked at: not
//                                                             while nothing moves or it pauses,
//                                                             where that may last for ever
//   event       when a record has been written, or given up   while records wait, and the card owes
//               because the card refuses it                   no answer
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "runtime/status.hpp"

namespace ocellus::platform {

enum class Duty : std::uint8_t { kTurn, kFrame, kInference, kEvent };
inline constexpr std::array kDuties = {Duty::kTurn, Duty::kFrame, Duty::kInference, Duty::kEvent};

constexpr std::size_t index(Duty duty) { return static_cast<std::size_t>(duty); }
constexpr std::string_view name(Duty duty) {
  constexpr std::array<std::string_view, kDuties.size()> kNames = {"turn", "frame", "inference",
                                                                   "event"};
  return kNames[index(duty)];
}

using DutyDeadline = std::chrono::milliseconds;
inline constexpr DutyDeadline kShortestDeadline = std::chrono::seconds(1);
inline constexpr DutyDeadline kLongestDeadline = std::chrono::hours(2);
// Until the program has said others.
inline constexpr std::array<DutyDeadline, kDuties.size()> kInitialDeadlines = {
    std::chrono::seconds(10), std::chrono::seconds(30), std::chrono::seconds(30),
    std::chrono::seconds(10)};

// The page's beginning; the rest is not used. All zero: nothing said yet. Words of 32 bits, which
// every processor of ours reads and writes whole; no order among them is needed.
class ProgressPage {
 public:
  // By the program.
  void advance(Duty duty) { counts_[index(duty)].fetch_add(1, std::memory_order_relaxed); }
  void set_due(Duty duty, bool due) {
    const std::uint32_t bit = 1U << index(duty);
    due ? due_.fetch_or(bit, std::memory_order_relaxed)
        : due_.fetch_and(~bit, std::memory_order_relaxed);
  }
  void set_deadline(Duty duty, DutyDeadline deadline);

  // By who watches, whatever the program has written there.
  std::uint32_t count(Duty duty) const {  // wraps around
    return counts_[index(duty)].load(std::memory_order_relaxed);
  }
  bool due(Duty duty) const {
    const std::uint32_t bits = due_.load(std::memory_order_relaxed);
    return duty == Duty::kTurn || (bits >> index(duty) & 1U) != 0;
  }
  // From kShortestDeadline to kLongestDeadline.
  DutyDeadline deadline(Duty duty) const;

  // For another program's life.
  void clear();

 private:
  using Word = std::atomic<std::uint32_t>;
  static_assert(Word::is_always_lock_free && sizeof(Word) == 4);

  std::array<Word, kDuties.size()> counts_ = {};
  std::array<Word, kDuties.size()> deadlines_ = {};  // ms; 0: not said
  Word due_ = 0;
};

// The page as memory that two processes share. Its size is sealed: a program that shrinks it, so
// that who watches would fall, cannot.
class ProgressMemory {
 public:
  // The descriptor under which the watching process hands it to the program.
  static constexpr int kDescriptor = 3;
  static constexpr std::size_t kBytes = 4096;

  // By who watches: new memory, all zero. kIo: there is none.
  Status create();
  int descriptor() const { return descriptor_; }

  // By the program: the page that was handed over under `descriptor`, which is closed then.
  // kNotFound: no such page is there; a file that somebody else left open is not touched.
  Status adopt(int descriptor = kDescriptor);

  // nullptr before.
  ProgressPage* page() const { return page_; }

 private:
  Status map(int descriptor);

  int descriptor_ = -1;
  ProgressPage* page_ = nullptr;
};

}  // namespace ocellus::platform

// Records that wait for the card, in memory of a fixed size: the oldest leaves first, and one that
// finds no room is refused.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ocellus::camera {

// A line of the journal, or a snapshot with its event.
struct WaitingRecord {
  std::chrono::microseconds since_boot{0};  // when it was handed over
  std::uint64_t frame = 0;
  std::string_view text = {};
  std::span<const std::uint8_t> jpeg = {};
};

// Not for two threads at once. But what front() points to stands still until pop(), whatever is
// pushed meanwhile.
class RecordQueue {
 public:
  // `memory` is aligned to 8 bytes and outlives the queue.
  explicit RecordQueue(std::span<std::byte> memory) : memory_(memory) {}

  // What a record takes, in one piece: an empty queue has room for one as large as its memory.
  static constexpr std::size_t extent(std::size_t text, std::size_t jpeg) {
    return (sizeof(Head) + text + jpeg + alignof(Head) - 1) / alignof(Head) * alignof(Head);
  }

  // Copies it. False: there is no room.
  [[nodiscard]] bool push(const WaitingRecord& record);

  // The oldest; nothing when there is none.
  std::optional<WaitingRecord> front() const;
  void pop();  // there is one

  std::uint32_t size() const { return count_; }  // records

 private:
  struct Head {
    std::chrono::microseconds since_boot;
    std::uint64_t frame;
    std::uint32_t text;  // bytes, as the next
    std::uint32_t jpeg;
  };

  std::optional<std::size_t> place(std::size_t bytes);
  Head head() const;

  std::span<std::byte> memory_;
  std::size_t begin_ = 0;  // of the oldest
  std::size_t end_ = 0;    // behind the newest
  std::size_t turn_ = 0;   // where the memory's last record ends, while newer ones stand before it
  bool turned_ = false;
  std::uint32_t count_ = 0;
};

}  // namespace ocellus::camera

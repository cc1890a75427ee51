// The thread that waits for the card, so that nobody who watches has to.
//
// What is to be kept is copied into queues of a fixed size and written in order, lines before
// snapshots. On a device a record that finds its queue full is lost, and counted; at a desk, where
// frames are not gone when they are not looked at, the caller waits instead, and nothing is lost
// however slow the disk is.
//
// Memory, all of it in this object: 64 KiB for lines, 1 MiB for snapshots, 64 KiB for the logs, a
// stack of 1 MiB of which some pages are used. Nothing is allocated after start(). While nothing is
// handed over the thread sleeps, and nothing is written.
//
// Of the system the thread asks clone() to begin, futex() and munmap() to end; of the card openat,
// fstat, ioctl(BLKGETSIZE64, BLKBSZSET), read, pread64, pwrite64, fdatasync, fadvise64, close.
#pragma once

#include <pthread.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "apps/camera/tell/record_queue.hpp"
#include "apps/camera/tell/store.hpp"
#include "drivers/storage/data_layout.hpp"
#include "platform/linux/thread_stack.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

// What the writer has done so far, for whoever tells of it. Counts are of records since the start.
struct WriterFacts {
  std::uint32_t waiting = 0;     // handed over, and not settled
  std::uint32_t settled = 0;     // written or lost; wraps
  std::uint32_t lines_kept = 0;  // of the journal, that last
  // For that they waited, all of them together, since they were handed over.
  std::chrono::microseconds waited{0};
  std::uint32_t lost = 0;     // refused by the card, or by a full queue
  std::uint32_t damaged = 0;  // places of the card that fail and were passed over
  bool asking = false;        // the card owes an answer
  bool dawdles = false;       // it has owed it for StoreWriter::kDawdles: what for shows later
  bool hangs = false;         // it has owed it for StoreWriter::kHangs
  bool overflows = false;     // records were lost for want of room, and some still wait
  Status journal = {};        // what became of its last record; likewise
  Status snapshots = {};
  Status settings = {};
};

class StoreWriter {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kDawdles{1};
  static constexpr std::chrono::seconds kHangs{3};
  static constexpr std::chrono::hours kForEver{24 * 365};

  enum class WhenFull : std::uint8_t { kLose, kWait };

  StoreWriter() = default;
  ~StoreWriter() { static_cast<void>(finish(kForEver)); }
  StoreWriter(const StoreWriter&) = delete;
  StoreWriter& operator=(const StoreWriter&) = delete;

  // The store is the thread's own from now on, but for what ask() does. kIo: no thread is to be
  // had.
  Status start(Store& store);

  // In that thread, before anything else that waits: something that may take as long as the card
  // does. True: it is done. False: not within `patience`; it is being done all the same, and nobody
  // may look at what it works on. `context` lasts as long as this object. One at a time.
  using Job = void (*)(void* context);
  [[nodiscard]] bool ask(Job job, void* context, std::chrono::nanoseconds patience);
  // Whether that is still being done.
  bool is_asked();
  // The same without waiting. After an ask() that returned true; what the job returns is told as
  // WriterFacts::settings.
  using Remember = Status (*)(void* context);
  void post(Remember job, void* context);

  void when_full(WhenFull policy) { when_full_ = policy; }

  // Hand over a line without its end, and a snapshot. kTooLarge: more than a record of theirs
  // holds. Anything else that goes wrong is told in facts().
  Status keep_line(std::string_view line);
  Status keep_snapshot(std::uint64_t frame, std::string_view event,
                       std::span<const std::uint8_t> jpeg);

  WriterFacts facts();

  // Writes what waits, and ends the thread. False: not within `patience`, facts() has what is left;
  // then the thread is still there, and the program is to end by _exit().
  [[nodiscard]] bool finish(std::chrono::nanoseconds patience);

 private:
  static constexpr std::size_t kStackBytes = std::size_t{1} << 20;
  static constexpr std::size_t kLineBytes = std::size_t{64} << 10;
  static constexpr std::size_t kSnapshotBytes =
      2 * RecordQueue::extent(storage::kLongestSnapshotEvent, storage::kLargestSnapshot);
  static_assert(kLineBytes >= 2 * RecordQueue::extent(storage::kLongestLine, 0));

  void keep(RecordQueue& queue, const WaitingRecord& record);
  void work();
  void do_job();
  void write_oldest(RecordQueue& queue);
  Status write_line(const WaitingRecord& record);
  Status write_snapshot(const WaitingRecord& record);
  bool wait_until(Clock::time_point deadline);
  Clock::time_point after(std::chrono::nanoseconds patience) const;

  platform::ThreadStack<kStackBytes> stack_;
  alignas(8) std::array<std::byte, kLineBytes> line_memory_;
  alignas(8) std::array<std::byte, kSnapshotBytes> snapshot_memory_;

  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;  // of all that follows
  pthread_cond_t changed_ = PTHREAD_COND_INITIALIZER;
  pthread_t thread_ = {};
  bool running_ = false;
  bool stopping_ = false;
  bool ended_ = false;
  WhenFull when_full_ = WhenFull::kLose;
  Store* store_ = nullptr;
  Job job_ = nullptr;
  Remember remember_ = nullptr;
  void* context_ = nullptr;
  RecordQueue lines_{line_memory_};
  RecordQueue snapshots_{snapshot_memory_};
  WriterFacts facts_;
};

}  // namespace ocellus::camera

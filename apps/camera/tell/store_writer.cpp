#include "apps/camera/tell/store_writer.hpp"

#include <time.h>

#include <algorithm>

namespace ocellus::camera {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

class Lock {
 public:
  explicit Lock(pthread_mutex_t& mutex) : mutex_(mutex) { pthread_mutex_lock(&mutex_); }
  ~Lock() { pthread_mutex_unlock(&mutex_); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  pthread_mutex_t& mutex_;
};

// The other way round, for what takes its time.
class Unlock {
 public:
  explicit Unlock(pthread_mutex_t& mutex) : mutex_(mutex) { pthread_mutex_unlock(&mutex_); }
  ~Unlock() { pthread_mutex_lock(&mutex_); }
  Unlock(const Unlock&) = delete;
  Unlock& operator=(const Unlock&) = delete;

 private:
  pthread_mutex_t& mutex_;
};

microseconds since_boot() {
  return std::chrono::duration_cast<microseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

Status StoreWriter::start(Store& store) {
  store_ = &store;
  const Status status = stack_.start(
      thread_,
      [](void* own) -> void* {
        static_cast<StoreWriter*>(own)->work();
        return nullptr;
      },
      this);
  running_ = status.ok();
  return status;
}

StoreWriter::Clock::time_point StoreWriter::after(std::chrono::nanoseconds patience) const {
  return Clock::now() + patience;
}

// False: the deadline is past. Called with the lock, which others have meanwhile.
bool StoreWriter::wait_until(Clock::time_point deadline) {
  const auto since = deadline.time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
  const timespec end = {.tv_sec = static_cast<time_t>(seconds.count()),
                        .tv_nsec = static_cast<long>((since - seconds).count())};
  return pthread_cond_clockwait(&changed_, &mutex_, CLOCK_MONOTONIC, &end) == 0 ||
         Clock::now() < deadline;
}

bool StoreWriter::ask(Job job, void* context, std::chrono::nanoseconds patience) {
  const Clock::time_point deadline = after(patience);
  const Lock lock(mutex_);
  job_ = job;
  context_ = context;
  pthread_cond_broadcast(&changed_);
  while (job_ != nullptr) {
    if (!wait_until(deadline)) break;
  }
  return job_ == nullptr;
}

bool StoreWriter::is_asked() {
  const Lock lock(mutex_);
  return job_ != nullptr;
}

void StoreWriter::post(Remember job, void* context) {
  const Lock lock(mutex_);
  remember_ = job;
  context_ = context;
  pthread_cond_broadcast(&changed_);
}

Status StoreWriter::keep_line(std::string_view line) {
  if (line.size() > storage::kLongestLine) {
    return Status::failure(Code::kTooLarge, "a line has more than 1024 bytes", line.size());
  }
  keep(lines_, {.since_boot = since_boot(), .text = line});
  return Status::success();
}

Status StoreWriter::keep_snapshot(std::uint64_t frame, std::string_view event,
                                  std::span<const std::uint8_t> jpeg) {
  if (event.size() > storage::kLongestSnapshotEvent || jpeg.size() > storage::kLargestSnapshot) {
    return Status::failure(Code::kTooLarge, "a snapshot has more than 512 KiB", jpeg.size());
  }
  keep(snapshots_, {.since_boot = since_boot(), .frame = frame, .text = event, .jpeg = jpeg});
  return Status::success();
}

void StoreWriter::keep(RecordQueue& queue, const WaitingRecord& record) {
  const Lock lock(mutex_);
  if (!running_) return;
  while (!queue.push(record)) {
    if (when_full_ == WhenFull::kLose) {
      facts_.overflows = true;
      ++facts_.lost;
      return;
    }
    pthread_cond_wait(&changed_, &mutex_);
  }
  pthread_cond_broadcast(&changed_);
}

WriterFacts StoreWriter::facts() {
  const Lock lock(mutex_);
  WriterFacts facts = facts_;
  facts.waiting = lines_.size() + snapshots_.size();
  if (store_ == nullptr) return facts;
  const auto lasts = store_->call().lasts(Clock::now());
  facts.asking = lasts.has_value();
  facts.dawdles = lasts && *lasts >= kDawdles;
  facts.hangs = lasts && *lasts >= kHangs;
  return facts;
}

bool StoreWriter::finish(std::chrono::nanoseconds patience) {
  const Clock::time_point deadline = after(patience);
  {
    const Lock lock(mutex_);
    if (!running_) return true;
    stopping_ = true;
    pthread_cond_broadcast(&changed_);
    while (!ended_) {
      if (!wait_until(deadline)) break;
    }
    if (!ended_) return false;
    running_ = false;
  }
  pthread_join(thread_, nullptr);
  stack_.release();
  return true;
}

void StoreWriter::work() {
  const Lock lock(mutex_);
  for (;;) {
    if (job_ != nullptr || remember_ != nullptr) {
      do_job();
    } else if (lines_.size() > 0) {
      write_oldest(lines_);
    } else if (snapshots_.size() > 0) {
      write_oldest(snapshots_);
    } else if (stopping_) {
      break;
    } else {
      pthread_cond_wait(&changed_, &mutex_);
      continue;
    }
    pthread_cond_broadcast(&changed_);
  }
  ended_ = true;
  pthread_cond_broadcast(&changed_);
}

// All of a job is the card's time: whatever else it does is quick.
void StoreWriter::do_job() {
  const Job job = job_;
  const Remember remember = remember_;
  void* const context = context_;
  Status status;
  {
    const Unlock unlock(mutex_);
    store_->call().begin();
    if (job != nullptr) {
      job(context);
    } else {
      status = remember(context);
    }
    store_->call().end();
  }
  if (job != nullptr) {
    job_ = nullptr;
  } else {
    remember_ = nullptr;
    facts_.settings = status;
  }
}

void StoreWriter::write_oldest(RecordQueue& queue) {
  const auto record = queue.front();
  if (!record) return;
  const bool is_line = &queue == &lines_;
  Status status;
  std::uint32_t damaged = 0;
  {
    const Unlock unlock(mutex_);
    status = is_line ? write_line(*record) : write_snapshot(*record);
    if (store_->is_open()) damaged = store_->journal()->damaged() + store_->snapshots()->damaged();
  }
  (is_line ? facts_.journal : facts_.snapshots) = status;
  if (!status.ok()) {
    ++facts_.lost;
  } else if (is_line) {
    ++facts_.lines_kept;
    facts_.waited += since_boot() - record->since_boot;
  }
  facts_.damaged = damaged;
  ++facts_.settled;
  queue.pop();
  if (lines_.size() + snapshots_.size() == 0) facts_.overflows = false;
}

Status StoreWriter::write_line(const WaitingRecord& record) {
  if (!store_->is_open()) return store_->absent();
  return store_->journal()->append(
      store_->moment(std::chrono::duration_cast<milliseconds>(record.since_boot)), record.text);
}

Status StoreWriter::write_snapshot(const WaitingRecord& record) {
  if (!store_->is_open()) return store_->absent();
  const storage::SnapshotFacts facts = {
      .moment = store_->moment(std::chrono::duration_cast<milliseconds>(record.since_boot)),
      .frame = record.frame,
      .event = record.text};
  return store_->snapshots()->append(facts, record.jpeg);
}

}  // namespace ocellus::camera

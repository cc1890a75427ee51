// A medium that somebody else can see not answering.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "drivers/storage/block_device.hpp"

namespace ocellus::camera {

// Since when a card has been asked something that it has not answered. One thread asks, any looks.
class CardCall {
 public:
  using Clock = std::chrono::steady_clock;

  // May be nested: the outermost counts.
  void begin() {
    if (depth_++ == 0) since_.store(Clock::now().time_since_epoch(), std::memory_order_relaxed);
  }
  void end() {
    if (--depth_ == 0) since_.store(Clock::duration::zero(), std::memory_order_relaxed);
  }

  // Nothing while it is not being asked.
  std::optional<Clock::duration> lasts(Clock::time_point now) const {
    const Clock::duration since = since_.load(std::memory_order_relaxed);
    if (since == Clock::duration::zero()) return std::nullopt;
    return now.time_since_epoch() - since;
  }

 private:
  int depth_ = 0;
  std::atomic<Clock::duration> since_{Clock::duration::zero()};
};

class AttendedDevice final : public storage::BlockDevice {
 public:
  explicit AttendedDevice(CardCall& call) : call_(call) {}

  // The medium itself, which outlives its use here.
  void attend(storage::BlockDevice* device) { device_ = device; }

  std::uint64_t size() const override { return device_ != nullptr ? device_->size() : 0; }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    return asked([&] { return device_->read(offset, into); });
  }
  Status write(std::uint64_t offset, std::span<const std::byte> from) override {
    return asked([&] { return device_->write(offset, from); });
  }
  Status flush() override {
    return asked([&] { return device_->flush(); });
  }

 private:
  template <typename Question>
  Status asked(const Question& question) {
    if (device_ == nullptr) return Status::failure(Code::kDisconnected, "is not open");
    call_.begin();
    const Status status = question();
    call_.end();
    return status;
  }

  CardCall& call_;
  storage::BlockDevice* device_ = nullptr;
};

}  // namespace ocellus::camera

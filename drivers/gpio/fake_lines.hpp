// Lines without a chip: a test turns the inputs and looks at the outputs.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "drivers/gpio/lines.hpp"

namespace ocellus::gpio {

class FakeLines final : public Lines {
 public:
  static constexpr std::size_t kQueue = 8;  // edges; where more wait, the oldest is lost

  // As ChipLines::open, on a chip that has every line.
  Status open(std::span<const LineSettings> settings) {
    count_ = 0;
    queued_ = 0;
    if (const Status status = check(settings); !status.ok()) return status;
    for (const LineSettings& line : settings) {
      held_[count_++] = {line.line, line.direction, line.active_at_first};
    }
    return Status::success();
  }

  // Every call fails so from now on, such as with kDisconnected; success ends that.
  void fail(Status status) { failure_ = status; }

  // What the world does to an input. Times may not decrease.
  void turn(LineIndex line, bool active, Time time) {
    Held* const held = find(line);
    if (held == nullptr || held->direction != Direction::kInput || held->active == active) return;
    held->active = active;
    const bool full = queued_ == kQueue;
    const LineIndex lost = full ? take().line : line;
    edges_[queued_++] = {line, active, false, time};
    for (std::size_t i = 0; full && i < queued_; ++i) {
      if (edges_[i].line == lost) {
        edges_[i].after_loss = true;
        return;
      }
    }
  }

  // Whether an output is driven active; false for any other line.
  bool is_active(LineIndex line) const {
    for (const Held& held : std::span(held_).first(count_)) {
      if (held.line == line) return held.direction == Direction::kOutput && held.active;
    }
    return false;
  }

  Status set(LineIndex line, bool active) override {
    if (!failure_.ok()) return failure_;
    Held* const held = find(line);
    if (held == nullptr || held->direction != Direction::kOutput) {
      return Status::failure(Code::kUnsupported, "this GPIO line is no output", line.number);
    }
    held->active = active;
    return Status::success();
  }

  Status get(LineIndex line, bool& active) override {
    if (!failure_.ok()) return failure_;
    const Held* const held = find(line);
    if (held == nullptr) {
      return Status::failure(Code::kUnsupported, "this GPIO line was not requested", line.number);
    }
    active = held->active;
    return Status::success();
  }

  // Does not wait: an edge later than the deadline has not happened yet.
  Status next_edge(Edge& edge, Time deadline) override {
    if (!failure_.ok()) return failure_;
    if (queued_ == 0 || edges_[0].time > deadline) {
      return Status::failure(Code::kTimeout, "no GPIO line has changed");
    }
    edge = take();
    return Status::success();
  }

  int descriptor() const override { return -1; }

 private:
  struct Held {
    LineIndex line;
    Direction direction = Direction::kInput;
    bool active = false;
  };

  Held* find(LineIndex line) {
    for (Held& held : std::span(held_).first(count_)) {
      if (held.line == line) return &held;
    }
    return nullptr;
  }

  Edge take() {
    const Edge oldest = edges_[0];
    --queued_;
    for (std::size_t i = 0; i < queued_; ++i) edges_[i] = edges_[i + 1];
    return oldest;
  }

  std::array<Held, kMostLines> held_ = {};
  std::size_t count_ = 0;
  std::array<Edge, kQueue> edges_ = {};
  std::size_t queued_ = 0;
  Status failure_;
};

}  // namespace ocellus::gpio

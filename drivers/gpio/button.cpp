#include "drivers/gpio/button.hpp"

namespace ocellus::gpio {

Button::Button(bool pressed, Time start)
    : state_(pressed ? State::kHeldAtStart : State::kUp), since_(start) {}

std::optional<Press> Button::edge(const Edge& edge) {
  // It may have been long before it was let go, and nobody asked meanwhile.
  std::optional<Press> press;
  if (!edge.active && !edge.after_loss) press = passed(edge.time);
  const State before = state_;
  const auto held = edge.time - since_;
  state_ = edge.active ? State::kDown : State::kUp;
  since_ = edge.time;
  if (press.has_value() || edge.active || edge.after_loss) return press;
  const bool is_short = before == State::kDown && held >= kShortest && held < kShortUpTo;
  return is_short ? std::optional(Press::kShort) : std::nullopt;
}

std::optional<Press> Button::passed(Time now) {
  const std::optional<Time> due = deadline();
  if (!due.has_value() || now < *due) return std::nullopt;
  const Press press = state_ == State::kDown ? Press::kLong : Press::kHeldAtPowerOn;
  state_ = State::kTold;
  return press;
}

std::optional<Time> Button::deadline() const {
  switch (state_) {
    case State::kDown:
      return since_ + kLongFrom;
    case State::kHeldAtStart:
      return since_ + kPowerOnFrom;
    case State::kUp:
    case State::kTold:
      break;
  }
  return std::nullopt;
}

}  // namespace ocellus::gpio

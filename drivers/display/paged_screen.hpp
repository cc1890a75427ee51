// A screen on a graphics device: when to look for one, which page to draw, when to flip, and when
// to begin anew.
#pragma once

#include <chrono>
#include <optional>

#include "drivers/display/card.hpp"
#include "drivers/display/scaler.hpp"
#include "drivers/display/screen.hpp"

namespace ocellus::display {

class PagedScreen final : public Screen {
 public:
  // A flip takes a refresh, 17 ms at 60 Hz. One that has not ended by then never will: the screen
  // is started anew.
  static constexpr std::chrono::milliseconds kFlipIsLost{1000};

  // The card must outlive the screen.
  explicit PagedScreen(Card& card, Isa isa = Isa::kScalar) : card_(card), scaler_(isa) {}
  ~PagedScreen() override { stop(); }
  PagedScreen(const PagedScreen&) = delete;
  PagedScreen& operator=(const PagedScreen&) = delete;

  Status show(const ImageView& picture, Time now, Time deadline) override;
  PixelSize size() const override { return started_ ? card_.page(0).size : PixelSize{}; }

 private:
  Status look(Time now);
  Status end_flip(Time now, Time deadline);
  void stop();

  Card& card_;
  Scaler scaler_;
  bool started_ = false;
  std::optional<Time> looked_;
  std::optional<Time> flipping_;  // since when
  std::size_t shown_ = 0;         // the page on the screen, or about to be
};

}  // namespace ocellus::display

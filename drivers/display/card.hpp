// What a graphics device must do for PagedScreen: one screen, two pages of memory, and flips
// between them at a refresh. Nothing allocates after the device was opened.
#pragma once

#include <cstddef>

#include "drivers/display/scaler.hpp"
#include "drivers/display/screen.hpp"
#include "runtime/status.hpp"

namespace ocellus::display {

class Card {
 public:
  static constexpr std::size_t kPages = 2;

  virtual ~Card() = default;

  // Whether a screen is connected, as far as the kernel knows: quick.
  virtual Status look(bool& connected) = 0;

  // Asks the connected screen for its modes, which takes up to a tenth of a second, gives it black
  // pages and shows page 0. kNotFound when there is none, or none with a mode that fits.
  virtual Status start() = 0;

  // Dark, and the pages given back; also after a failed start().
  virtual void stop() = 0;

  // Of a started card.
  virtual Surface page(std::size_t index) = 0;

  // Shows that page from the next refresh on. Between a flip and its end nothing may be flipped.
  virtual Status flip(std::size_t index) = 0;

  // kTimeout while a flip has not ended by `deadline`.
  virtual Status wait_for_flip(Time deadline) = 0;
};

}  // namespace ocellus::display

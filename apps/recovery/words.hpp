// What the recovery console says, in words for people.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "apps/recovery/facts.hpp"

namespace ocellus::recovery {

// Paragraphs, one a line on the serial console; a screen breaks them.
class Words {
 public:
  static constexpr std::size_t kMost = 24;
  using Paragraph = std::array<char, 224>;

  void clear() { count_ = 0; }
  // As printf; what is too long is cut, and what comes after kMost is left out.
  [[gnu::format(printf, 2, 3)]] void add(const char* format, ...);

  std::size_t size() const { return count_; }
  std::string_view operator[](std::size_t i) const { return paragraphs_[i].data(); }

 private:
  std::array<Paragraph, kMost> paragraphs_;
  std::size_t count_ = 0;
};

// What the device is, as its image says.
struct Identity {
  std::string_view board;
  std::string_view key;  // the first 16 digits; empty: it takes no updates
};

// Why the console runs, for each slot; and the last causes.
void describe(const Facts& facts, const Lines& lines, slots::Slot running, Words& words);

// What helps, and which keys there are.
void advise(const Identity& identity, Words& words);

// The newest lines that the card has.
void recount(const Lines& lines, Words& words);

}  // namespace ocellus::recovery

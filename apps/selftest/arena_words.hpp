// The bytes of an arena as a march goes over them: past the caches, which would answer for it.
#pragma once

#include <cstddef>
#include <span>

#include "apps/selftest/march.hpp"

namespace ocellus::selftest {

class ArenaWords {
 public:
  // Whole words of `bytes`, which begins on a word's boundary.
  explicit ArenaWords(std::span<std::byte> bytes)
      : words_(reinterpret_cast<volatile Word*>(bytes.data())),
        size_(bytes.size() / sizeof(Word)) {}

  std::size_t words() const { return size_; }
  Word read(std::size_t index) const { return words_[index]; }
  void write(std::size_t index, Word word) { words_[index] = word; }
  void settle();

 private:
  volatile Word* words_;
  std::size_t size_;
};

}  // namespace ocellus::selftest

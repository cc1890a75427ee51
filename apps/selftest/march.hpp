// A march over memory: every word is written and read in a stated order, so that cells that stick,
// do not change, answer to another's address or change with a neighbour are found.
//
// March C- (A. J. van de Goor, "Testing Semiconductor Memories", 1991), in six elements:
//   any order: write 0;  up: read 0, write 1;  up: read 1, write 0;
//   down: read 0, write 1;  down: read 1, write 0;  any order: read 0
// It finds all stuck-at, transition, address decoder and unlinked coupling faults between cells of
// different words. Of a word's own bits it sees coupling only by backgrounds that part them: "0" is
// the background and "1" its complement, and all of kBackgrounds part every pair of bits.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace ocellus::selftest {

using Word = std::uint64_t;

template <typename T>
concept MarchedMemory = requires(T& memory, std::size_t index, Word word) {
  { memory.words() } -> std::convertible_to<std::size_t>;
  { memory.read(index) } -> std::same_as<Word>;
  memory.write(index, word);
  memory.settle();  // between two elements: what was written is in the memory, in no cache
};

struct MemoryFault {
  std::size_t word = 0;  // index
  Word expected = 0;
  Word found = 0;
};

inline constexpr std::array<Word, 7> kBackgrounds = {
    0,
    0x5555555555555555,
    0x3333333333333333,
    0x0f0f0f0f0f0f0f0f,
    0x00ff00ff00ff00ff,
    0x0000ffff0000ffff,
    0x00000000ffffffff,
};

// The first word that was not as written, or none. Ten accesses a word; the memory holds
// `background` afterwards.
template <MarchedMemory Memory>
std::optional<MemoryFault> march(Memory& memory, Word background) {
  const Word zero = background;
  const Word one = ~background;
  const std::size_t words = memory.words();
  std::optional<MemoryFault> fault;
  const auto holds = [&](std::size_t index, Word expected) {
    const Word found = memory.read(index);
    if (found != expected) fault = {index, expected, found};
    return !fault;
  };
  const auto turn = [&](std::size_t index, Word from, Word to) {
    if (!holds(index, from)) return false;
    memory.write(index, to);
    return true;
  };
  const auto up = [&](Word from, Word to) {
    for (std::size_t i = 0; i < words; ++i) {
      if (!turn(i, from, to)) return false;
    }
    memory.settle();
    return true;
  };
  const auto down = [&](Word from, Word to) {
    for (std::size_t i = words; i-- > 0;) {
      if (!turn(i, from, to)) return false;
    }
    memory.settle();
    return true;
  };

  for (std::size_t i = 0; i < words; ++i) memory.write(i, zero);
  memory.settle();
  if (!up(zero, one) || !up(one, zero) || !down(zero, one) || !down(one, zero)) return fault;
  for (std::size_t i = 0; i < words; ++i) {
    if (!holds(i, zero)) return fault;
  }
  return fault;
}

}  // namespace ocellus::selftest

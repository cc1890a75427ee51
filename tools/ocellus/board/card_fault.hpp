// What a card does in the field before somebody looks at it, as QEMU is asked for it while the
// board runs.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

struct CardFault {
  enum class Kind : std::uint8_t {
    kNone,        // it works, and answers what it had not
    kHang,        // it takes one more request, and answers none after it
    kSlow,        // 1 KiB a second
    kNoWrites,    // EIO for every write
    kBadSectors,  // EIO for reads and writes of these
  };

  Kind kind = Kind::kNone;
  std::vector<std::uint64_t> sectors = {};  // of 512 bytes, from the card's first
};

// "card sound", "card hang", "card slow", "card eio", "card bad SECTOR...".
Result<CardFault> read_card_fault(std::string_view text);

// The card as a chain of nodes: a throttle, which is replaced in service, over the medium.
inline constexpr char kCardNode[] = "card";
inline constexpr char kMediumNode[] = "medium";
// The words that make the chain; `read_only` as of a card with its switch pushed.
std::vector<std::string> card_words(const std::string& image, bool read_only);

struct QmpRequest {
  std::string command;
  nlohmann::json arguments;
};

// What to ask of QEMU in turn. `number`: of faults that this board has had, from 1.
std::vector<QmpRequest> card_requests(const CardFault& fault, unsigned number);

}  // namespace ocellus::tools::board

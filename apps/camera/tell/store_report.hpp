// What there is to say about the card: each fault once, when it begins, and how many records it
// cost when writing goes on.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "apps/camera/tell/store_writer.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

struct StoreNews {
  enum class State : std::uint8_t {
    kFailed,     // `status`: what is to be kept is not, or not yet
    kWorn,       // `count` places fail and were passed over; nothing is lost
    kRecovered,  // everything is being written again, after `count` records were lost
  };
  State state = State::kFailed;
  Status status = Status::success();
  std::uint32_t count = 0;
};

class StoreReport {
 public:
  // To be called again and again until there is no more news. A fault that several of the card's
  // logs meet is one; of places that fail it is told when they are eight times as many as before.
  std::optional<StoreNews> look(const WriterFacts& facts);

 private:
  enum Fault : std::uint8_t { kSilence, kFlood, kJournal, kSnapshots };
  static constexpr std::size_t kFaults = 4;

  bool is_told(Code code) const;

  std::array<Status, kFaults> told_;  // ok where there is no fault
  bool settings_told_ = false;
  bool failing_ = false;
  std::uint32_t lost_told_ = 0;
  std::uint32_t worn_told_ = 0;
};

}  // namespace ocellus::camera

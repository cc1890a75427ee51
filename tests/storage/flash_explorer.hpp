// Every state that power cuts leave NOR flash in, and what a log makes of each.
//
// A life is one run of a log's writer. It is repeated with the power going within each page that it
// writes and each block that it erases, in each of the ways of Remains; in what is left a new life
// begins, where the same happens again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/storage/log_region.hpp"
#include "tests/storage/design.hpp"
#include "tests/storage/simulated_flash.hpp"

namespace ocellus::tests {

struct FlashScenario {
  const char* name;
  std::uint32_t block_sectors;
  std::uint32_t slot_blocks;
  std::uint32_t slots;
  std::size_t scratch_sectors;
  std::vector<std::size_t> lengths;  // of the records, again and again
  std::uint32_t records;             // of the first life
  std::uint32_t share;               // one state in so many is lived on in
};

// What must be found: the acknowledged records from `oldest` or an older one on, in order. Between
// them and behind them there may be some that were cut off, in order too: on flash such a record
// may read well one time and badly another. Each takes up a sequence then, so it comes neither
// beside what was written in its place nor where a reader before it saw that nothing is missing.
struct FlashHistory {
  std::vector<std::uint32_t> acknowledged;
  std::vector<std::uint32_t> cut_off;
  std::size_t oldest = 0;
  std::uint32_t next = 1;
  std::uint32_t crashes = 0;

  std::string_view fault_in(const std::vector<std::uint32_t>& found,
                            const std::vector<std::uint32_t>& sequences) const;
  // Where in acknowledged a reading that has no fault begins.
  std::size_t begin_of(const std::vector<std::uint32_t>& found) const;
};

class FlashExplorer {
 public:
  FlashExplorer(const Design& design, const FlashScenario& scenario);

  void explore();

  std::uint64_t states() const { return states_; }
  const std::string& fault() const { return fault_; }

 private:
  static constexpr std::uint32_t kDepth = 3;  // crashes in a row
  static constexpr std::uint32_t kNever = ~std::uint32_t{0};

  // What a life comes to whose power goes after `operations`.
  struct End {
    SimulatedFlash flash;
    FlashHistory history;
    std::uint32_t on_its_way = Record::kNone;
    std::size_t appended = 0;
  };

  void crash_everywhere(const SimulatedFlash& flash, const FlashHistory& history,
                        std::uint32_t records, std::uint32_t depth);
  // `oldest`, if not null: for each record, the first that is not overwritten by it.
  End live(const SimulatedFlash& flash, const FlashHistory& history, std::uint32_t records,
           std::uint32_t operations, Remains remains, std::vector<std::size_t>* oldest);
  bool examine(const SimulatedFlash& flash, const FlashHistory& history);
  void fail(const char* when, std::string_view what, const FlashHistory& history);

  const Design& design_;
  const FlashScenario& scenario_;
  storage::LogRegion region_;
  std::vector<std::byte> scratch_;
  std::vector<std::uint32_t> found_;
  std::vector<std::uint32_t> sequences_;
  Random random_{1};
  std::uint64_t states_ = 0;
  std::string fault_;
};

}  // namespace ocellus::tests

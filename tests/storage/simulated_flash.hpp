// NOR flash: writing clears bits, page by page; erasing sets them, block by block; the power may go
// within a page or a block, and leaves bits there that read both ways.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "drivers/storage/block_device.hpp"
#include "tests/storage/crash_fates.hpp"

namespace ocellus::tests {

// What the power leaves of a page or block that was on its way: bits that were to change are as
// before, as they were to be, or in doubt.
enum class Remains : std::uint8_t {
  kBefore,         // all as before
  kAfter,          // all as they were to be, and certain
  kDoubtful,       // all in doubt
  kBack,           // the last part as it was to be, the rest as before
  kFewDoubtful,    // as before, but a bit or two in doubt
  kFront,          // the first part as it was to be, the rest as before
  kDoubtfulFront,  // the first part as it was to be, then some in doubt, the rest as before
  kNearlyNew,      // as they were to be, but some in doubt
  kNearlyOld,      // as before, but some in doubt
  kMixed,          // any of the three, bit by bit
};
inline constexpr int kRemains = 10;

class SimulatedFlash final : public BlockDevice {
 public:
  static constexpr std::uint32_t kPage = 256;

  SimulatedFlash(std::uint32_t blocks, std::uint32_t block_size)
      : block_(block_size),
        bytes_(std::size_t{blocks} * block_size, std::byte{0xff}),
        doubt_(bytes_.size()),
        in_doubt_(bytes_.size() / kSector),
        erasures_(blocks) {}

  // The power goes within the page or block after so many.
  void lose_power_after(std::uint32_t operations, Remains remains) {
    left_ = operations;
    remains_ = remains;
  }
  // The power is back. Bits in doubt read from now on as before they were to change, as after, or
  // now so and now so.
  void restart(std::uint32_t seed) {
    left_.reset();
    dark_ = false;
    random_ = Random(seed);
    mood_ = static_cast<Mood>(random_.below(3));
  }

  std::uint32_t operations() const { return operations_; }
  std::span<const std::uint32_t> erasures() const { return erasures_; }
  // Somebody wrote ones over zeros, or over what is in doubt, and relied on it.
  bool misused() const { return misused_; }

  std::uint64_t size() const override { return bytes_.size(); }
  Status read(std::uint64_t offset, std::span<std::byte> into) override;
  Status write(std::uint64_t offset, Bytes from) override;
  Status flush() override { return Status::success(); }
  std::uint32_t erase_block() const override { return block_; }
  Status erase(std::uint64_t offset, std::uint64_t length) override;

 private:
  enum class Mood : std::uint8_t { kBefore, kAfter, kBoth };

  // Changes the bytes from `begin` on to `to`, or leaves what the power does of that. Bits in doubt
  // that are `untouched` stay so.
  bool change(std::size_t begin, Bytes to, Bytes untouched);
  void leave(std::size_t begin, Bytes to, Bytes untouched);
  std::byte doubtful_bits() { return static_cast<std::byte>(random_.below(256)); }

  std::uint32_t block_;
  std::vector<std::byte> bytes_;
  std::vector<std::byte> doubt_;        // bits that read both ways
  std::vector<std::uint8_t> in_doubt_;  // by sector: whether it may have any
  std::vector<std::uint32_t> erasures_;
  std::uint32_t operations_ = 0;
  std::optional<std::uint32_t> left_;
  bool dark_ = false;
  Remains remains_ = Remains::kBefore;
  bool misused_ = false;
  Mood mood_ = Mood::kBoth;
  Random random_{1};
};

}  // namespace ocellus::tests

// Boards whose loader knows no state, as the walk over their every reset sees them
// (every_firmware_reset_test): media whose power goes at a chosen write, and what the loader does.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "drivers/slots/grub_loader.hpp"
#include "drivers/slots/state_store.hpp"
#include "drivers/storage/little_endian.hpp"

namespace ocellus::slots {

// What becomes of the write at which the power goes. Of a torn autoboot.txt either name may be the
// new one, and of a torn environment block GRUB believes the beginning or nothing; a torn sector of
// the state is none.
enum class Fate : std::uint8_t { kOld, kNew, kTorn, kTornOtherwise };

struct Power {
  std::optional<std::size_t> cut_at;  // this write, from 0
  Fate fate = Fate::kOld;
  std::size_t writes = 0;
  bool off = false;

  static Status none() { return Status::failure(Code::kIo, "has no power"); }
  // False where nothing of it comes to the medium.
  bool begin_write() {
    if (off) return false;
    off = writes++ == cut_at;
    return !off || fate != Fate::kOld;
  }
  Status after_write() const { return off ? none() : Status::success(); }
};

// The few sectors of a medium that anything is in.
class Sectors final : public storage::BlockDevice {
 public:
  explicit Sectors(Power& power) : power_(&power) {}

  bool read_only = false;
  bool state_written = false;

  Sector& at(std::uint64_t offset) {
    std::size_t i = 0;
    while (i < used_ && offsets_[i] != offset) ++i;
    if (i == used_) offsets_[used_++] = offset;
    return sectors_[i];
  }

  std::uint64_t size() const override { return 64 << 10; }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    std::ranges::copy(at(offset), into.begin());
    return Status::success();
  }
  Status write(std::uint64_t offset, storage::Bytes from) override {
    if (read_only) return Status::failure(Code::kReadOnly, "cannot be written");
    if (!power_->begin_write()) return Power::none();
    state_written = state_written || std::ranges::count(kCopyOffsets, offset) != 0;
    Sector& sector = at(offset);
    std::copy(from.begin(), from.end(), sector.begin());
    if (power_->off && power_->fate == Fate::kTorn) sector[3] ^= std::byte{0x55};
    if (power_->off && power_->fate == Fate::kTornOtherwise) sector.back() ^= std::byte{0x55};
    return power_->after_write();
  }
  Status flush() override { return power_->after_write(); }

  void use(Power& power) { power_ = &power; }

 private:
  Power* power_;
  std::size_t used_ = 0;
  std::array<std::uint64_t, 4> offsets_ = {};
  std::array<Sector, 4> sectors_ = {};
};

// The state's newer copy; the older one is written next, and every_reset_test looks after it.
inline void put_state(Sectors& data, SlotState state) {
  state.sequence = 8;
  encode(state, data.at(kCopyOffsets[0]));
}

// Counts of starts and writes change nothing.
inline SlotState state_on(Sectors& data) {
  StateStore store(data);
  static_cast<void>(store.read());
  SlotState state = store.state();
  state.sequence = state.boots = 0;
  return state;
}

// A Raspberry Pi: autoboot.txt as a value, and the firmware's mark, which is no medium's.
class PiBoard final : public FirmwarePlace {
 public:
  static constexpr bool kStartsWhatLoads = false;

  struct Held {
    FirmwareNames names;
    bool tryboot = false;

    // What it may start but when asked, the first one first.
    std::vector<Slot> usual() const { return {names.usual}; }
    std::optional<Slot> asked() const {
      return tryboot ? std::optional(names.tried) : std::nullopt;
    }
    auto key() const { return std::tuple(names.usual, names.tried, tryboot); }
  };

  PiBoard(const SlotState& state, const Held& held) : held_(held) { put_state(data_, state); }
  PiBoard(const PiBoard& other) : power(other.power), data_(other.data_), held_(other.held_) {
    data_.use(power);
  }
  PiBoard& operator=(const PiBoard&) = delete;

  Power power;

  std::optional<Slot> loader(const std::array<bool, 2>& /*loads*/, bool /*writes*/) {
    const bool tried = std::exchange(held_.tryboot, false);  // before that slot starts
    return tried ? held_.names.tried : held_.names.usual;
  }
  void restart_with_word() { held_.tryboot = true; }

  Sectors& data() { return data_; }
  FirmwarePlace& place() { return *this; }
  const Held& held() { return held_; }

  Status read(FirmwareNames& names) override {
    names = held_.names;
    return Status::success();
  }
  Status write(const FirmwareNames& names) override {
    if (names == held_.names) return power.after_write();
    if (!power.begin_write()) return Power::none();
    if (!power.off || power.fate != Fate::kTornOtherwise) held_.names.usual = names.usual;
    if (!power.off || power.fate != Fate::kTorn) held_.names.tried = names.tried;
    return power.after_write();
  }
  Status ask_for_tried() override { return Status::success(); }

 private:
  Sectors data_{power};
  Held held_;
};

// GRUB: its blocks in their sectors, read and written by what a board has.
class GrubBoard {
 public:
  static constexpr bool kStartsWhatLoads = true;

  // An environment block: what GRUB believes, and whether it is as we write it.
  struct Block {
    std::optional<Slot> slot;
    bool exact = false;
    auto operator<=>(const Block&) const = default;
  };
  struct Held {
    std::array<Block, 2> names;  // a new card's are zeros
    Block request = {std::nullopt, true};

    std::vector<Slot> usual() const {
      std::vector<Slot> slots;
      for (const Block& block : names) {
        if (block.slot) slots.push_back(*block.slot);
      }
      if (slots.empty()) slots.push_back(Slot::kA);
      return slots;
    }
    std::optional<Slot> asked() const { return request.slot; }
    auto key() const { return std::tuple(names, request); }
  };

  GrubBoard(const SlotState& state, const Held& held) {
    put_state(data_, state);
    for (std::size_t i = 0; i < 2; ++i) {
      put(data_.at(kUsualOffsets[i]), kUsualVariable, held.names[i]);
    }
    put_fat();
    put(boot_.at(kFile), kRequestVariable, held.request);
  }
  GrubBoard(const GrubBoard& other) : power(other.power), data_(other.data_), boot_(other.boot_) {
    data_.use(power);
    boot_.use(power);
  }
  GrubBoard& operator=(const GrubBoard&) = delete;

  Power power;

  std::optional<Slot> loader(const std::array<bool, 2>& loads, bool writes) {
    boot_.read_only = !writes;
    const auto slot = grub_starts(data_, boot_, loads);
    boot_.read_only = false;
    return slot;
  }
  void restart_with_word() {}  // which nobody hears

  Sectors& data() { return data_; }
  FirmwarePlace& place() { return place_; }
  Held held() {
    return {{block(data_.at(kUsualOffsets[0]), kUsualVariable),
             block(data_.at(kUsualOffsets[1]), kUsualVariable)},
            block(boot_.at(kFile), kRequestVariable)};
  }

 private:
  static constexpr std::uint64_t kFolder = 3 * kSectorBytes;
  static constexpr std::uint64_t kFile = 35 * kSectorBytes;

  static void put(Sector& sector, std::string_view variable, const Block& what) {
    sector = environment_block(variable, what.slot);
    if (!what.exact) sector[what.slot ? kSectorBytes - 1 : 3] ^= std::byte{0x55};
  }
  static Block block(const Sector& sector, std::string_view variable) {
    const auto slot = slot_in_block(sector, variable);
    return {slot, sector == environment_block(variable, slot)};
  }
  void put_fat() {
    using storage::store;
    Sector& first = boot_.at(0);
    store<std::uint16_t>(first, 11, 512);
    store<std::uint8_t>(first, 13, 1);   // sectors of a cluster
    store<std::uint16_t>(first, 14, 1);  // before the FATs
    store<std::uint8_t>(first, 16, 2);   // FATs
    store<std::uint16_t>(first, 17, 512);
    store<std::uint16_t>(first, 22, 1);
    store<std::uint16_t>(first, 510, 0xaa55);
    Sector& folder = boot_.at(kFolder);
    for (std::size_t i = 0; i < kRequestEntry.size(); ++i) {
      folder[i] = static_cast<std::byte>(kRequestEntry[i]);
    }
    store<std::uint16_t>(folder, 26, 2);
    store<std::uint32_t>(folder, 28, kSectorBytes);
  }

  Sectors data_{power};
  Sectors boot_{power};
  GrubPlace place_{data_, boot_};
};

}  // namespace ocellus::slots

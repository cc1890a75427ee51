// The power may go at any instant of an update: what a card would hold then, from QEMU's log of all
// that a board wrote while it took one from a stick, restarted into its trial and confirmed it.
//
// In every state: the loader's part (drivers/slots/loader.hpp) starts a system that is whole; once
// the board has said that the update is in its slot, it is tried or confirmed; once it has said
// that it is confirmed, it is; nothing else is ever written but the data partition; the logs are
// read without a gap.
//
// OCELLUS_UPDATE_CUTS=2000: states, at least. OCELLUS_UPDATE_BOOTS=N: so many are started too.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "drivers/bundle/manifest.hpp"
#include "drivers/slots/loader.hpp"
#include "drivers/storage/fake_device.hpp"
#include "platform/virt/board.hpp"
#include "tests/board/card.hpp"
#include "tests/board/device.hpp"
#include "tests/board/knob.hpp"
#include "tests/board/log_fault.hpp"
#include "tests/board/stick.hpp"
#include "tools/ocellus/board/write_log.hpp"
#include "tools/ocellus/image/disk_image.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using slots::Slot;
using storage::FakeDevice;
using tools::board::DiskWrite;
using Bytes = std::vector<std::byte>;

constexpr std::size_t kSector = storage::BlockDevice::kSector;
constexpr std::string_view kSettings =
    "[source]\npath = camera\n[watch]\nrate = 2\n[screen]\nenabled = no\n";
constexpr std::string_view kWritten = "is in slot B, to be tried";
constexpr std::string_view kConfirmed = "slot B is confirmed";

const std::string kUpdates =
    std::string(BOARD_IMAGE).substr(0, std::string(BOARD_IMAGE).rfind('/')) + "/updates/";

Bytes read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
  EXPECT_FALSE(bytes.empty()) << path;
  Bytes result(bytes.size());
  std::ranges::copy(std::as_bytes(std::span(bytes)), result.begin());
  return result;
}

// How much the disk had been asked when the board was heard to promise something.
class Listener {
 public:
  explicit Listener(std::string write_log) : write_log_(std::move(write_log)) {}

  void hear(std::string_view text) {
    const auto writes = tools::board::count_disk_writes(write_log_);
    const std::lock_guard lock(mutex_);
    said_ += text;
    if (!writes.ok()) return;
    if (!written_ && said_.find(kWritten) != said_.npos) written_ = writes.value();
    if (!confirmed_ && said_.find(kConfirmed) != said_.npos) confirmed_ = writes.value();
  }
  std::optional<std::uint64_t> written() {
    const std::lock_guard lock(mutex_);
    return written_;
  }
  std::optional<std::uint64_t> confirmed() {
    const std::lock_guard lock(mutex_);
    return confirmed_;
  }

 private:
  std::string write_log_;
  std::mutex mutex_;
  std::string said_;
  std::optional<std::uint64_t> written_;
  std::optional<std::uint64_t> confirmed_;
};

struct Evidence {
  Bytes before;                   // the whole card
  std::vector<DiskWrite> writes;  // by their offset on it
  Bytes payload;                  // of the update
  std::uint64_t written = 0;      // when it was said to be in its slot
  std::uint64_t confirmed = 0;
};

// A card as all of its writes but the last ones left it, and those, sector by sector.
class CutCard {
 public:
  explicit CutCard(const Evidence& evidence)
      : evidence_(&evidence),
        parts_(tools::partitions_of(platform::kVirtLinux)),
        lasting_(evidence.before) {
    for (std::size_t i = 0; i < evidence.payload.size() / kSector; ++i) count(i, 1);
  }

  void ask(const DiskWrite& write) {
    if (write.flush_before) {
      for (const Flight& flight : flights_) put(flight.offset, flight.bytes);
      flights_.clear();
    }
    for (std::size_t at = 0; at < write.bytes.size(); at += kSector) {
      flights_.push_back({write.offset + at, write.bytes.data() + at});
    }
  }

  // The power goes: each sector on its way arrives, does not, or is torn; mostly in runs.
  void cut(std::mt19937& random) {
    changed_.clear();
    const auto way = static_cast<std::uint32_t>(random() % 3);
    const std::size_t turn = flights_.empty() ? 0 : random() % (flights_.size() + 1);
    std::size_t run = 0;
    bool arrives = false;
    for (std::size_t i = 0; i < flights_.size(); ++i) {
      if (run-- == 0) {
        run = way == 0 ? 0 : random() % 64;
        arrives = random() % 2 == 0;
      }
      if (way == 2 ? i >= turn : !arrives) continue;
      Torn& sector = changed_[flights_[i].offset];
      std::copy_n(flights_[i].bytes, kSector, sector.begin());
      if (random() % 64 == 0)
        std::fill(sector.begin() + static_cast<std::ptrdiff_t>(random() % kSector), sector.end(),
                  kRest);
    }
  }

  // Of the state after cut().
  const std::byte* sector(std::uint64_t offset) const {
    const auto found = changed_.find(offset);
    return found != changed_.end() ? found->second.data() : lasting_.data() + offset;
  }
  // What slot B holds.
  bool update_is_whole() const { return is_whole(0); }
  bool holds_what_it_held() const { return is_whole(1); }
  bool update_loads() const {
    const std::byte* const first = sector(slot_at());
    return first[510] == std::byte{0x55} && first[511] == std::byte{0xaa};
  }
  FakeDevice data(std::uint64_t size) const {
    const std::uint64_t begin = std::uint64_t{parts_[3].first_sector} * kSector;
    Bytes bytes(lasting_.begin() + static_cast<std::ptrdiff_t>(begin),
                lasting_.begin() + static_cast<std::ptrdiff_t>(begin + size));
    for (const auto& [offset, sector] : changed_) {
      if (offset < begin || offset >= begin + size) continue;
      std::ranges::copy(sector, bytes.begin() + static_cast<std::ptrdiff_t>(offset - begin));
    }
    return {std::move(bytes), {}};
  }
  std::uint64_t data_bytes() const { return std::uint64_t{parts_[3].sectors} * kSector; }
  void save(const std::string& path) const {
    Bytes all = lasting_;
    for (const auto& [offset, sector] : changed_) {
      std::ranges::copy(sector, all.begin() + static_cast<std::ptrdiff_t>(offset));
    }
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(all.data()), static_cast<std::streamsize>(all.size()));
  }
  void settle() {
    ask({.flush_before = true});
    changed_.clear();
  }

 private:
  struct Flight {
    std::uint64_t offset;
    const std::byte* bytes;
  };
  using Torn = std::array<std::byte, kSector>;
  static constexpr std::byte kRest{0xa5};

  std::uint64_t slot_at() const { return std::uint64_t{parts_[2].first_sector} * kSector; }
  // Whether a sector of slot B is not the update's (0), or not what was there before (1).
  bool differs(std::size_t at, const std::byte* bytes, std::size_t from) const {
    const std::byte* const whole =
        from == 0 ? evidence_->payload.data() : evidence_->before.data() + slot_at();
    return std::memcmp(whole + at * kSector, bytes, kSector) != 0;
  }
  void count(std::size_t at, std::int64_t by) {
    for (const std::size_t from : {0, 1}) {
      if (differs(at, lasting_.data() + slot_at() + at * kSector, from)) wrong_[from] += by;
    }
  }
  bool is_whole(std::size_t from) const {
    std::int64_t wrong = wrong_[from];
    for (const auto& [offset, bytes] : changed_) {
      if (!counts(offset)) continue;
      const std::size_t at = (offset - slot_at()) / kSector;
      wrong += differs(at, bytes.data(), from) ? 1 : 0;
      wrong -= differs(at, lasting_.data() + offset, from) ? 1 : 0;
    }
    return wrong == 0;
  }
  bool counts(std::uint64_t offset) const {
    return offset >= slot_at() && offset < slot_at() + evidence_->payload.size();
  }
  void put(std::uint64_t offset, const std::byte* bytes) {
    const std::size_t at = counts(offset) ? (offset - slot_at()) / kSector : 0;
    if (counts(offset)) count(at, -1);
    std::copy_n(bytes, kSector, lasting_.data() + offset);
    if (counts(offset)) count(at, 1);
  }

  const Evidence* evidence_;
  std::array<tools::Partition, 4> parts_;
  Bytes lasting_;
  std::array<std::int64_t, 2> wrong_ = {};  // sectors of slot B that differ
  std::vector<Flight> flights_;
  std::unordered_map<std::uint64_t, Torn> changed_;
};

// What is wrong with a state after `writes` of all writes; or nothing.
std::optional<std::string> card_fault(const CutCard& card, const Evidence& evidence,
                                      std::uint64_t writes) {
  FakeDevice device = card.data(64 << 10);
  slots::StateStore store(device);
  static_cast<void>(store.read());
  const slots::SlotState state = store.state();
  if (card.update_loads() && !card.update_is_whole() && !card.holds_what_it_held()) {
    return "half a system that can be loaded";
  }
  const bool b_has_it = state.slot == Slot::kB;
  if (b_has_it && !card.update_is_whole()) return "half a system on trial";
  if (writes >= evidence.written && !b_has_it) return "an update that was acknowledged is gone";
  if (writes >= evidence.confirmed && !(b_has_it && state.confirmed)) {
    return "what was confirmed is so no more";
  }
  const auto start = slots::loader_starts(device, {true, card.update_loads()});
  if (!start || start->recovery) return "nothing is started";
  if (start->slot != state.slot) return "another slot is started than is to be";
  return std::nullopt;
}

struct Verdicts {
  std::size_t states = 0;
  std::size_t bad = 0;
  std::string first;  // fault
};

Verdicts judge(const Evidence& evidence, std::size_t wanted, std::size_t logs_of) {
  CutCard card(evidence);
  for (const DiskWrite& write : evidence.writes) card.ask(write);
  card.settle();
  FakeDevice last = card.data(card.data_bytes());
  const tools::History at_the_end = history_of(last);

  card = CutCard(evidence);
  std::mt19937 random(11);
  const std::size_t each = wanted / evidence.writes.size() + 1;
  Verdicts verdicts;
  for (std::size_t i = 0; i <= evidence.writes.size(); ++i) {
    for (std::size_t k = 0; k < each; ++k) {
      card.cut(random);
      auto fault = card_fault(card, evidence, i);
      if (!fault && logs_of != 0 && verdicts.states % logs_of == 0) {
        FakeDevice data = card.data(card.data_bytes());
        fault = fault_of(history_of(data), at_the_end, {});
      }
      ++verdicts.states;
      if (!fault) continue;
      if (++verdicts.bad == 1) verdicts.first = "before write " + std::to_string(i) + ": " + *fault;
    }
    if (i < evidence.writes.size()) card.ask(evidence.writes[i]);
  }
  return verdicts;
}

class UpdateCut : public testing::Test {
 protected:
  UpdateCut() : card_(kSettings) { card_.write_boot_options("--confirm 5"); }

  void take_an_update(Listener& listener, const Stick& stick, const std::string& write_log) {
    Device device({.image = card_.path(),
                   .write_log = write_log,
                   .pictures = BOARD_PICTURES,
                   .on_console = [&listener](std::string_view text) { listener.hear(text); }});
    ASSERT_TRUE(device.next_event(60s).has_value());
    ASSERT_TRUE(device.board().plug_stick(stick.path()).ok());
    ASSERT_TRUE(device.says(kWritten, 90s)) << device.situation();
    ASSERT_TRUE(device.says(kConfirmed, 120s)) << device.situation();
    ASSERT_TRUE(device.next_event(30s).has_value());
    device.board().cut_power();
  }

  Evidence gather() {
    Evidence evidence;
    const Bytes bundle = read(kUpdates + "fit.bundle");
    evidence.payload.assign(bundle.begin() + bundle::kHeaderBytes, bundle.end());
    evidence.before = read(card_.path());
    const std::string write_log = card_.path() + ".writes";
    const Stick stick({bundle});
    Listener listener(write_log);
    take_an_update(listener, stick, write_log);
    auto writes = tools::board::read_write_log(write_log);
    EXPECT_TRUE(writes.ok()) << (writes.ok() ? "" : writes.failure().what);
    std::filesystem::remove(write_log);
    if (HasFatalFailure() || !writes.ok() || !listener.confirmed()) return evidence;
    evidence.writes = std::move(writes.value());
    evidence.written = *listener.written();
    evidence.confirmed = *listener.confirmed();
    const auto parts = tools::partitions_of(platform::kVirtLinux);
    for (const DiskWrite& write : evidence.writes) {
      if (write.bytes.empty()) continue;
      EXPECT_GE(write.offset, std::uint64_t{parts[2].first_sector} * kSector)
          << "the boot partition, or the slot that runs, was written to";
    }
    return evidence;
  }

  // Some of the states, in a row over the whole update, are started.
  void start_some(const Evidence& evidence, unsigned count) {
    std::mt19937 random(5);
    for (unsigned i = 0; i < count; ++i) {
      const std::size_t end = evidence.writes.size() * (2 * i + 1) / (2 * count);
      CutCard card(evidence);
      for (std::size_t k = 0; k < end; ++k) card.ask(evidence.writes[k]);
      card.cut(random);
      card.save(card_.path());
      auto board = tools::board::VirtualBoard::start({.image = card_.path(), .keep_changes = true});
      ASSERT_TRUE(board.ok());
      EXPECT_TRUE(board.value()->wait_for_line("camera: started", 60s).ok())
          << "before write " << end;
    }
  }

  Card card_;
};

TEST_F(UpdateCut, LeavesASystemThatStartsAndLosesNoUpdate) {
  Evidence evidence = gather();
  ASSERT_NE(evidence.confirmed, 0u);
  const std::size_t wanted = knob("OCELLUS_UPDATE_CUTS", 2000);
  const Verdicts verdicts = judge(evidence, wanted, 8);
  std::printf("%zu writes and flushes, %zu states, %zu bad\n", evidence.writes.size(),
              verdicts.states, verdicts.bad);
  EXPECT_GE(verdicts.states, wanted);
  EXPECT_EQ(verdicts.bad, 0u) << verdicts.first;
  start_some(evidence, knob("OCELLUS_UPDATE_BOOTS", 1));

  // An update that does not flush is found out.
  for (DiskWrite& write : evidence.writes) write.flush_before = false;
  const Verdicts careless = judge(evidence, 500, 0);
  std::printf("without flushes: %zu of %zu states bad, the first %s\n", careless.bad,
              careless.states, careless.first.c_str());
  EXPECT_GT(careless.bad, careless.states / 10);
}

}  // namespace
}  // namespace ocellus::tests

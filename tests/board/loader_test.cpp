// U-Boot's script against the C++ that says what it is to do (drivers/slots/loader.hpp): states of
// all kinds are written to a card, the board starts from it some times in a row, and each start and
// what stands on the card afterwards are compared. The slots hold a kernel of eleven instructions,
// which counts the starts, and switches off after the last.
//
// OCELLUS_LOADER_STATES=N: that many random states more, some two seconds each.
#include "drivers/slots/loader.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "drivers/storage/fake_device.hpp"
#include "drivers/storage/little_endian.hpp"
#include "platform/virt/board.hpp"
#include "tools/ocellus/board/virtual_board.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/image/boot_script.hpp"
#include "tools/ocellus/image/compress.hpp"
#include "tools/ocellus/image/disk_image.hpp"
#include "tools/ocellus/image/fat16.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using slots::Slot;
using slots::SlotState;
using Bytes = std::vector<std::byte>;

constexpr const platform::LinuxBoard& kBoard = platform::kVirtLinux;
constexpr platform::UBoot kLoader = std::get<platform::UBoot>(kBoard.loader);
constexpr std::size_t kState = 64 << 10;
constexpr std::string_view kMark = "as many starts: ";

Bytes bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

// An arm64 kernel by its header, in which U-Boot believes. It counts starts at 0x4c000000, which
// outlast a reset, and asks the firmware for one until they are as many as the initramfs says.
Bytes tiny_kernel() {
  static_assert(kLoader.initramfs_address == 0x4a000000);
  constexpr std::uint32_t kCode[] = {
      0xd2a98001,  // movz x1, #0x4c00, lsl #16
      0xb9400022,  // ldr w2, [x1]
      0x11000442,  // add w2, w2, #1
      0xb9000022,  // str w2, [x1]
      0xd2a94004,  // movz x4, #0x4a00, lsl #16
      0xb9401083,  // ldr w3, [x4, #16]
      0x52800120,  // movz w0, #9
      0x72b08000,  // movk w0, #0x8400, lsl #16: PSCI's SYSTEM_RESET
      0x6b03005f,  // cmp w2, w3
      0x54000041,  // b.ne over the next one
      0x51000400,  // sub w0, w0, #1: SYSTEM_OFF
      0xd4000002,  // hvc #0
      0x14000000,  // b .
  };
  Bytes kernel(4096);
  const auto put = [&](std::size_t at, std::uint32_t word) { storage::store(kernel, at, word); };
  put(0, 0x14000010);  // b to 64
  put(4, 0xd503201f);
  put(16, 4096);        // size
  put(24, 0xa);         // pages of 4 KiB, anywhere in memory
  put(56, 0x644d5241);  // "ARM\x64"
  for (std::size_t i = 0; i < std::size(kCode); ++i) put(64 + 4 * i, kCode[i]);
  return kernel;
}

struct Case {
  const char* name;
  Bytes state;  // of the data partition
  std::array<bool, 2> loads = {true, true};
  std::uint32_t starts = 1;
};

// The state region with these as its newest, each over the older one.
Bytes written(std::initializer_list<SlotState> states) {
  storage::FakeDevice device(kState);
  slots::StateStore store(device);
  static_cast<void>(store.read());
  for (const SlotState& state : states) EXPECT_TRUE(store.write(state).ok());
  return {device.durable().begin(), device.durable().end()};
}

class Card {
 public:
  Card() : path_(testing::TempDir() + "loader_test." + std::to_string(getpid()) + ".img") {
    const auto partitions = tools::partitions_of(kBoard);
    const auto table = tools::make_mbr(partitions, tools::kDiskSignature);
    const Bytes script = tools::script_image(tools::boot_script(kBoard, kLoader), "ocellus");
    const Bytes kernel = tools::lz4(tiny_kernel());
    Bytes initramfs = bytes_of(kMark);
    initramfs.resize(tools::kSectorBytes);
    file_.open(path_, std::ios::binary | std::ios::in | std::ios::out | std::ios::trunc);
    put(0, table.value());
    const auto volume = [&](std::size_t i, std::vector<tools::FatFile> files) {
      const tools::Partition& at = partitions[i];
      auto made = tools::make_fat16(
          {.label = "TEST", .sectors = at.sectors, .first_sector = at.first_sector}, files);
      EXPECT_TRUE(made.ok());
      put(at.first_sector, made.value());
      return std::move(made.value());
    };
    volume(0, {{"boot.scr", script}});
    const Bytes slot = volume(1, {{"kernel", kernel}, {"initramfs", initramfs}});
    volume(2, {{"kernel", kernel}, {"initramfs", initramfs}});
    const auto mark = bytes_of(kMark);
    const auto found = std::search(slot.begin(), slot.end(), mark.begin(), mark.end());
    starts_at_ = static_cast<std::size_t>(found - slot.begin()) + kMark.size();
    for (std::size_t i = 0; i < 2; ++i) slots_at_[i] = partitions[1 + i].first_sector;
    first_sector_.assign(slot.begin(), slot.begin() + tools::kSectorBytes);
    data_at_ = partitions[3].first_sector;
    put(data_at_ + partitions[3].sectors - 1, Bytes(tools::kSectorBytes));
  }
  ~Card() { std::remove(path_.c_str()); }

  void prepare(const Case& scene) {
    put(data_at_, scene.state);
    for (std::size_t i = 0; i < 2; ++i) {
      put(slots_at_[i], scene.loads[i] ? first_sector_ : Bytes(tools::kSectorBytes));
      Bytes starts(4);
      storage::store(starts, 0, scene.starts);
      file_.seekp(static_cast<std::streamoff>(slots_at_[i] * tools::kSectorBytes + starts_at_));
      write(starts);
    }
    file_.flush();
  }

  Bytes state() {
    Bytes bytes(kState);
    file_.seekg(static_cast<std::streamoff>(data_at_ * tools::kSectorBytes));
    file_.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return bytes;
  }

  const std::string& path() const { return path_; }

 private:
  void write(std::span<const std::byte> bytes) {
    file_.write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<std::streamsize>(bytes.size()));
  }
  void put(std::size_t sector, std::span<const std::byte> bytes) {
    file_.seekp(static_cast<std::streamoff>(sector * tools::kSectorBytes));
    write(bytes);
  }

  std::string path_;
  std::fstream file_;
  std::array<std::size_t, 2> slots_at_ = {};
  std::size_t data_at_ = 0;
  std::size_t starts_at_ = 0;
  Bytes first_sector_;
};

// What the kernel is to be told of a start, as a line that ends; `device` as it is then.
std::string told_of(const std::optional<slots::Start>& start, storage::BlockDevice& device) {
  if (!start) return "nothing";
  std::string words = "ocellus.slot=" + std::to_string(slots::partition_of(start->slot));
  slots::StateStore store(device);
  if (store.read() != slots::Content::kNewer) {
    std::ostringstream boots;
    boots << " ocellus.boots=0x" << std::hex << store.state().boots;
    words += boots.str();
  }
  return words + (start->recovery ? " ocellus.recovery" : "");
}

// What the script said of each start.
std::vector<std::string> starts_in(std::string_view console) {
  constexpr std::string_view kSaid = "ocellus: start ";
  std::vector<std::string> starts;
  for (std::size_t at = 0; (at = console.find(kSaid, at)) != console.npos;) {
    at += kSaid.size();
    starts.emplace_back(console.substr(at, console.find_first_of("\r\n", at) - at));
  }
  return starts;
}

// Both copies of the state, word by word of what they mean.
void expect_same(const Bytes& got, const Bytes& wanted) {
  for (const std::uint64_t offset : slots::kCopyOffsets) {
    SlotState is;
    SlotState should;
    const auto sector = [&](const Bytes& bytes) {
      return std::span(bytes).subspan(offset).first<slots::kSectorBytes>();
    };
    EXPECT_EQ(slots::decode(sector(got), is), slots::decode(sector(wanted), should)) << offset;
    EXPECT_EQ(is, should) << "copy at " << offset << ": sequence " << is.sequence << " for "
                          << should.sequence << ", slot " << letter_of(is.slot) << " for "
                          << letter_of(should.slot) << ", attempts " << is.attempts << " for "
                          << should.attempts << ", tries " << is.tries << " for " << should.tries
                          << ", boots " << is.boots << " for " << should.boots << ", reason "
                          << static_cast<int>(is.reason) << " for "
                          << static_cast<int>(should.reason);
  }
}

void compare(Card& card, const Case& scene) {
  SCOPED_TRACE(scene.name);
  card.prepare(scene);
  std::string console;
  {
    auto board = tools::board::VirtualBoard::start(
        {.image = card.path(), .keep_changes = true, .on_console = [&](std::string_view text) {
           console += text;
         }});
    ASSERT_TRUE(board.ok()) << board.failure().what;
    ASSERT_TRUE(board.value()->wait_for_power_off(60s).ok());
  }
  storage::FakeDevice device(scene.state, {});
  const std::vector<std::string> starts = starts_in(console);
  ASSERT_EQ(starts.size(), scene.starts) << console;
  for (const std::string& start : starts) {
    const auto wanted = slots::loader_starts(device, scene.loads);
    EXPECT_EQ(start, told_of(wanted, device));
  }
  expect_same(card.state(), {device.durable().begin(), device.durable().end()});
}

constexpr Slot kA = Slot::kA;
constexpr Slot kB = Slot::kB;

Bytes with_a_flaw(Bytes state, std::size_t copy) {
  state[slots::kCopyOffsets[copy] + 100] ^= std::byte{1};
  return state;
}

// A whole sector with these words from the beginning on, over the first copy.
Bytes raw(std::initializer_list<std::uint32_t> words, std::uint32_t others) {
  Bytes state(kState);
  const auto sector = std::span(state).first<slots::kSectorBytes>();
  for (std::size_t at = 0; at < sector.size(); at += 4) storage::store(sector, at, others);
  std::size_t at = 0;
  for (const std::uint32_t word : words) {
    storage::store(sector, at, word);
    at += 4;
  }
  storage::store(sector, slots::kChecksumAt, slots::checksum(sector));
  return state;
}

// But for the counts that the kernel is told of, and which never get so far.
Bytes all_bits_set() {
  constexpr std::uint32_t kAll = 0xffffffff;
  return raw({slots::kMagic, slots::kVersion, 0xfffffff0, kAll, kAll, kAll, kAll, kAll, kAll, kAll,
              kAll, kAll, 5},
             kAll);
}

TEST(Loader, DoesAsTheTransitionsSay) {
  const SlotState old = {.slot = kA, .boots = 7};
  const SlotState trial = slots::trial_begins(old, kA);
  SlotState tired = trial;
  tired.attempts = slots::kTrialAttempts - 1;
  SlotState used = trial;
  used.tries = 0;
  SlotState brief = trial;
  brief.unfinished = slots::kMostUnfinished - 1;
  SlotState briefest = brief;
  ++briefest.unfinished;
  SlotState dead = {.slot = kB, .attempts = slots::kConfirmedAttempts - 1};
  SlotState both_bad = dead;
  both_bad.set_bad(kA, true);
  const Case cases[] = {
      {.name = "a new card", .state = Bytes(kState), .starts = 3},
      {.name = "an erased card", .state = Bytes(kState, std::byte{0xff})},
      {.name = "a trial whose kernel is dead", .state = written({old, tired}), .starts = 3},
      {.name = "a trial without tries", .state = written({used, old, used}), .starts = 2},
      {.name = "a trial that is there for seconds", .state = written({old, brief})},
      {.name = "a trial that was so too often", .state = written({old, briefest})},
      {.name = "a confirmed kernel that is dead", .state = written({old, dead}), .starts = 4},
      {.name = "and the other one is bad", .state = written({both_bad}), .starts = 3},
      {.name = "a trial that cannot be loaded",
       .state = written({old, trial}),
       .loads = {true, false},
       .starts = 2},
      {.name = "a confirmed slot that cannot be loaded",
       .state = written({old}),
       .loads = {false, true},
       .starts = 2},
      {.name = "and the other one is bad", .state = written({both_bad}), .loads = {true, false}},
      {.name = "the older copy alone", .state = with_a_flaw(written({old, trial}), 1)},
      {.name = "the newer copy alone", .state = with_a_flaw(written({old, trial}), 0), .starts = 2},
      {.name = "a newer version",
       .state = raw({slots::kMagic, slots::kVersion + 1, 5, 1}, 0),
       .starts = 2},
      {.name = "a newer version that cannot be loaded",
       .state = raw({slots::kMagic, slots::kVersion + 1, 5, 1}, 0),
       .loads = {true, false}},
      {.name = "all bits set", .state = all_bits_set(), .starts = 2},
  };
  Card card;
  for (const Case& scene : cases) {
    compare(card, scene);
    if (HasFatalFailure()) return;
  }
}

TEST(Loader, DoesSoWithRandomStates) {
  const char* const count = std::getenv("OCELLUS_LOADER_STATES");
  if (count == nullptr) GTEST_SKIP() << "OCELLUS_LOADER_STATES is not set";
  Card card;
  std::mt19937 random(1);
  const auto any = [&](std::uint32_t bound) {
    return static_cast<std::uint32_t>(random() % bound);
  };
  for (int i = 0; i < std::atoi(count); ++i) {
    const auto state = [&] {
      return SlotState{.slot = any(2) == 0 ? kA : kB,
                       .confirmed = any(2) == 0,
                       .tries = any(4),
                       .attempts = any(2) == 0 ? 8 + any(4) : 28 + any(5),
                       .chance_counted = any(2) == 0,
                       .bad = {any(3) == 0, any(3) == 0},
                       .second_look = any(2) == 0,
                       .told = any(2) == 0,
                       .reason = static_cast<slots::Reason>(any(9)),
                       .boots = any(100),
                       .unfinished = 28 + any(4)};
    };
    Case scene = {.name = "random", .state = written({state(), state()}), .starts = 1 + any(4)};
    if (any(4) == 0) scene.state = with_a_flaw(scene.state, any(2));
    if (any(3) == 0) scene.loads[any(2)] = false;
    SCOPED_TRACE("state " + std::to_string(i));
    compare(card, scene);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace ocellus::tests

// The power may go at any instant: what a card would hold then, from QEMU's log of all that the
// board asked it to write. A kernel, a driver and a card's cache lie between the log's code and
// that.
//
// The oracle: of each frame that it looks at the camera says how many of the lines that it told
// before are in the journal (`kept`). So in every state after that was read on the console they are
// there, in order; and nothing is in any log but what the whole card holds at the end.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/fake_device.hpp"
#include "tests/board/card.hpp"
#include "tests/board/device.hpp"
#include "tests/board/log_fault.hpp"
#include "tools/ocellus/board/write_log.hpp"
#include "tools/ocellus/log/data_partition.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using storage::FakeDevice;
using tools::History;
using tools::board::CameraFault;
using tools::board::DiskWrite;

constexpr std::string_view kSettings =
    "[source]\npath = camera\n[watch]\ntrace = yes\n[screen]\nenabled = no\n"
    "[line path]\nfrom = 50 100\nto = 50 0\n"
    "[zone lawn]\ncorners = 0 40 50 40 50 100 0 100\n";
constexpr auto kLoad = 12s;

// Crash states that are looked at, at least; OCELLUS_CRASH_STATES is for more.
std::size_t wanted_states() {
  const char* const wish = std::getenv("OCELLUS_CRASH_STATES");
  return wish == nullptr ? 2000 : std::strtoul(wish, nullptr, 10);
}

// Hears the console on the thread of the one who reads it, because what has been written meanwhile
// must be counted at once.
class Listener {
 public:
  explicit Listener(std::string write_log) : write_log_(std::move(write_log)) {}

  void hear(std::string_view text) {
    const auto writes = tools::board::count_disk_writes(write_log_);
    const std::lock_guard lock(mutex_);
    for (const char c : text) {
      if (c == '\r') continue;
      if (c != '\n') {
        line_ += c;
        continue;
      }
      if (writes.ok()) hear_line(writes.value());
      line_.clear();
    }
  }

  std::vector<Acknowledged> take() {
    const std::lock_guard lock(mutex_);
    lines_.resize(kept_);
    return std::move(lines_);
  }

 private:
  void hear_line(std::uint64_t writes) {
    const Saying saying{{}, line_, nlohmann::json::parse(line_, nullptr, false)};
    if (!saying.json.is_object()) return;
    if (saying.is_for_the_journal()) lines_.push_back({line_, 0});
    const auto kept = saying.json.find("kept");
    if (kept == saying.json.end()) return;
    for (; kept_ < kept->get<std::size_t>() && kept_ < lines_.size(); ++kept_) {
      lines_[kept_].writes = writes;
    }
  }

  std::string write_log_;
  std::mutex mutex_;
  std::string line_;
  std::vector<Acknowledged> lines_;
  std::size_t kept_ = 0;  // of them
};

struct Evidence {
  std::vector<std::byte> before;  // the data partition
  std::vector<DiskWrite> writes;  // by their offset in it
  std::vector<Acknowledged> lines;
};

void ask(FakeDevice& medium, const DiskWrite& write) {
  if (write.flush_before) {
    EXPECT_TRUE(medium.flush().ok());
  }
  if (!write.bytes.empty()) {
    EXPECT_TRUE(medium.write(write.offset, write.bytes).ok());
  }
}

struct Verdicts {
  std::size_t states = 0;
  std::size_t bad = 0;
  std::string first;  // fault
};

// Before each thing that the disk was asked the power goes, several times: each sector that is on
// its way arrives, does not, or arrives torn.
Verdicts judge(const Evidence& evidence, std::size_t wanted) {
  using Fate = FakeDevice::Fate;
  FakeDevice medium(evidence.before, {});
  for (const DiskWrite& write : evidence.writes) ask(medium, write);
  medium.power_cut(std::vector(medium.in_flight().size(), Fate::kNew));
  const History at_the_end = history_of(medium);

  medium = FakeDevice(evidence.before, {});
  std::mt19937 random(11);
  const std::size_t each = wanted / evidence.writes.size() + 1;
  Verdicts verdicts;
  std::size_t acknowledged = 0;
  for (std::size_t i = 0; i <= evidence.writes.size(); ++i) {
    while (acknowledged < evidence.lines.size() && evidence.lines[acknowledged].writes <= i) {
      ++acknowledged;
    }
    for (std::size_t k = 0; k < each; ++k) {
      FakeDevice state = medium;
      std::vector<Fate> fates(state.in_flight().size());
      for (Fate& fate : fates) fate = static_cast<Fate>(random() % 5);
      state.power_cut(fates);
      const auto fault =
          fault_of(history_of(state), at_the_end, std::span(evidence.lines).first(acknowledged));
      ++verdicts.states;
      if (!fault) continue;
      if (++verdicts.bad == 1) verdicts.first = "before write " + std::to_string(i) + ": " + *fault;
    }
    if (i < evidence.writes.size()) ask(medium, evidence.writes[i]);
  }
  return verdicts;
}

class PowerCut : public testing::Test {
 protected:
  PowerCut() : card_(kSettings) {}

  // A board that has much to write: people, a camera with faults, a finger on the button.
  void watch(Listener& listener, const std::string& write_log) {
    Device device({.image = card_.path(),
                   .write_log = write_log,
                   .pictures = BOARD_PICTURES,
                   .on_console = [&listener](std::string_view text) { listener.hear(text); }});
    ASSERT_TRUE(device.next_event(60s).has_value());
    for (const auto end = std::chrono::steady_clock::now() + kLoad;
         std::chrono::steady_clock::now() < end;) {
      device.board().camera()->apply({.kind = CameraFault::Kind::kCorrupt, .count = 3});
      EXPECT_TRUE(device.board().press(tools::board::Press::kShort).ok());
      std::this_thread::sleep_for(300ms);
    }
    EXPECT_EQ(device.starts(), 1) << device.console();
    device.board().cut_power();
  }

  Evidence gather() {
    const std::string write_log = card_.path() + ".writes";
    const auto first = partition();
    Evidence evidence;
    evidence.before = bytes_of(first);
    Listener listener(write_log);
    watch(listener, write_log);
    evidence.lines = listener.take();
    auto writes = tools::board::read_write_log(write_log);
    EXPECT_TRUE(writes.ok()) << (writes.ok() ? "" : writes.failure().what);
    std::filesystem::remove(write_log);
    if (!writes.ok()) return evidence;
    evidence.writes = std::move(writes.value());
    for (DiskWrite& write : evidence.writes) {
      if (write.bytes.empty()) continue;
      // No file system is ever written to in service.
      EXPECT_GE(write.offset, first.offset);
      EXPECT_LE(write.offset + write.bytes.size(), first.offset + first.size);
      write.offset -= first.offset;
    }
    return evidence;
  }

 private:
  tools::DataPartition partition() {
    storage::FileDevice device;
    const auto found = tools::open_data_partition(card_.path(), device);
    EXPECT_TRUE(found.ok());
    return found.ok() ? found.value() : tools::DataPartition();
  }
  std::vector<std::byte> bytes_of(const tools::DataPartition& partition) {
    std::vector<std::byte> bytes(partition.size);
    std::ifstream file(card_.path(), std::ios::binary);
    file.seekg(static_cast<std::streamoff>(partition.offset));
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    EXPECT_TRUE(file.good());
    return bytes;
  }

  Card card_;
};

TEST_F(PowerCut, LosesNothingThatWasSaid) {
  Evidence evidence = gather();
  ASSERT_GE(evidence.lines.size(), 20u);
  const Verdicts verdicts = judge(evidence, wanted_states());
  std::printf("%zu writes and flushes, %zu lines said, %zu states, %zu bad\n",
              evidence.writes.size(), evidence.lines.size(), verdicts.states, verdicts.bad);
  EXPECT_GE(verdicts.states, wanted_states());
  EXPECT_EQ(verdicts.bad, 0u) << verdicts.first;

  // A writer that does not flush is found out.
  for (DiskWrite& write : evidence.writes) write.flush_before = false;
  const Verdicts careless = judge(evidence, 200);
  std::printf("without flushes: %zu of %zu states bad\n", careless.bad, careless.states);
  EXPECT_GT(careless.bad, careless.states / 2);
}

}  // namespace
}  // namespace ocellus::tests

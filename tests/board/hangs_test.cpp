// What hangs comes back by itself, to frames that the models see, and its journal says why it was
// gone: hangs of all kinds, one after the other at random.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <regex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/board/card.hpp"
#include "tests/board/device.hpp"
#include "tests/board/knob.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// Shorter than a device's, here and in the image (CMakeLists.txt); what keeps them is the same.
constexpr milliseconds kTurn = 3s;
constexpr milliseconds kWatchdog = 10s;
constexpr std::string_view kSettings =
    "[source]\npath = camera\n[model]\ndetectors = face\n[watch]\nrate = 2\ntrace = yes\n"
    "[screen]\nenabled = no\n[watchdog]\nturn = 3\npicture = 5\nlook = 5\nevent = 3\n";

// An emulated board takes some seconds to start its camera and some more to start itself, and
// others may want the machine.
constexpr milliseconds kCameraStarts = 15s;
constexpr milliseconds kBoardStarts = 45s;

enum class Way : std::uint8_t {
  kCamera,  // it is started again
  kBoard,   // the board is reset
  kEither,  // by how soon so many processes can be ended
};

// How to bring it about: what the insider is told, and whether the processors hang then, once
// `cue` stands on the console.
struct Hang {
  std::string_view name;
  std::string_view order;
  std::string_view second_order;
  bool kernel_dies;
  std::string_view cue;

  Way way;
  milliseconds limit;  // until frames are seen again
  // What the system's log has of it, line by line; before what need not be there a question mark,
  // before what may be there any number of times a star, before what is there where the board was
  // reset an exclamation mark.
  std::vector<std::string_view> words;
};

constexpr std::string_view kKilledByGuard =
    R"("notice":"watchdog","text":"camera: no turn in time; killed)";
constexpr std::string_view kEnded = R"("notice":"restart","text":"camera: ended by signal 9)";
constexpr std::string_view kRanOut =
    R"("notice":"start","cause":"watchdog","text":"boot: the watchdog ran out)";

const std::vector<Hang>& hangs() {
  constexpr milliseconds kRestart = kTurn + 3s + kCameraStarts;
  constexpr milliseconds kReset = kWatchdog + kBoardStarts;
  static const std::vector<Hang> kHangs = {
      {"camera stopped by a signal",
       "stop camera",
       {},
       false,
       {},
       Way::kCamera,
       kRestart,
       {kKilledByGuard, kEnded}},
      {"inference in an endless loop",
       "loop camera",
       {},
       false,
       {},
       Way::kCamera,
       kRestart,
       {kKilledByGuard, kEnded}},
      {"deadlock",
       "deadlock camera",
       {},
       false,
       {},
       Way::kCamera,
       kRestart,
       {kKilledByGuard, kEnded}},
      {"camera stuck in the kernel",
       "freeze camera",
       {},
       false,
       {},
       Way::kBoard,
       kTurn + 8s + kBoardStarts,
       {kKilledByGuard, R"("notice":"reset","text":"camera: cannot be killed)",
        R"("cause":"watchdog","text":"boot: the watchdog was left to run out)"}},
      {"first process stopped", "seize", {}, false, {}, Way::kBoard, kReset, {kRanOut}},
      {"processes without end",
       "multiply",
       {},
       false,
       {},
       Way::kEither,
       30s + kBoardStarts,
       {R"(*"notice":"watchdog","text":"camera: no [a-z]* in time; killed)",
        R"(*"notice":"reset","text":"camera: cannot be killed)",
        R"(*"notice":"restart","text":"camera: ended by signal 9)",
        // The first process may not get its turn either.
        R"(!"cause":"watchdog","text":"boot: the watchdog (was left to run|ran) out)"}},
      {"no memory for the camera", "starve", {}, false, {}, Way::kCamera, kRestart, {kEnded}},
      {"no memory for anybody",
       "flood",
       {},
       false,
       {},
       Way::kBoard,
       30s + kBoardStarts,
       {R"(*"notice":"restart","text":"camera: )",
        R"("cause":"panic","text":"boot: the kernel gave up, .*memory)"}},
      {"panic",
       "write /proc/sysrq-trigger c",
       {},
       false,
       {},
       Way::kBoard,
       kBoardStarts,
       {R"("cause":"panic","text":"boot: the kernel gave up, .*sysrq)"}},
      {"kernel dead, its interrupts off", {}, {}, true, {}, Way::kBoard, kReset, {kRanOut}},
      {"kernel dead while the board is to go off",
       "freeze camera",
       "leave",
       true,
       "camera: cannot be killed; goes with the power",
       Way::kBoard,
       8s + kReset,
       {R"(?"notice":"end","text":"power off)", kRanOut}},
  };
  return kHangs;
}

struct Times {
  std::vector<double> seconds;

  std::string text() {
    std::ranges::sort(seconds);
    std::array<char, 64> room;
    std::snprintf(room.data(), room.size(), "%4.1f %4.1f %4.1f s", seconds.front(),
                  seconds[seconds.size() / 2], seconds.back());
    return room.data();
  }
};

// A board that runs on while its camera and itself start again and again.
class Victim {
 public:
  Victim() : card_(kSettings) {
    device_ = std::make_unique<Device>(tools::board::VirtualBoardOptions{
        .image = card_.path(), .keep_changes = true, .pictures = BOARD_PICTURES});
    EXPECT_TRUE(device_->next_notice("start", "cause", "power", 60s).has_value());
    EXPECT_TRUE(sees_a_frame(60s));
  }

  // The outage; nothing where it is not over in time.
  std::optional<double> suffer(const Hang& hang) {
    device_->board().take_events();
    device_->hear_all();
    const Clock::time_point begin = Clock::now();
    strike(hang);
    const auto left = [&] {
      const auto time = std::chrono::duration_cast<milliseconds>(begin + hang.limit - Clock::now());
      return std::max(time, milliseconds(0));
    };
    constexpr std::string_view kLoader = "U-Boot 20";
    for (bool watches = false; !watches;) {
      const std::string line = device_->next_line({kLoader, R"("text":"watching")"}, left());
      if (line.empty()) {
        ADD_FAILURE() << "does not watch again\n" << device_->situation();
        return std::nullopt;
      }
      watches = line.find(kLoader) == line.npos;
      if (watches) continue;
      const auto forgot = device_->board().forget_translations();
      EXPECT_TRUE(forgot.ok()) << forgot.failure().line();
    }
    if (!sees_a_frame(left())) return std::nullopt;
    const bool reset = was_reset();
    struck_.push_back({&hang, reset});
    EXPECT_TRUE(hang.way == Way::kEither || reset == (hang.way == Way::kBoard))
        << device_->situation();
    return std::chrono::duration<double>(Clock::now() - begin).count();
  }

  // The power goes, though the camera is stuck in the kernel.
  void switch_off() {
    order("freeze camera");
    order("leave");
    EXPECT_TRUE(device_->board().wait_for_power_off(14s + 10s).ok()) << device_->situation();
  }

  // Off. Each hang is in the system's log with its cause, in order, and nothing else is.
  void expect_causes() const {
    auto line = card_.system_log();
    std::string all;
    for (const auto& entry : line) all += entry.text + "\n";
    std::erase_if(line, [](const tools::HistoryEntry& entry) {
      return entry.text.find(R"("notice":"slot")") != std::string::npos;
    });
    std::size_t at = 0;
    const auto is_next = [&](std::string_view words) {
      const std::regex pattern{std::string(words)};
      return at < line.size() && std::regex_search(line[at].text, pattern);
    };
    ASSERT_TRUE(is_next(R"("cause":"power")")) << all;
    ++at;
    for (const auto& [hang, reset] : struck_) {
      const std::size_t before = at;
      for (std::string_view words : hang->words) {
        const bool often = words.starts_with('*');
        const bool if_reset = words.starts_with('!');
        if (if_reset && !reset) continue;
        const bool must = !often && !words.starts_with('?');
        if (!must || if_reset) words.remove_prefix(1);
        ASSERT_TRUE(!must || is_next(words)) << hang->name << ": line " << at << " of\n" << all;
        while (is_next(words) && (++at, often)) continue;
      }
      ASSERT_GT(at, before) << hang->name << ": nothing at line " << at << " of\n" << all;
    }
    ASSERT_TRUE(is_next(R"("notice":"end","text":"power off)")) << all;
    EXPECT_EQ(at + 1, line.size()) << all;
  }

 private:
  bool sees_a_frame(milliseconds patience) {
    const auto is_frame = [](const Saying& saying) { return saying.is_notice("frame"); };
    return device_->next("a frame", is_frame, patience).has_value();
  }
  bool was_reset() {
    const auto events = device_->board().take_events();
    return std::ranges::find(events, "RESET") != events.end();
  }
  // What the insider is told is done, or the board is gone before it can say so.
  void order(std::string_view words) {
    EXPECT_TRUE(device_->board().type(std::string(words) + "\n").ok());
  }
  void strike(const Hang& hang) {
    for (const std::string_view words : {hang.order, hang.second_order}) {
      if (words.empty()) continue;
      order(words);
      if (!hang.second_order.empty()) std::this_thread::sleep_for(200ms);
    }
    if (!hang.kernel_dies) return;
    if (!hang.cue.empty()) {
      EXPECT_TRUE(!device_->next_line({hang.cue}, 15s).empty()) << device_->situation();
    }
    const auto hung = device_->board().hang_processors();
    EXPECT_TRUE(hung.ok()) << hung.failure().line();
  }

  Card card_;
  std::unique_ptr<Device> device_;
  struct Struck {
    const Hang* hang;
    bool reset;
  };
  std::vector<Struck> struck_;
};

// Each kind once before any comes again, in an order and at instants by the seed.
TEST(HangsTest, EachAtRandomComesBackAndTellsWhy) {
  constexpr unsigned kInOneRun = 22;
  const unsigned count = knob("OCELLUS_HANGS", 6);
  const unsigned seed = knob("OCELLUS_HANG_SEED", 1);
  std::mt19937 random(seed);
  std::vector<const Hang*> deck;
  std::map<std::string_view, Times> times;
  for (unsigned done = 0; done < count;) {
    Victim victim;
    for (unsigned i = 0; i < kInOneRun && done < count; ++i, ++done) {
      if (deck.empty()) {
        for (const Hang& hang : hangs()) deck.push_back(&hang);
        std::shuffle(deck.begin(), deck.end(), random);
      }
      const Hang& hang = *deck.back();
      deck.pop_back();
      SCOPED_TRACE("seed " + std::to_string(seed) + ", hang " + std::to_string(done + 1) + ": " +
                   std::string(hang.name));
      std::this_thread::sleep_for(milliseconds(random() % 1000));
      const auto outage = victim.suffer(hang);
      ASSERT_TRUE(outage.has_value());
      times[hang.name].seconds.push_back(*outage);
      std::printf("%3u of %u  %5.1f s  %.*s\n", done + 1, count, *outage,
                  static_cast<int>(hang.name.size()), hang.name.data());
      std::fflush(stdout);
    }
    victim.switch_off();
    ASSERT_NO_FATAL_FAILURE(victim.expect_causes());
  }
  std::printf("seed %u: least, median, most\n", seed);
  for (auto& [name, taken] : times) {
    std::printf("%4zu  %s  %.*s\n", taken.seconds.size(), taken.text().c_str(),
                static_cast<int>(name.size()), name.data());
  }
}

}  // namespace
}  // namespace ocellus::tests

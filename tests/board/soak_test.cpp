// A day of a board's life with faults at random, its idle time skipped: nothing grows, of memory,
// descriptors, threads and the journal's latency; every fault is told, and nothing else is.
//
// All times are the board's own, so how busy the host is changes nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/board/card.hpp"
#include "tests/board/device.hpp"
#include "tests/board/growth.hpp"
#include "tests/board/kept.hpp"
#include "tests/board/knob.hpp"
#include "tests/board/vivid_faults.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// A picture each second, and a look at one of them each twenty: vivid goes no slower.
constexpr std::string_view kSettings =
    "[source]\npath = camera\n"
    "[camera]\nwidth = 320\nheight = 180\nformat = yuyv\nrate = 1\n"
    "first_picture = 5\nnext_picture = 4\ndamage = 4\nfreeze = 5\n"
    "[model]\ndetectors = face\n"
    "[watch]\nmotion = 5\nlinger = 1\nstill = 20\ntrace = yes\n"
    "[screen]\nenabled = no\n";

constexpr auto kPatience = 1min;  // the host's, for a board that should answer in milliseconds
constexpr double kRecovery = 15;  // seconds, the board's, as all that follow
constexpr double kSample = 6 * 60;
constexpr double kHour = 3600;
constexpr int kLives = 3;  // of the camera: it is killed in between

// What must not grow, and by how much it may wander in a day; in what gauge.hpp says.
struct Bound {
  const char* name;
  double slack;
  int sign = 1;  // -1: what must not shrink
};
// Memory may so many times as much in less than half a day, where lives of the camera are so short
// that most of one is the first time of everything.
constexpr double kWarmingUp = 10;
constexpr unsigned kLong = 12;  // hours
constexpr std::array kOfCamera = {Bound{"camera_resident", 32}, Bound{"camera_anonymous", 32},
                                  Bound{"camera_threads", 0}, Bound{"camera_files", 0}};
constexpr std::array kOfBoard = {
    Bound{"boot_resident", 16}, Bound{"boot_anonymous", 16}, Bound{"boot_threads", 0},
    Bound{"boot_files", 0},     Bound{"tasks", 4},           Bound{"open_files", 64},
    Bound{"spare", 1024, -1},   Bound{"slab", 1024},         Bound{"unreclaimable", 1024}};
// Of a line, from handing over to lasting, in ms.
constexpr Bound kLatency = {"latency", 0.5};

struct Life {
  std::map<std::string, std::vector<Measurement>> of;  // by their names

  // Fails where one of them grew.
  void judge(const Bound& bound, double slacks = 1) const {
    const auto found = of.find(bound.name);
    ASSERT_NE(found, of.end()) << bound.name;
    const std::vector<Measurement>& measured = found->second;
    ASSERT_GE(measured.size(), kFewest) << bound.name;
    for (const Measurement& measurement : measured) {
      ASSERT_GE(measurement.value, 0) << bound.name << " was not measured";
    }
    const Growth growth = growth_of(measured);
    std::printf("  %-17s %10.2f %10.2f %+9.2f a day\n", bound.name, growth.early, growth.late,
                growth.per_day);
    EXPECT_LE((growth.late - growth.early) * bound.sign, bound.slack * slacks) << bound.name;
  }
};

class SoakTest : public testing::Test {
 protected:
  SoakTest()
      : card_(kSettings),
        random_(knob("OCELLUS_SOAK_SEED", 1)),
        device_({.image = rounded_up(card_), .time_warp = true}) {}

  static std::string rounded_up(const Card& card) {
    std::filesystem::resize_file(card.path(),
                                 std::bit_ceil(std::filesystem::file_size(card.path())));
    return card.path();
  }

  // For whoever asks why: what was said last, but for frames, which are many.
  void TearDown() override {
    if (!HasFailure()) return;
    constexpr std::size_t kLast = 40;
    std::vector<std::string> lines;
    for (const Saying& saying : device_.heard()) {
      if (!saying.is_notice("frame") && !saying.is_notice("speed")) lines.push_back(saying.text);
    }
    for (std::size_t i = lines.size() - std::min(kLast, lines.size()); i < lines.size(); ++i) {
      std::printf("%s\n", lines[i].c_str());
    }
  }

  static double time_of(const Saying& saying) { return saying.json.value("time", 0.0); }

  void type(std::string_view order) {
    said_before_ = std::ssize(device_.heard());
    ASSERT_TRUE(device_.board().type(std::string(order) + "\n").ok());
  }
  // Said since the last order, or now: what it brings about may be told before its own answer is.
  void hear(std::string_view who, const char* key, std::string_view value, Saying& saying) {
    const auto is_it = [&](const Saying& said) {
      return said.is_notice(who) && said[key] == value;
    };
    const auto& heard = device_.heard();
    const auto said = std::find_if(heard.begin() + said_before_, heard.end(), is_it);
    if (said != heard.end()) {
      saying = *said;
      return;
    }
    const auto next = device_.next_notice(who, key, value, kPatience);
    ASSERT_TRUE(next.has_value());
    saying = *next;
  }
  // What the insider is told is done.
  void order(std::string_view order) {
    ASSERT_NO_FATAL_FAILURE(type(order));
    Saying done;
    ASSERT_NO_FATAL_FAILURE(hear("insider", "order", order, done));
    EXPECT_EQ(done["error"], "0") << done.text;
    now_ = time_of(done);
  }

  // Nothing happens for so many seconds, and nothing is said to have.
  void rest(double seconds) {
    const std::size_t before = device_.heard().size();
    ASSERT_NO_FATAL_FAILURE(order("rest " + std::to_string(static_cast<int>(seconds * 1000))));
    for (std::size_t i = before; i < device_.heard().size(); ++i) {
      const Saying& saying = device_.heard()[i];
      EXPECT_FALSE(saying.is_for_the_journal()) << "nothing was wrong: " << saying.text;
    }
  }

  void suffer(const VividFault& fault) {
    SCOPED_TRACE(fault.name);
    const auto begins = [&](std::string_view begin) {
      if (!begin.empty()) order(begin);
    };
    const auto is_told = [&](const VividFault::Notice& notice) {
      if (notice.fault.empty()) return;
      Saying told;
      ASSERT_NO_FATAL_FAILURE(hear("camera", "fault", notice.fault, told));
      EXPECT_NE(told.text.find(notice.text), std::string::npos) << told.text;
      now_ = time_of(told);
    };
    for (const auto begin : fault.begin) ASSERT_NO_FATAL_FAILURE(begins(begin));
    for (const auto& notice : fault.told) ASSERT_NO_FATAL_FAILURE(is_told(notice));
    ASSERT_NO_FATAL_FAILURE(begins(fault.end));
    Saying over;
    ASSERT_NO_FATAL_FAILURE(hear("camera", "state", "recovered", over));
    EXPECT_LE(time_of(over) - now_, kRecovery) << over.text;
    ++suffered_[fault.name];
  }

  // Down for 0.1 s at least, whatever the host does meanwhile.
  void press() {
    ASSERT_NO_FATAL_FAILURE(type("busy"));
    const auto wait = [this] {
      ASSERT_TRUE(device_.next_notice("insider", "text", "busy", kPatience).has_value());
    };
    ASSERT_NO_FATAL_FAILURE(wait());
    ASSERT_TRUE(device_.board().press(tools::board::Press::kDown).ok());
    for (int i = 0; i < 2; ++i) ASSERT_NO_FATAL_FAILURE(wait());
    ASSERT_TRUE(device_.board().press(tools::board::Press::kUp).ok());
    ASSERT_TRUE(device_.next_notice("button", "press", "short", kPatience).has_value());
    ASSERT_NO_FATAL_FAILURE(type("rest 0"));
    ASSERT_TRUE(device_.next_notice("insider", "order", "busy", kPatience).has_value());
    ++suffered_["short press"];
  }

  // The camera's life ends by an order, and another one begins.
  void die(std::string_view how) {
    ASSERT_NO_FATAL_FAILURE(type(how));
    ASSERT_TRUE(device_.next_notice("start", "text", "watching", kPatience).has_value());
    ++suffered_[how];
    lives_.emplace_back();
    kept_ = waited_ = 0;
  }

  void measure() {
    ASSERT_NO_FATAL_FAILURE(type("measure"));
    const auto any = [](const Saying& saying) { return saying.is_notice("gauge"); };
    const auto gauge = device_.next("a gauge", any, kPatience);
    ASSERT_TRUE(gauge.has_value());
    now_ = time_of(*gauge);
    std::printf("%s\n", gauge->text.c_str());
    const auto add = [&](Life& life, const Bound& bound, double value) {
      life.of[bound.name].push_back({.time = now_ / kHour, .value = value});
    };
    const auto read = [&](const Bound& bound) { return gauge->json.value(bound.name, -1.0); };
    for (const Bound& bound : kOfCamera) add(lives_.back(), bound, read(bound));
    for (const Bound& bound : kOfBoard) add(board_, bound, read(bound));
    writes_ = gauge->json.value("writes", -1.0);

    // The newest frame knows of the lines before it.
    const auto is_frame = [](const Saying& saying) { return saying.is_notice("frame"); };
    const auto frame = std::find_if(device_.heard().rbegin(), device_.heard().rend(), is_frame);
    if (frame == device_.heard().rend()) return;
    const double kept = frame->json.value("kept", 0.0);
    const double waited = frame->json.value("waited", 0.0);
    for (Life* life : {&lives_.back(), &board_}) {
      if (kept > kept_) add(*life, kLatency, (waited - waited_) / (kept - kept_) / 1000);
    }
    lines_ += kept - kept_;
    kept_ = kept;
    waited_ = waited;
  }

  // The next of all that may go wrong, each once before any comes again.
  void suffer_something() {
    if (deck_.empty()) {
      for (std::size_t i = 0; i <= kVividFaults.size(); ++i) deck_.push_back(i);
      std::shuffle(deck_.begin(), deck_.end(), random_);
    }
    const std::size_t which = deck_.back();
    deck_.pop_back();
    if (which == kVividFaults.size()) return press();
    suffer(kVividFaults[which]);
  }

  double pick(double least, double most) {
    return least + (most - least) * static_cast<double>(random_() % 1024) / 1024;
  }

  void switch_off_and_judge(double slacks) {
    ASSERT_TRUE(device_.board().press(tools::board::Press::kDown).ok());
    ASSERT_TRUE(device_.board().wait_for_power_off(kPatience).ok()) << device_.situation();
    device_.hear_all();
    ASSERT_NO_FATAL_FAILURE(expect_kept(device_, card_));
    EXPECT_EQ(device_.starts(), kLives) << device_.console();
    std::printf("medians of the first and the last third after settling\n");
    for (const Life& life : lives_) {
      std::printf("a life of the camera, %zu times\n", life.of.begin()->second.size());
      for (const Bound& bound : kOfCamera) life.judge(bound, slacks);
      life.judge(kLatency);
    }
    std::printf("the board\n");
    for (const Bound& bound : kOfBoard) board_.judge(bound, slacks);
    board_.judge(kLatency);
    std::printf("%.0f writes of the data partition, %.1f a line\n", writes_, writes_ / lines_);
    for (const Saying& saying : device_.heard()) {
      if (saying.is_notice("insider") && !saying["error"].empty()) {
        EXPECT_EQ(saying["error"], "0") << saying.text;
      }
    }
  }

  void tell_progress(double end, Clock::time_point began) const {
    const std::chrono::duration<double> took = Clock::now() - began;
    int faults = 0;
    for (const auto& [name, count] : suffered_) faults += count;
    std::printf("%6.2f of %.2f h, %d faults, %.1f seconds a second\n", now_ / kHour, end / kHour,
                faults, now_ / took.count());
    std::fflush(stdout);
  }

  Card card_;
  std::mt19937 random_;
  Device device_;
  double now_ = 0;
  std::ptrdiff_t said_before_ = 0;
  std::vector<std::size_t> deck_;
  std::map<std::string_view, int> suffered_;
  std::vector<Life> lives_{1};
  Life board_;
  double kept_ = 0;    // lines in this life of the camera
  double waited_ = 0;  // microseconds, those together
  double lines_ = 0;   // in all lives
  double writes_ = 0;
};

TEST_F(SoakTest, NothingGrowsAndEveryFaultIsTold) {
  const unsigned hours = knob("OCELLUS_SOAK_HOURS", 0);
  const double end = hours > 0 ? hours * kHour : kSample;
  const double longest_rest = hours > 0 ? 240 : 20;
  const Clock::time_point began = Clock::now();
  double told = 0;
  ASSERT_TRUE(device_.next_notice("start", "text", "watching", kPatience).has_value());
  while (now_ < end) {
    SCOPED_TRACE(now_);
    ASSERT_NO_FATAL_FAILURE(rest(pick(longest_rest / 4, longest_rest)));
    ASSERT_NO_FATAL_FAILURE(measure());
    if (now_ >= static_cast<double>(lives_.size()) * end / kLives && now_ < end) {
      ASSERT_NO_FATAL_FAILURE(die(lives_.size() % 2 == 1 ? "kill camera" : "stop camera"));
    } else {
      ASSERT_NO_FATAL_FAILURE(suffer_something());
    }
    if (HasFailure()) return;
    if (now_ - told < std::max(end / 48, 60.0)) continue;
    told = now_;
    tell_progress(end, began);
  }
  tell_progress(end, began);
  for (const auto& [name, count] : suffered_) {
    std::printf("%4d times %.*s\n", count, static_cast<int>(name.size()), name.data());
  }
  switch_off_and_judge(hours >= kLong ? 1 : kWarmingUp);
}

TEST(GrowthTest, IsSeenThroughWhatWandersAndStrays) {
  std::vector<Measurement> still;
  std::vector<Measurement> growing;
  for (int i = 0; i < 90; ++i) {
    const double settled = i < 15 ? 400 : 1000;
    const double wanders = i % 7 == 0 ? 500 : i % 3;
    still.push_back({.time = i / 10.0, .value = settled + wanders});
    growing.push_back({.time = i / 10.0, .value = settled + wanders + i});
  }
  const Growth none = growth_of(still);
  EXPECT_NEAR(none.late, none.early, 1);
  const Growth growth = growth_of(growing);
  EXPECT_NEAR(growth.late - growth.early, 50, 2);
  EXPECT_NEAR(growth.per_day, 240, 10);
}

}  // namespace
}  // namespace ocellus::tests

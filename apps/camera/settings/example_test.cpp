// The shipped example says what the table says: every key, its default, its range.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "apps/camera/settings/reader.hpp"
#include "apps/camera/settings/sections.hpp"

namespace ocellus::camera {
namespace {

std::string example() {
  std::ifstream file(OCELLUS_EXAMPLE_SETTINGS);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::string line;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    lines.push_back(text.substr(at, text.find('\n', at) - at));
  }
  return lines;
}

// Every comment sign is removed from what is a setting.
std::string uncommented(const std::string& text) {
  std::string result;
  for (const std::string& line : lines_of(text)) {
    result += (line.starts_with("; ") ? line.substr(2) : line) + "\n";
  }
  return result;
}

std::string first_mistake(const std::string& text, Settings& settings) {
  Mistakes mistakes;
  if (read_settings(text, settings, mistakes)) return {};
  const Mistake& first = mistakes.first()[0];
  return std::to_string(first.line) + ": " + first.text.c_str();
}

// "section.key" to the explanation before it and the value, as the example has them.
std::map<std::string, std::pair<std::string, std::string>> entries() {
  std::map<std::string, std::pair<std::string, std::string>> entries;
  std::string section;
  std::string explanation;
  bool explained = false;
  for (const std::string& line : lines_of(uncommented(example()))) {
    if (line.starts_with('[')) {
      section = line.substr(1, line.find_first_of(" ]") - 1);
    } else if (line.starts_with('#')) {
      explanation = (explained ? explanation : "") + line.substr(1);
      explained = true;
    } else if (const std::size_t sign = line.find(" = "); sign != std::string::npos) {
      entries.try_emplace(section + "." + line.substr(0, sign), explanation, line.substr(sign + 3));
      explained = false;
    }
  }
  return entries;
}

void expect_same_tracks(const TrackSettings& a, const TrackSettings& b) {
  EXPECT_EQ(a.start_score, b.start_score);
  EXPECT_EQ(a.keep_score, b.keep_score);
  EXPECT_EQ(a.patience, b.patience);
}

void expect_same_line(const WiredLine& a, const WiredLine& b) {
  EXPECT_EQ(a.use, b.use);
  EXPECT_EQ(a.active_low, b.active_low);
}

// Everything but lines and zones, which have no default.
void expect_same(const Settings& a, const Settings& b) {
  EXPECT_STREQ(a.source_path(), b.source_path());
  EXPECT_EQ(a.folder_rate, b.folder_rate);
  EXPECT_EQ(a.camera.wish.width, b.camera.wish.width);
  EXPECT_EQ(a.camera.wish.height, b.camera.wish.height);
  EXPECT_EQ(a.camera.wish.format, b.camera.wish.format);
  EXPECT_EQ(a.camera.wish.rate, b.camera.wish.rate);
  EXPECT_EQ(a.camera.wish.exposure, b.camera.wish.exposure);
  EXPECT_EQ(a.camera.wish.mirrored, b.camera.wish.mirrored);
  EXPECT_EQ(a.camera.wish.upside_down, b.camera.wish.upside_down);
  EXPECT_EQ(a.camera.first_frame, b.camera.first_frame);
  EXPECT_EQ(a.camera.next_frame, b.camera.next_frame);
  EXPECT_EQ(a.camera.damage, b.camera.damage);
  EXPECT_EQ(a.camera.freeze, b.camera.freeze);
  EXPECT_EQ(a.detector_count, b.detector_count);
  EXPECT_EQ(a.detectors, b.detectors);
  ASSERT_EQ(a.used_labels().size(), b.used_labels().size());
  EXPECT_EQ(a.used_labels()[0].view(), b.used_labels()[0].view());
  EXPECT_EQ(a.region, b.region);
  expect_same_tracks(a.track, b.track);
  for (std::size_t i = 0; i < kDetectorKinds.size(); ++i) {
    expect_same_tracks(a.track_of_one[i], b.track_of_one[i]);
  }
  EXPECT_EQ(a.watch.rate, b.watch.rate);
  EXPECT_EQ(a.watch.motion, b.watch.motion);
  EXPECT_EQ(a.watch.motion_level, b.watch.motion_level);
  EXPECT_EQ(a.watch.linger, b.watch.linger);
  EXPECT_EQ(a.watch.still, b.watch.still);
  EXPECT_EQ(a.watch.duty_on, b.watch.duty_on);
  EXPECT_EQ(a.watch.duty_off, b.watch.duty_off);
  EXPECT_EQ(a.thermal.governor, b.thermal.governor);
  EXPECT_EQ(a.thermal.slow_from, b.thermal.slow_from);
  EXPECT_EQ(a.thermal.hurry_from, b.thermal.hurry_from);
  EXPECT_EQ(a.watchdog.turn, b.watchdog.turn);
  EXPECT_EQ(a.watchdog.frame, b.watchdog.frame);
  EXPECT_EQ(a.watchdog.inference, b.watchdog.inference);
  EXPECT_EQ(a.watchdog.event, b.watchdog.event);
  EXPECT_EQ(a.blur, b.blur);
  EXPECT_EQ(a.screen, b.screen);
  EXPECT_EQ(a.snapshot.enabled, b.snapshot.enabled);
  EXPECT_EQ(a.snapshot.quality, b.snapshot.quality);
  EXPECT_EQ(a.gpio.chip.view(), b.gpio.chip.view());
  expect_same_line(a.gpio.led, b.gpio.led);
  expect_same_line(a.gpio.alarm, b.gpio.alarm);
  expect_same_line(a.gpio.button, b.gpio.button);
  EXPECT_EQ(a.gpio.alarm_on_count, b.gpio.alarm_on_count);
  EXPECT_EQ(a.gpio.alarm_seconds, b.gpio.alarm_seconds);
  EXPECT_EQ(a.storage.use, b.storage.use);
  EXPECT_EQ(a.video.view(), b.video.view());
  EXPECT_EQ(a.pictures.view(), b.pictures.view());
}

TEST(Example, IsReadAsTheDefaults) {
  const std::string text = example();
  ASSERT_GT(text.size(), 4000u);
  ASSERT_LT(text.size(), kMostSettingsBytes / 2);
  Settings settings;
  EXPECT_EQ(first_mistake(text, settings), "");
  expect_same(settings, {});
  EXPECT_EQ(settings.line_count + settings.zone_count, 0u);
}

TEST(Example, IsReadAsTheDefaultsWithoutItsCommentSigns) {
  Settings settings;
  EXPECT_EQ(first_mistake(uncommented(example()), settings), "");
  expect_same(settings, {});
  EXPECT_EQ(settings.line_count, 1u);
  EXPECT_EQ(settings.zone_count, 1u);
}

TEST(Example, HasEveryKeyWithItsDefault) {
  const auto shown = entries();
  std::size_t keys = 0;
  for (const Section& section : sections()) {
    if (section.argument == "DETECTOR") continue;  // the keys of [track]
    for (const Key& key : section.keys()) {
      const std::string name = std::string(section.name) + "." + std::string(key.name);
      ASSERT_TRUE(shown.contains(name)) << name;
      ++keys;
      if (!key.initial.empty()) {
        EXPECT_EQ(shown.at(name).second, key.initial) << name;
      }
    }
  }
  EXPECT_EQ(shown.size(), keys);
}

// A number's limits and a choice's words stand in the explanation.
TEST(Example, ExplainsWhatAKeyTakes) {
  const auto shown = entries();
  for (const Section& section : sections()) {
    for (const Key& key : section.keys()) {
      const std::string name = std::string(section.name) + "." + std::string(key.name);
      const std::string& explanation = shown.at(name).first;
      if (const Number* number = std::get_if<Number>(&key.takes)) {
        Description takes;
        describe(key, takes);
        // "seconds, 0.1 to 120, or 0": what lies between the unit and the word.
        std::string range(takes.view().substr(takes.view().find(", ") + 2));
        range = range.substr(0, range.find(','));
        EXPECT_NE(explanation.find(range), std::string::npos)
            << name << ": " << range << " is not in: " << explanation;
        EXPECT_GT(number->high, number->low) << name;
      }
      if (const Choice* choice = std::get_if<Choice>(&key.takes)) {
        for (const std::string_view word : choice->words) {
          EXPECT_NE(explanation.find(word), std::string::npos) << name << ": " << word;
        }
      }
    }
  }
}

TEST(Table, TakesItsOwnDefaults) {
  for (const Section& section : sections()) {
    for (const Key& key : section.keys()) {
      Settings settings;
      Target target = {settings};
      target.track = &settings.track;
      if (key.initial.empty()) continue;
      EXPECT_TRUE(set(key, target, key.initial)) << section.name << "." << key.name;
      SCOPED_TRACE(std::string(section.name) + "." + std::string(key.name));
      expect_same(settings, {});
    }
  }
}

// Whatever becomes of the example, the settings can be used, and every mistake is in the text.
TEST(Example, DoesNoHarmHoweverItIsMutilated) {
  std::mt19937 random(20260101);
  const std::string whole = uncommented(example());
  const auto below = [&](std::size_t limit) { return random() % limit; };
  std::size_t mistaken = 0;
  for (int round = 0; round < 1500; ++round) {
    std::string text = whole;
    for (std::size_t cut = 1 + below(6); cut > 0 && !text.empty(); --cut) {
      const std::size_t at = below(text.size());
      switch (below(6)) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, 1 + below(40));
          break;
        case 2:
          text.insert(at, whole.substr(below(whole.size()), below(60)));
          break;
        case 3:
          text.insert(at, 1, "\n\r[]=;#\0-9."[below(11)]);
          break;
        case 4:
          text.resize(at);
          break;
        default:
          text.insert(at, std::string(below(2000), 'x'));
      }
    }
    Settings settings;
    Mistakes mistakes;
    const bool good = read_settings(text, settings, mistakes);
    ASSERT_EQ(good, mistakes.none());
    mistaken += good ? 0 : 1;
    std::size_t lines = 1;
    for (std::size_t i = 0; i < text.size(); ++i) {
      lines += text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n') ? 1 : 0;
    }
    std::uint32_t before = 1;
    for (const Mistake& mistake : mistakes.first()) {
      ASSERT_GE(mistake.line, before);
      ASSERT_LE(mistake.line, lines) << mistake.text.view();
      ASSERT_FALSE(mistake.text.empty());
      before = mistake.line;
    }
    ASSERT_GE(settings.detector_count, 1u);
    ASSERT_FALSE(settings.used_labels()[0].empty());
    Scene scene;
    std::array<CountingLine, Scene::kMaxLines> drawn;
    for (std::size_t i = 0; i < settings.line_count; ++i) {
      const LineSettings& line = settings.lines[i];
      drawn[i] = {line.name.view(), line.from.in({640, 480}), line.to.in({640, 480})};
    }
    ASSERT_TRUE(scene.prepare(std::span(drawn).first(settings.line_count), {}).ok());
  }
  EXPECT_GT(mistaken, 500u);
}

}  // namespace
}  // namespace ocellus::camera

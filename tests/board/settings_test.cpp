// Whatever somebody wrote into the settings, the device watches, and says what is wrong.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include "tests/board/card.hpp"
#include "tests/board/device.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kGood =
    "[source]\npath = camera\n[line door]\nfrom = 0 0\nto = 100 100\n";

tools::board::VirtualBoardOptions options(const Card& card) {
  return {.image = card.path(),
          .keep_changes = true,
          .pictures = BOARD_PICTURES,
          .pictures_per_second = 2};
}

// Its word on its settings, once it watches. The power is cut then.
std::string boot(const Card& card, std::string& mistake) {
  Device device(options(card));
  const auto chosen = device.next(
      "settings in force", [](const Saying& saying) { return !saying["in force"].empty(); }, 60s);
  if (!chosen) return {};
  EXPECT_TRUE(device.next_notice("start", "text", "watching", 60s).has_value());
  for (const Saying& saying : device.heard()) {
    if (saying.is_notice("settings") && !saying["line"].empty()) mistake = saying.text;
  }
  device.board().cut_power();
  return (*chosen)["in force"];
}

TEST(BoardSettingsTest, AMistakeIsToldAndTheLastGoodOnesStay) {
  Card card(kGood);
  std::string mistake;
  EXPECT_EQ(boot(card, mistake), "the file");
  EXPECT_EQ(mistake, "");

  card.write_settings("[source]\npath = camera\n[watch]\nrate = fast\n");
  EXPECT_EQ(boot(card, mistake), "the last good settings");
  EXPECT_NE(mistake.find("\"line\":4"), std::string::npos) << mistake;
  EXPECT_NE(mistake.find("rate"), std::string::npos) << mistake;
  EXPECT_NE(mistake.find("0.1 to 120"), std::string::npos) << mistake;
}

TEST(BoardSettingsTest, NoiseIsToldAndTheShippedOnesWatch) {
  std::mt19937 random(3);
  std::string noise(5000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  const Card card(noise);
  std::string mistake;
  EXPECT_EQ(boot(card, mistake), "the shipped settings");
  EXPECT_NE(mistake, "");
}

TEST(BoardSettingsTest, WhatHappenedIsReadFromTheCard) {
  const Card card(kGood);
  {
    Device device(options(card));
    ASSERT_TRUE(device.next_event(60s).has_value());
    std::this_thread::sleep_for(2s);  // the snapshot follows the event
    device.board().cut_power();
  }
  const std::string folder = testing::TempDir() + "ocellus-snapshots";
  const std::string out = folder + ".txt";
  const std::string command = std::string(OCELLUS) + " log '" + card.path() + "' --snapshots '" +
                              folder + "' > '" + out + "'";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  std::stringstream text;
  text << std::ifstream(out).rdbuf();
  EXPECT_NE(text.str().find("appeared"), std::string::npos) << text.str();
  EXPECT_NE(text.str().find("watching"), std::string::npos) << text.str();
  EXPECT_EQ(std::system(("test -n \"$(ls '" + folder + "'/*.jpg)\"").c_str()), 0);
}

}  // namespace
}  // namespace ocellus::tests

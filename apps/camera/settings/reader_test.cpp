#include "apps/camera/settings/reader.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace ocellus::camera {
namespace {

using namespace std::literals;

// "LINE: TEXT" of every mistake, one a line.
std::string mistakes_in(std::string_view text, Settings& settings,
                        std::span<const DetectorKind> carried = kDetectorKinds) {
  Mistakes mistakes;
  const bool good = read_settings(text, settings, mistakes, {.carried = carried});
  EXPECT_EQ(good, mistakes.none());
  std::string told;
  for (const Mistake& mistake : mistakes.first()) {
    told += std::to_string(mistake.line) + ": " + std::string(mistake.text.view()) + "\n";
  }
  return told;
}

std::string mistakes_in(std::string_view text) {
  Settings settings;
  return mistakes_in(text, settings);
}

Settings read(std::string_view text) {
  Settings settings;
  EXPECT_EQ(mistakes_in(text, settings), "") << text;
  return settings;
}

TEST(Reader, TakesWhatIsWatched) {
  const Settings settings = read(
      "[source]\npath = street.avi\nrate = 12.5\n"
      "[camera]\nwidth = 1280\nheight = 720\nformat = YUYV\nrate = 15\nexposure = 8.5\n"
      "mirrored = yes\nupside_down = no\nfirst_picture = 5\nnext_picture = 1.5\n"
      "damage = 3\nfreeze = 0\n");
  EXPECT_EQ(settings.source.view(), "street.avi");
  EXPECT_FLOAT_EQ(settings.folder_rate, 12.5f);
  const capture::CameraWish& wish = settings.camera.wish;
  EXPECT_EQ(wish.width, 1280);
  EXPECT_EQ(wish.height, 720);
  EXPECT_EQ(wish.format, capture::four_cc("YUYV"));
  EXPECT_EQ(wish.rate, 15);
  EXPECT_EQ(wish.exposure, std::chrono::microseconds(8500));
  EXPECT_EQ(wish.mirrored, true);
  EXPECT_EQ(wish.upside_down, false);
  EXPECT_EQ(settings.camera.first_frame, std::chrono::seconds(5));
  EXPECT_EQ(settings.camera.next_frame, std::chrono::milliseconds(1500));
  EXPECT_EQ(settings.camera.damage, std::chrono::seconds(3));
  EXPECT_EQ(settings.camera.freeze, std::chrono::seconds(0));
  EXPECT_STREQ(read("[source]\npath = camera\n").source_path(), "camera");
  EXPECT_STREQ(read("").source_path(), "camera");
}

TEST(Reader, TakesEveryFormat) {
  const std::pair<const char*, capture::FourCc> formats[] = {
      {"auto", {}},
      {"mjpeg", capture::kMotionJpeg},
      {"nv12", capture::four_cc("NV12")},
      {"yu12", capture::four_cc("YU12")},
      {"grey", capture::four_cc("GREY")},
      {"rgb24", capture::four_cc("RGB3")},
  };
  for (const auto& [name, format] : formats) {
    const Settings settings = read("[camera]\nformat = "s + name);
    EXPECT_EQ(settings.camera.wish.format, format) << name;
    EXPECT_TRUE(format == capture::FourCc{} || capture::format_rank(format) >= 0) << name;
  }
}

TEST(Reader, TakesWhatIsLookedFor) {
  const Settings settings = read(
      "[model]\ndetectors = face, ssd\nlabels = person, Computer mouse\n"
      "region = 10 20 30 40.5\n"
      "[track]\nstart = 0.5\nkeep = .25\npatience = 3\n[track FACE]\nstart = 0.7\n"
      "[line front door]\nfrom = 1 2\nto = 3.5, 4\n"
      "[zone yard]\ncorners = 0 0, 100 0, 100 100\n");
  ASSERT_EQ(settings.detector_count, 2u);
  EXPECT_EQ(settings.detectors[0], DetectorKind::kFace);
  ASSERT_EQ(settings.used_labels().size(), 2u);
  EXPECT_EQ(settings.labels[0].view(), "Person");
  EXPECT_EQ(settings.labels[1].view(), "Computer mouse");
  EXPECT_EQ(settings.region, (PercentRegion{10, 20, 30, 40.5f}));
  EXPECT_FLOAT_EQ(settings.track_rules(DetectorKind::kSsd).keep_score, 0.25f);
  EXPECT_FLOAT_EQ(settings.track_rules(DetectorKind::kFace).start_score, 0.7f);
  ASSERT_EQ(settings.line_count, 1u);
  EXPECT_EQ(settings.lines[0].name.view(), "front door");
  EXPECT_EQ(settings.lines[0].to, (PercentPoint{3.5f, 4}));
  ASSERT_EQ(settings.zone_count, 1u);
  EXPECT_EQ(settings.zones[0].corner_count, 3u);
  EXPECT_EQ(settings.zones[0].corners[2], (PercentPoint{100, 100}));
}

TEST(Reader, TakesLimits) {
  const Settings settings = read(
      "[watch]\nrate = 4\nmotion = 0.5\nmotion_level = 20\nlinger = 1\nstill = 2\nduty_on = 60\n"
      "duty_off = 30\n[thermal]\ngovernor = no\nslow_from = 60\nhurry_from = 65\n[watchdog]\n"
      "turn = 1\npicture = 2.5\nlook = 600\nevent = 4\n"
      "[privacy]\nblur = faces\n");
  EXPECT_FLOAT_EQ(settings.watch.rate, 4);
  EXPECT_FLOAT_EQ(settings.watch.motion, 0.5f);
  EXPECT_EQ(settings.watch.motion_level, 20);
  EXPECT_FLOAT_EQ(settings.watch.still, 2);
  EXPECT_FLOAT_EQ(settings.watch.duty_on, 60);
  EXPECT_FLOAT_EQ(settings.watch.duty_off, 30);
  EXPECT_FLOAT_EQ(settings.watchdog.turn, 1);
  EXPECT_FLOAT_EQ(settings.watchdog.frame, 2.5);
  EXPECT_FLOAT_EQ(settings.watchdog.inference, 600);
  EXPECT_FLOAT_EQ(settings.watchdog.event, 4);
  EXPECT_FALSE(settings.thermal.governor);
  EXPECT_EQ(settings.thermal.slow_from, 60.0f);
  EXPECT_EQ(settings.thermal.hurry_from, 65.0f);
  EXPECT_EQ(settings.blur, Blur::kFaces);
  EXPECT_TRUE(settings.uses(DetectorKind::kSsd));
  EXPECT_TRUE(settings.uses(DetectorKind::kFace));  // or there were nothing to blur
}

TEST(Reader, TakesOutputs) {
  const Settings settings = read(
      "[screen]\nenabled = no\n[snapshot]\nenabled = no\nquality = 70\n"
      "[gpio]\nchip = /dev/gpiochip1\nled = 17\nled_active_low = yes\nalarm = none\n"
      "button = board\nalarm_on = lost, Crossed front door in, entered yard, crossed out\n"
      "alarm_seconds = 0.5\n[line front door]\nfrom = 1 1\nto = 2 2\n"
      "[zone yard]\ncorners = 0 0 1 0 1 1\n"
      "[storage]\ndevice = /dev/sdb4\n[record]\nvideo = a.avi\npictures = none\n");
  EXPECT_FALSE(settings.screen);
  EXPECT_FALSE(settings.snapshot.enabled);
  EXPECT_EQ(settings.snapshot.quality, 70);
  const GpioSettings& gpio = settings.gpio;
  EXPECT_EQ(gpio.chip.view(), "/dev/gpiochip1");
  EXPECT_EQ(gpio.led.of(1), 17u);
  EXPECT_TRUE(gpio.led.active_low);
  EXPECT_EQ(gpio.alarm.of(1), std::nullopt);
  EXPECT_EQ(gpio.button.of(1), 1u);
  ASSERT_EQ(gpio.alarm_on_count, 4u);
  EXPECT_EQ(gpio.alarm_on[0].kind, EventKind::kLost);
  EXPECT_EQ(gpio.alarm_on[1].kind, EventKind::kCrossed);
  EXPECT_EQ(gpio.alarm_on[1].place.view(), "front door");
  EXPECT_EQ(gpio.alarm_on[1].direction, Direction::kIn);
  EXPECT_EQ(gpio.alarm_on[2].kind, EventKind::kEntered);
  EXPECT_EQ(gpio.alarm_on[2].place.view(), "yard");
  EXPECT_TRUE(gpio.alarm_on[3].place.empty());
  EXPECT_EQ(gpio.alarm_on[3].direction, Direction::kOut);
  EXPECT_FLOAT_EQ(gpio.alarm_seconds, 0.5f);
  EXPECT_EQ(settings.storage.use, StorageSettings::Use::kPath);
  EXPECT_EQ(settings.storage.path.view(), "/dev/sdb4");
  EXPECT_EQ(settings.video.view(), "a.avi");
  EXPECT_TRUE(settings.pictures.empty());
}

TEST(Reader, TakesWhatEditorsMakeOfIt) {
  for (const char* text :
       {"\xEF\xBB\xBF[camera]\r\nwidth = 320\r\n", "[camera]\rwidth = 320\r",
        "[camera]\nwidth = 320", "\t[camera]\n\n\twidth\t=\t320\t; narrow\n",
        "[CAMERA]\nWidth: 320  # narrow\n", "; a comment\n# another\n[ camera ]\n   width=320\n"}) {
    EXPECT_EQ(read(text).camera.wish.width, 320) << text;
  }
}

TEST(Reader, SaysWhatAKeyTakes) {
  EXPECT_EQ(mistakes_in("\n[camera]\nrate = 900\n"),
            "3: [camera] rate: '900' is not frames per second, 0.1 to 120, or auto\n");
  EXPECT_EQ(mistakes_in("[camera]\nwidth = 640.5\n"),
            "2: [camera] width: '640.5' is not a whole number of pixels, 16 to 4096\n");
  EXPECT_EQ(mistakes_in("[screen]\nenabled = perhaps\n"),
            "2: [screen] enabled: 'perhaps' is not yes or no\n");
  EXPECT_EQ(mistakes_in("[camera]\nformat = png\n"),
            "2: [camera] format: 'png' is not auto, mjpeg, yuyv, nv12, yu12, grey or rgb24\n");
  EXPECT_EQ(mistakes_in("[watch]\nrate = -1\n"),
            "2: [watch] rate: '-1' is not frames per second, 0.1 to 120, or 0 for all that come\n");
  EXPECT_EQ(
      mistakes_in("[line a]\nfrom = 590 450\nto = 1 1\n"),
      "2: [line a] from: '590 450' is not x and y in percent of the picture, 0 to 100 each\n");
  EXPECT_EQ(mistakes_in("[track face]\nkeep = 0,5\n"),
            "2: [track face] keep: '0,5' is not a score, 0.01 to 1, or auto\n");
}

TEST(Reader, NamesWhatThereIs) {
  EXPECT_EQ(mistakes_in("[thermal]\nslow = 60\n"),
            "2: [thermal] has no key 'slow'; it has governor, slow_from, hurry_from\n");
  EXPECT_EQ(mistakes_in("[sauce]\npath = x\nrate = 1\n"),
            "1: [sauce] is no section; there are [source], [camera], [model], [track], [track "
            "DETECTOR], [line NAME], [zone NAME], [watch], [thermal], [privacy], [screen], "
            "[snapshot], [gpio], [storage], [watchdog], [record]\n");
  EXPECT_EQ(mistakes_in("[track owl]\nstart = 0.5\n"),
            "1: [track owl]: there is no such detector; there are ssd and face\n");
  const std::string unicorn = mistakes_in("[model]\nlabels = Unicorn\n");
  EXPECT_TRUE(
      unicorn.starts_with("2: [model] labels: 'Unicorn' is not one or several, between "
                          "commas, of Bicycle, Boot"))
      << unicorn;
  EXPECT_TRUE(unicorn.ends_with(", Camera, Car\n")) << unicorn;
}

TEST(Reader, TellsAllMistakesUpToEightInTheOrderOfTheirLines) {
  EXPECT_EQ(
      mistakes_in("[gpio]\nalarm_on = crossed door\n[screen]\nenabled = 1\n[line a]\nto = 1 1\n"),
      "2: [gpio] alarm_on: there is no [line NAME] to be crossed, or no [zone NAME] to be "
      "entered or left, of that name\n"
      "4: [screen] enabled: '1' is not yes or no\n"
      "5: [line a]: from is missing\n");
  std::string text = "[screen]\n";
  for (int i = 0; i < 20; ++i) text += "enabled = 1\n";
  Settings settings;
  Mistakes mistakes;
  EXPECT_FALSE(read_settings(text, settings, mistakes));
  EXPECT_EQ(mistakes.first().size(), 8u);
  EXPECT_EQ(mistakes.total(), 20u);
}

TEST(Reader, TellsOfEveryKindOfMistake) {
  const std::pair<std::string_view, const char*> mistakes[] = {
      {"width = 3\nheight = 4\n"sv, "1: a key before the first [section]\n"},
      {"[camera]\nno key\nwidth = 640\n"sv, "2: neither [section] nor key = value\n"},
      {"[camera\nwidth = 1\n[screen]\nenabled = no\n"sv,
       "1: the ] after the section's name is missing\n"},
      {"[camera ; ]\nwidth = 1\n"sv, "1: the ] after the section's name is missing\n"},
      {"\xFF\xFE[\0c\0"sv, "1: the text is saved as UTF-16; save it as UTF-8 or ANSI\n"},
      {"[camera]\nwidth = 6\0 40\n"sv, "2: the line holds a character that is no text\n"},
      {"[line t\xFCr]\nfrom = 1 1\n"sv,
       "1: [line t?r]: the name is not in UTF-8; save the file as UTF-8\n"},
      {"[line front\tdoor]\nfrom = 1 1\n"sv,
       "1: [line front?door]: the name has a tab or a control character in it; write a space\n"},
      {"[line a]\nfrom = 5 5\nto = 5 5\n"sv, "1: [line a]: from and to are the same point\n"},
      {"[watch]\nduty_on = 5\n"sv,
       "2: [watch] duty_on: duty_on and duty_off go together: both above 0, or both 0\n"},
      {"[thermal]\nslow_from = 80\nhurry_from = 70\n"sv,
       "3: [thermal] hurry_from: hurry_from must not be lower than slow_from\n"},
      {"[gpio]\nled = 4\nbutton = 4\n"sv,
       "2: [gpio] led: led, alarm and button need different lines\n"},
  };
  for (const auto& [text, told] : mistakes) EXPECT_EQ(mistakes_in(text), told);
}

TEST(Reader, RefusesValues) {
  for (const char* text : {"[line a]\nto = 1",
                           "[line a]\nto = 1 2 3",
                           "[line a]\nto = 1 101",
                           "[line a]\nto = -1 1",
                           "[zone a]\ncorners = 1 2 3 4",
                           "[zone a]\ncorners = 1 2 3 4 5",
                           "[zone a]\ncorners = 1-2 3 4 5 6",
                           "[model]\nregion = 0 0 -5 5",
                           "[model]\nregion = 60 0 50 50",
                           "[model]\nregion = 0 0 0.5 9",
                           "[model]\ndetectors = owl",
                           "[model]\ndetectors = ssd, ssd",
                           "[model]\ndetectors =",
                           "[model]\nlabels = ,",
                           "[model]\nlabels = ???",
                           "[track]\nstart = 1.5",
                           "[track]\nkeep = 1e1",
                           "[camera]\nexposure = inf",
                           "[camera]\nwidth = 99999999999999999999",
                           "[source]\npath =",
                           "[gpio]\nalarm_on = lost door",
                           "[gpio]\nalarm_on = rang",
                           "[gpio]\nled = 1024",
                           "[gpio]\nled = 1.5",
                           "[gpio]\nalarm_on =",
                           "[storage]\ndevice ="}) {
    EXPECT_EQ(mistakes_in(text).substr(0, 3), "2: ") << text;
  }
}

TEST(Reader, RefusesMoreThanThereIsRoomFor) {
  std::string lines;
  for (int i = 0; i < 9; ++i) {
    lines += "[line l" + std::to_string(i) + "]\nfrom = 0 0\nto = 1 1\n";
  }
  EXPECT_EQ(mistakes_in(lines),
            "25: [line l8]: there are at most 8 lines, with names of at most 31 bytes\n");
  EXPECT_TRUE(
      mistakes_in("[zone " + std::string(40, 'x') + "]\ncorners = 0 0\n").starts_with("1: "));
  EXPECT_EQ(mistakes_in("[source]\npath = " + std::string(1000, 'x') + "\n"),
            "2: the line is longer than 1000 characters\n");
}

TEST(Reader, LeavesSettingsThatCanBeUsed) {
  Settings settings;
  mistakes_in(
      "[camera]\nwidth = 1\nheight = 720\n[line a]\nfrom = 1 1\n[line b]\nfrom = 1 1\nto = 2 2\n"
      "[zone c]\ncorners = 1\n",
      settings);
  EXPECT_EQ(settings.camera.wish.width, 640);
  EXPECT_EQ(settings.camera.wish.height, 720);
  ASSERT_EQ(settings.line_count, 1u);
  EXPECT_EQ(settings.lines[0].name.view(), "b");
  EXPECT_EQ(settings.zone_count, 0u);
}

TEST(Reader, KnowsWhatTheProgramCarries) {
  constexpr std::array kOne = {DetectorKind::kSsd};
  Settings settings;
  EXPECT_EQ(mistakes_in("[model]\ndetectors = face\n", settings, kOne),
            "2: [model] detectors: this program carries the detector ssd only\n");
  ASSERT_EQ(settings.detector_count, 1u);
  EXPECT_EQ(settings.detectors[0], DetectorKind::kSsd);
  EXPECT_EQ(mistakes_in("[privacy]\nblur = faces\n", settings, kOne),
            "2: [privacy] blur: this program has no detector of faces\n");
  EXPECT_EQ(settings.blur, Blur::kNone);
}

TEST(Reader, SetsSingleValues) {
  Settings settings;
  EXPECT_EQ(set_detectors("face,ssd", settings), nullptr);
  EXPECT_EQ(settings.detector_count, 2u);
  EXPECT_NE(set_detectors("face,owl", settings), nullptr);
  EXPECT_EQ(settings.detector_count, 2u);
  EXPECT_EQ(set_labels("Dog", settings), nullptr);
  EXPECT_NE(set_labels("Unicorn", settings), nullptr);
  EXPECT_EQ(settings.labels[0].view(), "Dog");
}

TEST(Reader, FetchesFiles) {
  const std::string path = testing::TempDir() + "reader_test.ini";
  std::vector<char> room(10);
  std::string_view text;
  std::ofstream(path) << "0123456789";
  EXPECT_TRUE(read_settings_file(path.c_str(), room, text).ok());
  EXPECT_EQ(text, "0123456789");
  std::ofstream(path) << "0123456789a";
  EXPECT_EQ(read_settings_file(path.c_str(), room, text).code, Code::kTooLarge);
  std::remove(path.c_str());
  EXPECT_EQ(read_settings_file(path.c_str(), room, text).code, Code::kNotFound);
  EXPECT_EQ(read_settings_file("/", room, text).code, Code::kIo);
}

// Refused there with the line and what to write instead; what else is in the text holds.
TEST(Reader, RefusesOnABoardWhatItHasNoPlaceFor) {
  constexpr std::string_view kText =
      "[watch]\nrate = 5\n[record]\nvideo = a.avi\npictures = out\n[storage]\ndevice = /dev/sdb4\n";
  Settings settings;
  Mistakes mistakes;
  EXPECT_TRUE(read_settings(kText, settings, mistakes));
  EXPECT_EQ(settings.video.view(), "a.avi");

  EXPECT_FALSE(read_settings(kText, settings, mistakes, {.on_board = true}));
  ASSERT_EQ(mistakes.total(), 3u);
  const std::array<std::string_view, 3> starts = {"[record] video: a device has nowhere",
                                                  "[record] pictures: a device has no folder",
                                                  "[storage] device: a device keeps"};
  const std::array<std::uint32_t, 3> lines = {4, 5, 7};
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const Mistake& mistake = mistakes.first()[i];
    EXPECT_EQ(mistake.line, lines[i]);
    EXPECT_TRUE(mistake.text.view().starts_with(starts[i])) << mistake.text.view();
    EXPECT_NE(mistake.text.view().find("write "), std::string_view::npos);
  }
  EXPECT_TRUE(settings.video.empty() && settings.pictures.empty());
  EXPECT_EQ(settings.storage.use, StorageSettings::Use::kBoards);
  EXPECT_EQ(settings.watch.rate, 5.0F);

  constexpr std::string_view kRight =
      "[record]\nvideo = none\npictures = none\n[storage]\ndevice = none\n";
  EXPECT_TRUE(read_settings(kRight, settings, mistakes, {.on_board = true}));
}

}  // namespace
}  // namespace ocellus::camera

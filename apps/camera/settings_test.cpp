#include "apps/camera/settings.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>

namespace ocellus::camera {
namespace {

Status read(const std::string& text, Settings& settings) {
  const std::string path = testing::TempDir() + "settings_test.ini";
  std::ofstream(path) << text;
  const Status status = read_settings(path.c_str(), settings);
  std::remove(path.c_str());
  return status;
}

std::uint64_t first_fault(const std::string& text) {
  Settings settings;
  const Status status = read(text, settings);
  EXPECT_FALSE(status.ok()) << text;
  return status.at;
}

TEST(Settings, AreReadWhole) {
  Settings settings;
  const Status status = read(
      "; a comment\n"
      "[source]\npath = street.avi\nrate = 12.5\n"
      "[model]\ndetectors = ssd, face\nlabel = Person\nregion = 10 20 300 200\n"
      "[track]\nstart = 0.5\nkeep = .25\npatience = 3\n"
      "[line door]\nfrom = 1 2\nto = 3.5, 4\n"
      "[zone yard]\ncorners = 0 0 10 0 10 10\n"
      "[record]\nvideo = a.avi\npictures = b\n",
      settings);
  ASSERT_TRUE(status.ok()) << status.what << " in line " << status.at;
  EXPECT_EQ(settings.source.view(), "street.avi");
  EXPECT_FLOAT_EQ(settings.rate, 12.5f);
  EXPECT_EQ(settings.region, (Region{10, 20, 300, 200}));
  EXPECT_EQ(settings.detector_count, 2u);
  EXPECT_EQ(settings.detectors[1], DetectorKind::kFace);
  EXPECT_FLOAT_EQ(settings.track_rules(DetectorKind::kSsd).keep_score, 0.25f);
  EXPECT_FLOAT_EQ(settings.track_rules(DetectorKind::kSsd).patience, 3);
  ASSERT_EQ(settings.line_count, 1u);
  EXPECT_EQ(settings.lines[0].name.view(), "door");
  EXPECT_EQ(settings.lines[0].to, (Point{3.5f, 4}));
  ASSERT_EQ(settings.zone_count, 1u);
  EXPECT_EQ(settings.zones[0].corner_count, 3u);
  EXPECT_EQ(settings.pictures.view(), "b");
}

TEST(Settings, ChooseDetectors) {
  Settings settings;
  EXPECT_TRUE(settings.uses(DetectorKind::kSsd));
  EXPECT_FALSE(settings.uses(DetectorKind::kFace));
  ASSERT_TRUE(read_detectors(" face", settings));
  ASSERT_EQ(settings.detector_count, 1u);
  EXPECT_EQ(settings.detectors[0], DetectorKind::kFace);
  for (const char* nonsense : {"", " , ", "owl", "ssd owl", "ssd,ssd", "ssd face ssd"}) {
    EXPECT_FALSE(read_detectors(nonsense, settings)) << nonsense;
  }
  EXPECT_FALSE(settings.uses(DetectorKind::kSsd));
  ASSERT_TRUE(read_detectors("face,ssd", settings));
  EXPECT_EQ(settings.detectors[1], DetectorKind::kSsd);
}

TEST(Settings, OfOneDetectorGoBeforeThoseOfAll) {
  Settings settings;
  ASSERT_TRUE(read("[track face]\nstart = 0.7\n[track]\nstart = 0.5\nkeep = 0.2\n", settings).ok());
  const TrackRules ssd = settings.track_rules(DetectorKind::kSsd);
  EXPECT_FLOAT_EQ(ssd.start_score, 0.5f);
  EXPECT_FLOAT_EQ(ssd.keep_score, 0.2f);
  const TrackRules face = settings.track_rules(DetectorKind::kFace);
  EXPECT_FLOAT_EQ(face.start_score, 0.7f);
  EXPECT_FLOAT_EQ(face.keep_score, 0.2f);
  EXPECT_FLOAT_EQ(face.patience, 1.5f);
}

TEST(Settings, NameTheLineOfTheFirstFault) {
  EXPECT_EQ(first_fault("[source]\nroute = x\n"), 2u);
  EXPECT_EQ(first_fault("[sauce]\npath = x\n"), 2u);
  EXPECT_EQ(first_fault("[track]\nstart = 0.5\nkeep = lots\n"), 3u);
  EXPECT_EQ(first_fault("[track]\nstart = 1.5\n"), 2u);
  EXPECT_EQ(first_fault("[line a]\nfrom = 1\n"), 2u);
  EXPECT_EQ(first_fault("[line a]\nfrom = 1 2 3\n"), 2u);
  EXPECT_EQ(first_fault("[zone a]\ncorners = 1 2 3 4\n"), 2u);
  EXPECT_EQ(first_fault("[zone a]\ncorners = 1 2 3 4 5\n"), 2u);
  EXPECT_EQ(first_fault("[model]\nregion = 0 0 -5 5\n"), 2u);
  EXPECT_EQ(first_fault("[model]\ndetectors = owl\n"), 2u);
  EXPECT_EQ(first_fault("[track owl]\nstart = 0.5\n"), 2u);
  EXPECT_EQ(first_fault("no section or key\n"), 1u);
}

TEST(Settings, RefuseMoreThanThereIsRoomFor) {
  std::string lines;
  for (int i = 0; i < 9; ++i) {
    lines += "[line l" + std::to_string(i) + "]\nfrom = 0 0\nto = 1 1\n";
  }
  EXPECT_EQ(first_fault(lines), 8u * 3 + 2);
  EXPECT_EQ(first_fault("[line " + std::string(40, 'x') + "]\nfrom = 0 0\n"), 2u);
}

TEST(Settings, RefuseALineOfOnePoint) {
  EXPECT_EQ(first_fault("[line a]\nfrom = 5 5\nto = 5 5\n"), 0u);
}

TEST(Settings, SayWhenThereIsNoFile) {
  Settings settings;
  EXPECT_EQ(read_settings("/no/such/file.ini", settings).code, Code::kNotFound);
}

}  // namespace
}  // namespace ocellus::camera

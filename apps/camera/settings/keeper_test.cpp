#include "apps/camera/settings/keeper.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "drivers/storage/fake_device.hpp"

namespace ocellus::camera {
namespace {

class Keeper : public testing::Test {
 protected:
  Keeper() : device_(storage::kSmallestPartition) {
    storage::DataLayout layout;
    EXPECT_TRUE(storage::layout_of(storage::kSmallestPartition, layout).ok());
    history_ = std::make_unique<storage::SettingsHistory>(device_, layout.settings);
  }
  void TearDown() override {
    std::remove(file_.c_str());
    std::remove(shipped_.c_str());
  }

  static std::string width(int pixels) {
    return "[camera]\nwidth = " + std::to_string(pixels) + "\n";
  }
  void write(const std::string& text) { std::ofstream(file_) << text; }
  void ship(const std::string& text) { std::ofstream(shipped_) << text; }
  SettingsOrigin choose(storage::SettingsHistory* history) {
    return keeper_.choose(file_.c_str(), shipped_.c_str(), history, settings_);
  }
  SettingsOrigin choose() { return choose(history_.get()); }
  int chosen_width() const { return settings_.camera.wish.width; }

  const std::string file_ = testing::TempDir() + "keeper_test.ini";
  const std::string shipped_ = testing::TempDir() + "keeper_test_shipped.ini";
  storage::FakeDevice device_;
  std::unique_ptr<storage::SettingsHistory> history_;
  SettingsKeeper keeper_;
  Settings settings_;
};

TEST_F(Keeper, TakesAGoodFileAndRemembersIt) {
  write(width(320));
  EXPECT_EQ(choose(), SettingsOrigin::kFile);
  EXPECT_EQ(chosen_width(), 320);
  EXPECT_TRUE(keeper_.remember(*history_, {}).ok());

  write("[camera]\nwidth = wide\n");
  EXPECT_EQ(choose(), SettingsOrigin::kLastGood);
  EXPECT_EQ(chosen_width(), 320);
  ASSERT_EQ(keeper_.mistakes().total(), 1u);
  EXPECT_EQ(keeper_.mistakes().first()[0].line, 2u);
  EXPECT_TRUE(keeper_.remember(*history_, {}).ok());  // nothing of the kind

  std::remove(file_.c_str());
  EXPECT_EQ(choose(), SettingsOrigin::kLastGood);
  EXPECT_EQ(keeper_.file_status().code, Code::kNotFound);
  EXPECT_TRUE(keeper_.mistakes().none());
}

TEST_F(Keeper, WritesWhatIsNewAndNothingElse) {
  write(width(320));
  choose();
  EXPECT_TRUE(keeper_.remember(*history_, {}).ok());
  const std::uint64_t writes = device_.writes;
  EXPECT_GT(writes, 0u);
  choose();
  EXPECT_TRUE(keeper_.remember(*history_, {}).ok());
  EXPECT_EQ(device_.writes, writes);
  write(width(400));
  choose();
  EXPECT_TRUE(keeper_.remember(*history_, {}).ok());
  EXPECT_GT(device_.writes, writes);
}

TEST_F(Keeper, FallsBackOnTheShippedSettings) {
  ship(width(800));
  write("[owl]\n");
  write("nonsense\n");
  EXPECT_EQ(choose(), SettingsOrigin::kShipped);
  EXPECT_EQ(chosen_width(), 800);
  EXPECT_EQ(keeper_.mistakes().total(), 1u);
  EXPECT_EQ(choose(nullptr), SettingsOrigin::kShipped);
}

TEST_F(Keeper, FallsBackOnItsOwnSettings) {
  write(width(1));
  ship(width(2));
  device_.gone = true;
  EXPECT_EQ(choose(), SettingsOrigin::kBuiltIn);
  EXPECT_EQ(chosen_width(), 640);
  EXPECT_EQ(keeper_.mistakes().total(), 1u);  // of the file alone
  std::remove(shipped_.c_str());
  EXPECT_EQ(choose(), SettingsOrigin::kBuiltIn);
}

// The boot partition cannot be read: boot gives the shipped file in its place.
TEST_F(Keeper, PutsTheLastGoodSettingsBeforeTheShippedOnes) {
  write(width(320));
  choose();
  EXPECT_TRUE(keeper_.remember(*history_, {}).ok());
  ship(width(800));
  const char* const shipped = shipped_.c_str();
  EXPECT_EQ(keeper_.choose(shipped, shipped, history_.get(), settings_), SettingsOrigin::kLastGood);
  EXPECT_EQ(chosen_width(), 320);
  EXPECT_EQ(keeper_.choose(shipped, shipped, nullptr, settings_), SettingsOrigin::kShipped);
  EXPECT_EQ(chosen_width(), 800);
}

TEST_F(Keeper, RefusesAFileThatIsTooLarge) {
  write(width(320) + std::string(kMostSettingsBytes, ';'));
  EXPECT_EQ(choose(), SettingsOrigin::kBuiltIn);
  EXPECT_EQ(keeper_.file_status().code, Code::kTooLarge);
}

// Of a device that was updated: what it could not do before either is no reason to lose the rest.
TEST_F(Keeper, ForgivesWhatWasGoodOnce) {
  write(width(320) + "[record]\nvideo = a.avi\n");
  choose();
  EXPECT_TRUE(keeper_.remember(*history_, {}).ok());
  const Host board = {.on_board = true};
  EXPECT_EQ(keeper_.choose(file_.c_str(), nullptr, history_.get(), settings_, board),
            SettingsOrigin::kLastGood);
  EXPECT_EQ(keeper_.mistakes().total(), 1u);
  EXPECT_EQ(chosen_width(), 320);
}

}  // namespace
}  // namespace ocellus::camera

#include "drivers/display/paged_screen.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <vector>

#include "drivers/display/drm_card.hpp"
#include "drivers/display/fake_screen.hpp"

namespace ocellus::display {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

Time at(milliseconds since) { return Time(since); }

// A card whose refreshes a test makes, which complains of what would tear.
class FakeCard final : public Card {
 public:
  bool plugged = true;
  Status status;  // of every call but stop()
  int starts = 0;
  int looks = 0;
  std::size_t on_screen = 0;
  bool flipping = false;
  bool refreshes = true;  // a wait sees the flip's end
  Time waited_until;

  Status look(bool& connected) override {
    ++looks;
    connected = plugged;
    return status;
  }

  Status start() override {
    EXPECT_FALSE(running_);
    if (!status.ok()) return status;
    running_ = true;
    ++starts;
    on_screen = 0;
    flipping = false;
    for (auto& page : pages_) page.assign(std::size_t{4} * kSize.width * kSize.height, 0);
    return Status::success();
  }

  void stop() override { running_ = false; }

  Surface page(std::size_t index) override {
    EXPECT_TRUE(running_);
    return {kSize, pages_[index].data(), std::ptrdiff_t{4} * kSize.width};
  }

  Status flip(std::size_t index) override {
    EXPECT_TRUE(running_);
    EXPECT_FALSE(flipping) << "two flips at once";
    EXPECT_NE(index, on_screen);
    if (!status.ok()) return status;
    next_ = index;
    flipping = true;
    return Status::success();
  }

  Status wait_for_flip(Time deadline) override {
    waited_until = deadline;
    if (!status.ok()) return status;
    if (!refreshes) return Status::failure(Code::kTimeout, "no refresh");
    refresh();
    return Status::success();
  }

  void refresh() {
    if (flipping) on_screen = next_;
    flipping = false;
  }

  // The level of the picture that a person sees.
  int level() const { return pages_[on_screen][0]; }
  bool running() const { return running_; }

  static constexpr PixelSize kSize = {8, 6};

 private:
  bool running_ = false;
  std::size_t next_ = 0;
  std::array<std::vector<std::uint8_t>, kPages> pages_;
};

class PagedScreenTest : public ::testing::Test {
 protected:
  Status show(std::uint8_t level, milliseconds now) {
    pixels_.fill(level);
    const ImageView picture = {PixelFormat::kGrey8, 4, 3, {pixels_.data()}, {4}};
    return screen_->show(picture, at(now), at(now + 5ms));
  }

  FakeCard card_;
  std::unique_ptr<PagedScreen> screen_ = std::make_unique<PagedScreen>(card_);
  std::array<std::uint8_t, 12> pixels_ = {};
};

TEST_F(PagedScreenTest, ShowsFromTheNextRefreshOn) {
  EXPECT_EQ(screen_->size(), PixelSize{});
  ASSERT_TRUE(show(10, 0ms).ok());
  EXPECT_EQ(screen_->size(), FakeCard::kSize);
  EXPECT_EQ(card_.level(), 0);
  card_.refresh();
  EXPECT_EQ(card_.level(), 10);
  for (int i = 1; i < 20; ++i) {
    ASSERT_TRUE(show(static_cast<std::uint8_t>(10 + i), milliseconds(100 * i)).ok());
    EXPECT_EQ(card_.level(), 9 + i) << "torn: drawn on the page that is seen";
    card_.refresh();
    EXPECT_EQ(card_.level(), 10 + i);
  }
  EXPECT_EQ(card_.starts, 1);
}

TEST_F(PagedScreenTest, DropsAPictureRatherThanWait) {
  ASSERT_TRUE(show(10, 0ms).ok());
  card_.refreshes = false;
  EXPECT_EQ(show(20, 10ms).code, Code::kTimeout);
  EXPECT_EQ(card_.waited_until, at(15ms));
  card_.refreshes = true;
  ASSERT_TRUE(show(30, 20ms).ok());
  EXPECT_EQ(card_.level(), 10);
  card_.refresh();
  EXPECT_EQ(card_.level(), 30);
}

TEST_F(PagedScreenTest, BeginsAnewWhenAFlipIsLost) {
  ASSERT_TRUE(show(10, 0ms).ok());
  card_.refreshes = false;
  EXPECT_EQ(show(20, 999ms).code, Code::kTimeout);
  EXPECT_TRUE(card_.running());
  EXPECT_EQ(show(20, 1000ms).code, Code::kTimeout);
  EXPECT_FALSE(card_.running());
  ASSERT_TRUE(show(30, 1010ms).ok());
  EXPECT_EQ(card_.starts, 2);
}

TEST_F(PagedScreenTest, NoticesPlugsWithinASecond) {
  card_.plugged = false;
  EXPECT_EQ(show(1, 0ms).code, Code::kNotFound);
  card_.plugged = true;
  EXPECT_EQ(show(2, 999ms).code, Code::kNotFound);
  EXPECT_EQ(card_.looks, 1);
  EXPECT_TRUE(show(3, 1000ms).ok());
  card_.plugged = false;
  EXPECT_TRUE(show(4, 1100ms).ok());
  EXPECT_EQ(show(5, 2000ms).code, Code::kNotFound);
  EXPECT_FALSE(card_.running());
  EXPECT_EQ(screen_->size(), PixelSize{});
  card_.plugged = true;
  EXPECT_TRUE(show(6, 3000ms).ok());
  card_.refresh();
  EXPECT_EQ(card_.level(), 6);
}

TEST_F(PagedScreenTest, RecoversFromFailures) {
  ASSERT_TRUE(show(1, 0ms).ok());
  card_.status = Status::failure(Code::kIo, "refused");
  EXPECT_EQ(show(2, 100ms).code, Code::kIo);
  EXPECT_FALSE(card_.running());
  EXPECT_EQ(show(3, 200ms).code, Code::kIo);
  card_.status = Status::success();
  EXPECT_TRUE(show(4, 1200ms).ok());
}

TEST_F(PagedScreenTest, RefusesAPictureAndGoesOn) {
  std::vector<std::uint8_t> wide(4097);
  const ImageView picture = {PixelFormat::kGrey8, 4097, 1, {wide.data()}, {4097}};
  EXPECT_EQ(screen_->show(picture, at(0ms), at(5ms)).code, Code::kTooLarge);
  EXPECT_TRUE(card_.running());
  EXPECT_TRUE(show(1, 10ms).ok());
}

TEST_F(PagedScreenTest, GoesDarkAtTheEnd) {
  ASSERT_TRUE(show(1, 0ms).ok());
  screen_.reset();
  EXPECT_FALSE(card_.running());
}

TEST(DrmCard, RefusesWhatIsNoCard) {
  bool connected = true;
  DrmCard missing("/nonexistent/card0");
  EXPECT_EQ(missing.look(connected).code, Code::kNotFound);
  EXPECT_FALSE(connected);
  DrmCard other("/dev/null");
  EXPECT_EQ(other.look(connected).code, Code::kUnsupported);
}

TEST(FakeScreen, RemembersAndFails) {
  FakeScreen screen({8, 6});
  const ImageView picture = {PixelFormat::kGrey8, 4, 3, {}, {4}};
  EXPECT_TRUE(screen.show(picture, at(0ms), at(0ms)).ok());
  EXPECT_EQ(screen.shown, 1u);
  EXPECT_EQ(screen.last.width, 4);
  screen.status = Status::failure(Code::kNotFound, "no screen is connected");
  EXPECT_FALSE(screen.show(picture, at(0ms), at(0ms)).ok());
  EXPECT_EQ(screen.shown, 1u);
  EXPECT_EQ(screen.size(), PixelSize{});
}

}  // namespace
}  // namespace ocellus::display

#include "apps/boot/progress_watch.hpp"

#include <gtest/gtest.h>

namespace ocellus::boot {
namespace {

using platform::Duty;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class ProgressWatchTest : public testing::Test {
 protected:
  ProgressWatchTest() {
    page_.set_deadline(Duty::kTurn, seconds(4));
    page_.set_deadline(Duty::kFrame, seconds(6));
    page_.set_deadline(Duty::kInference, seconds(8));
    page_.set_deadline(Duty::kEvent, seconds(5));
    watch_.begin(now_);
  }
  // Looks every second; the first neglected duty, or nothing for so long.
  std::optional<Duty> look_for(Duration time, std::initializer_list<Duty> done = {}) {
    const Instant end = now_ + time;
    while (now_ < end) {
      now_ += seconds(1);
      for (const Duty duty : done) page_.advance(duty);
      if (const auto neglected = watch_.look(page_, now_)) return neglected;
    }
    return std::nullopt;
  }
  Duration time() const { return now_.time_since_epoch(); }

  platform::ProgressPage page_;
  ProgressWatch watch_;
  Instant now_;
};

TEST_F(ProgressWatchTest, IsContentWithWhoDoesWhatIsDue) {
  for (const Duty duty : platform::kDuties) page_.set_due(duty, true);
  EXPECT_EQ(look_for(hours(1), {Duty::kTurn, Duty::kFrame, Duty::kInference, Duty::kEvent}),
            std::nullopt);
}

TEST_F(ProgressWatchTest, GivesAProgramTimeToStart) {
  EXPECT_EQ(look_for(hours(1)), Duty::kTurn);
  EXPECT_EQ(time(), ProgressWatch::kStart + seconds(1));
}

TEST_F(ProgressWatchTest, HoldsEveryDutyToItsOwnDeadline) {
  EXPECT_EQ(look_for(seconds(10), {Duty::kTurn}), std::nullopt);
  EXPECT_EQ(look_for(hours(1)), Duty::kTurn);
  EXPECT_EQ(time(), seconds(10 + 5));
  for (const auto& [duty, deadline] :
       {std::pair(Duty::kFrame, seconds(6)), std::pair(Duty::kInference, seconds(8)),
        std::pair(Duty::kEvent, seconds(5))}) {
    now_ += seconds(1);
    watch_.begin(now_);
    page_.set_due(duty, true);
    page_.advance(duty);
    EXPECT_EQ(look_for(seconds(1), {Duty::kTurn}), std::nullopt);
    const Duration since = time();
    EXPECT_EQ(look_for(hours(1), {Duty::kTurn}), duty);
    EXPECT_EQ(time() - since, deadline + seconds(1));
    page_.set_due(duty, false);
  }
}

TEST_F(ProgressWatchTest, AsksForNothingThatIsNotDue) {
  EXPECT_EQ(look_for(hours(100), {Duty::kTurn}), std::nullopt);
  page_.set_due(Duty::kFrame, true);  // from now on it counts
  EXPECT_EQ(look_for(seconds(6), {Duty::kTurn}), std::nullopt);
  page_.set_due(Duty::kFrame, false);
  EXPECT_EQ(look_for(hours(1), {Duty::kTurn}), std::nullopt);
}

// What is due for a moment now and then is seen due each time: it got done in between.
TEST_F(ProgressWatchTest, TellsOneEventFromTheNext) {
  page_.set_due(Duty::kEvent, true);
  EXPECT_EQ(look_for(hours(1), {Duty::kTurn, Duty::kEvent}), std::nullopt);
}

TEST_F(ProgressWatchTest, CountsWrapAround) {
  page_.set_due(Duty::kInference, true);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(look_for(seconds(2), {Duty::kTurn}), std::nullopt);
  EXPECT_EQ(watch_.first_inference(), std::nullopt);
  page_.advance(Duty::kInference);
  EXPECT_EQ(look_for(seconds(1), {Duty::kTurn}), std::nullopt);
  ASSERT_TRUE(watch_.first_inference().has_value());
  EXPECT_EQ(watch_.first_inference()->time_since_epoch(), seconds(7));
  look_for(seconds(5), {Duty::kTurn, Duty::kInference});
  EXPECT_EQ(watch_.first_inference()->time_since_epoch(), seconds(7));
  watch_.begin(now_);
  EXPECT_EQ(watch_.first_inference(), std::nullopt);
}

// The machine slept, or this program did not come to its turn: nobody else is blamed for that.
TEST_F(ProgressWatchTest, BlamesNobodyForItsOwnAbsence) {
  EXPECT_EQ(look_for(seconds(3), {Duty::kTurn}), std::nullopt);
  now_ += seconds(100);
  EXPECT_EQ(watch_.look(page_, now_), std::nullopt);
  EXPECT_EQ(look_for(seconds(4)), std::nullopt);
  EXPECT_EQ(look_for(seconds(1)), Duty::kTurn);
}

}  // namespace
}  // namespace ocellus::boot

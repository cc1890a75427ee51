#include "platform/linux/progress.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ocellus::platform {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(ProgressPage, BeginsWithNothingSaid) {
  const ProgressPage page;
  for (const Duty duty : kDuties) {
    EXPECT_EQ(page.count(duty), 0u);
    EXPECT_EQ(page.due(duty), duty == Duty::kTurn) << name(duty);
    EXPECT_EQ(page.deadline(duty), kInitialDeadlines[index(duty)]);
  }
}

TEST(ProgressPage, KeepsEveryDutyApart) {
  ProgressPage page;
  page.advance(Duty::kFrame);
  page.advance(Duty::kFrame);
  page.advance(Duty::kEvent);
  page.set_due(Duty::kFrame, true);
  page.set_due(Duty::kInference, true);
  page.set_due(Duty::kFrame, false);
  page.set_deadline(Duty::kInference, seconds(7));
  EXPECT_EQ(page.count(Duty::kTurn), 0u);
  EXPECT_EQ(page.count(Duty::kFrame), 2u);
  EXPECT_EQ(page.count(Duty::kInference), 0u);
  EXPECT_EQ(page.count(Duty::kEvent), 1u);
  EXPECT_FALSE(page.due(Duty::kFrame));
  EXPECT_TRUE(page.due(Duty::kInference));
  EXPECT_FALSE(page.due(Duty::kEvent));
  EXPECT_EQ(page.deadline(Duty::kInference), seconds(7));
  EXPECT_EQ(page.deadline(Duty::kFrame), kInitialDeadlines[index(Duty::kFrame)]);
  page.clear();
  EXPECT_EQ(page.count(Duty::kFrame), 0u);
  EXPECT_FALSE(page.due(Duty::kInference));
  EXPECT_EQ(page.deadline(Duty::kInference), kInitialDeadlines[index(Duty::kInference)]);
}

TEST(ProgressPage, KeepsDeadlinesInBounds) {
  ProgressPage page;
  page.set_deadline(Duty::kFrame, milliseconds(0));
  EXPECT_EQ(page.deadline(Duty::kFrame), kShortestDeadline);
  page.set_deadline(Duty::kFrame, hours(100));
  EXPECT_EQ(page.deadline(Duty::kFrame), kLongestDeadline);
}

// As a program that went mad may leave it.
TEST(ProgressPage, IsReadWhateverStandsInIt) {
  for (const unsigned byte : {0x01U, 0x7fU, 0x80U, 0xffU}) {
    alignas(ProgressPage) std::array<unsigned char, sizeof(ProgressPage)> memory;
    memory.fill(static_cast<unsigned char>(byte));
    ProgressPage page;
    memcpy(static_cast<void*>(&page), memory.data(), memory.size());
    for (const Duty duty : kDuties) {
      EXPECT_GE(page.deadline(duty), kShortestDeadline);
      EXPECT_LE(page.deadline(duty), kLongestDeadline);
    }
    EXPECT_TRUE(page.due(Duty::kTurn));
  }
}

TEST(ProgressMemory, IsSharedWithTheProgramThatItIsHandedTo) {
  ProgressMemory watching;
  ASSERT_TRUE(watching.create().ok());
  ASSERT_NE(watching.page(), nullptr);
  const pid_t program = fork();
  if (program == 0) {
    ProgressMemory own;
    const int handed = dup2(watching.descriptor(), 77);
    if (!own.adopt(handed).ok()) _exit(1);
    if (fcntl(handed, F_GETFD) >= 0) _exit(2);  // nobody else inherits it
    own.page()->advance(Duty::kInference);
    own.page()->set_due(Duty::kInference, true);
    _exit(0);
  }
  int status = -1;
  ASSERT_EQ(waitpid(program, &status, 0), program);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(watching.page()->count(Duty::kInference), 1u);
  EXPECT_TRUE(watching.page()->due(Duty::kInference));
}

TEST(ProgressMemory, CannotBeTakenAway) {
  ProgressMemory watching;
  ASSERT_TRUE(watching.create().ok());
  EXPECT_NE(ftruncate(watching.descriptor(), 0), 0);
  EXPECT_NE(ftruncate(watching.descriptor(), 1 << 20), 0);
  EXPECT_EQ(watching.page()->count(Duty::kTurn), 0u);
}

TEST(ProgressMemory, IsNotTakenForWhatSomebodyElseLeftOpen) {
  ProgressMemory own;
  EXPECT_EQ(own.adopt(99).code, Code::kNotFound);  // not open
  const int unsealed = memfd_create("other", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  ASSERT_EQ(ftruncate(unsealed, ProgressMemory::kBytes), 0);
  EXPECT_EQ(own.adopt(unsealed).code, Code::kNotFound);
  EXPECT_GE(fcntl(unsealed, F_GETFD), 0);  // stays open
  close(unsealed);
  EXPECT_EQ(own.page(), nullptr);
}

}  // namespace
}  // namespace ocellus::platform

#include "tools/ocellus/board/qtest.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "tools/ocellus/board/test_sockets.hpp"

namespace ocellus::tools::board {
namespace {

using namespace std::chrono_literals;
using Kind = QtestMessage::Kind;

TEST(QtestMessages, AreReadByKind) {
  EXPECT_EQ(read_qtest("OK").kind, Kind::kOk);
  EXPECT_EQ(read_qtest("OK 17").kind, Kind::kOk);
  EXPECT_EQ(read_qtest("FAIL Unknown device").text, "Unknown device");
  EXPECT_EQ(read_qtest("FAIL").text, "");
  const QtestMessage raised = read_qtest("IRQ raise 5");
  EXPECT_EQ(raised.kind, Kind::kLevel);
  EXPECT_EQ(raised.line, 5);
  EXPECT_TRUE(raised.level);
  EXPECT_FALSE(read_qtest("IRQ lower 0").level);
  for (const char* text :
       {"", "OKAY", "IRQ raise", "IRQ raise 8", "IRQ raise -1", "IRQ raise 5x", "IRQ toggle 1"}) {
    EXPECT_EQ(read_qtest(text).kind, Kind::kOther) << text;
  }
}

TEST(Gpio, SetsInputs) {
  SocketPair pair;
  Gpio gpio(LineChannel(std::move(pair.ours)), "/machine/device[6]");
  pair.say("OK\nOK\nFAIL Unknown device\n");
  EXPECT_TRUE(gpio.set_input(6, true, 1s).ok());
  EXPECT_TRUE(gpio.set_input(6, false, 1s).ok());
  EXPECT_EQ(gpio.set_input(7, true, 1s).failure().what, "Unknown device");
  EXPECT_FALSE(gpio.set_input(8, true, 1s).ok());
  EXPECT_EQ(pair.heard(),
            "set_irq_in /machine/device[6] unnamed-gpio-in 6 1\n"
            "set_irq_in /machine/device[6] unnamed-gpio-in 6 0\n"
            "set_irq_in /machine/device[6] unnamed-gpio-in 7 1\n");
}

TEST(Gpio, WatchesOutputsAlsoDuringOtherCommands) {
  SocketPair pair;
  Gpio gpio(LineChannel(std::move(pair.ours)), "/d");
  pair.say("IRQ raise 4\nOK\n");
  EXPECT_TRUE(gpio.watch(1s).ok());
  EXPECT_EQ(pair.heard(), "irq_intercept_out /d\n");
  EXPECT_TRUE(gpio.output(4));
  EXPECT_FALSE(gpio.output(5));
  pair.say("IRQ lower 4\nIRQ raise 5\n");
  EXPECT_TRUE(gpio.wait_for_output(5, true, 1s).ok());
  EXPECT_FALSE(gpio.output(4));
  const auto edges = gpio.take_edges();
  ASSERT_EQ(edges.size(), 3U);
  EXPECT_EQ(edges[1].line, 4);
  EXPECT_FALSE(edges[1].level);
  EXPECT_EQ(gpio.wait_for_output(5, false, 20ms).failure().line(),
            "GPIO line 5: was not lowered in time");
  pair.theirs = Descriptor();
  EXPECT_FALSE(gpio.wait_for_output(5, false, 1s).ok());
}

// QEMU writes changes without looking whether there is room, and would wait for a reader for ever.
TEST(Gpio, TakesWhatNobodyAsksFor) {
  SocketPair pair;
  Gpio gpio(LineChannel(std::move(pair.ours)), "/d");
  const Deadline deadline = after(10s);
  for (int i = 0; i < 2000; ++i) {
    const std::string_view line = i % 2 == 0 ? "IRQ raise 4\n" : "IRQ lower 4\n";
    while (write(pair.theirs.number(), line.data(), line.size()) < 0) {
      ASSERT_TRUE(wait_writable(pair.theirs, deadline)) << i;
    }
  }
  ASSERT_TRUE(wait_writable(pair.theirs, deadline));
  pair.say("IRQ raise 5\n");
  EXPECT_TRUE(gpio.wait_for_output(5, true, 5s).ok());
  EXPECT_EQ(gpio.take_edges().size(), 2001U);
}

}  // namespace
}  // namespace ocellus::tools::board

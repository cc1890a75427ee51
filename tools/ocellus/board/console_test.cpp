#include "tools/ocellus/board/console.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tools/ocellus/board/test_sockets.hpp"

namespace ocellus::tools::board {
namespace {

using namespace std::chrono_literals;

TEST(Console, FindsLinesInTheirOrder) {
  SocketPair pair;
  std::string all;
  {
    Console console(std::move(pair.ours), [&](std::string_view text) { all += text; });
    pair.say("one\r\ntwo\nthr");
    EXPECT_EQ(console.wait_for("wo", after(5s)).value().text, "two");
    EXPECT_FALSE(console.wait_for("one", after(20ms)).ok());  // passed over
    pair.say("ee\nfour\n");
    EXPECT_EQ(console.wait_for("three", after(5s)).value().text, "three");
    EXPECT_EQ(console.wait_for("four", after(5s)).value().text, "four");
    pair.say("login: ");
    EXPECT_EQ(console.wait_for("login:", after(5s)).value().text, "login: ");
    EXPECT_TRUE(console.type("root\n", after(5s)).ok());
    EXPECT_EQ(pair.heard(), "root\n");
  }
  EXPECT_EQ(all, "one\r\ntwo\nthree\nfour\nlogin: ");
}

TEST(Console, GivesWholeLinesOneByOne) {
  SocketPair pair;
  Console console(std::move(pair.ours), {});
  pair.say("one\n\nth");
  EXPECT_EQ(console.next(after(5s)).value().text, "one");
  EXPECT_EQ(console.next(after(5s)).value().text, "");
  EXPECT_FALSE(console.next(after(20ms)).ok());  // not whole yet
  pair.say("ree\n");
  EXPECT_EQ(console.next(after(5s)).value().text, "three");
  pair.theirs = Descriptor();
  EXPECT_FALSE(console.next(after(5s)).ok());
}

TEST(Console, ReadsWhatHasComeBeforeItGoes) {
  SocketPair pair;
  std::string all;
  const std::string said(60000, 'x');
  pair.say(said);
  {
    const Console console(std::move(pair.ours), [&](std::string_view text) { all += text; });
  }
  EXPECT_EQ(all, said);
}

TEST(Console, NoticesTheEnd) {
  SocketPair pair;
  Console console(std::move(pair.ours), {});
  pair.say("last\n");
  EXPECT_FALSE(console.ended());
  pair.theirs = Descriptor();
  EXPECT_EQ(console.wait_for("never", after(5s)).failure().line(),
            "the board: ended before its console said 'never'");
  EXPECT_TRUE(console.ended());
  EXPECT_FALSE(console.type("x", after(1s)).ok());
}

}  // namespace
}  // namespace ocellus::tools::board

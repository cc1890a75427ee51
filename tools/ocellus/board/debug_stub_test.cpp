#include "tools/ocellus/board/debug_stub.hpp"

#include <gtest/gtest.h>

#include "tools/ocellus/board/test_sockets.hpp"

namespace ocellus::tools::board {
namespace {

using namespace std::chrono_literals;

// The example of gdb's manual, "Overview" of its remote protocol: the checksum is modulo 256.
TEST(DebugPacket, EndsWithTheSumOfItsCharacters) {
  EXPECT_EQ(debug_packet("g"), "$g#67");
  EXPECT_EQ(debug_packet("OK"), "$OK#9a");
  EXPECT_EQ(debug_packet(""), "$#00");
}

TEST(DebugStubTest, HangsAProcessorWhereItIs) {
  SocketPair pair;
  DebugStub stub(std::move(pair.ours));
  pair.say("+$l<target/>#00+$OK#9a");
  pair.say("+$78563412000080ff#00+$05000060#00+$OK#9a+$OK#9a+$OK#9a");
  ASSERT_TRUE(stub.hang_processors(1, 1s).ok());
  const std::string heard = pair.heard();
  for (const char* order :
       {"$Hg1#", "$p20#", "$p21#", "$Mff80000012345678,4:00000014#", "$P21=c5030060#", "$D#44"}) {
    EXPECT_NE(heard.find(order), std::string::npos) << order << " in " << heard;
  }
}

TEST(DebugStubTest, ForgetsTranslationsByOneStep) {
  SocketPair pair;
  DebugStub stub(std::move(pair.ours));
  pair.say("+$T05thread:01;#07+$OK#9a");
  ASSERT_TRUE(stub.forget_translations(1s).ok());
  EXPECT_EQ(pair.heard(), "$s#73+$D#44+");
}

TEST(DebugStubTest, FailsWhereItIsRefusedOrNotAnswered) {
  SocketPair refusing;
  DebugStub refused(std::move(refusing.ours));
  refusing.say("+$l<target/>#00+$E22#00");
  EXPECT_EQ(refused.hang_processors(1, 1s).failure().line(),
            "QEMU's debugger stub, asked Hg1: refuses; start the board again");
  SocketPair silent;
  DebugStub waiting(std::move(silent.ours));
  EXPECT_FALSE(waiting.hang_processors(1, 20ms).ok());
  silent.theirs = Descriptor();
  EXPECT_FALSE(waiting.hang_processors(1, 1s).ok());
}

}  // namespace
}  // namespace ocellus::tools::board

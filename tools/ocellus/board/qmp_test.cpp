#include "tools/ocellus/board/qmp.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tools/ocellus/board/test_sockets.hpp"

namespace ocellus::tools::board {
namespace {

using namespace std::chrono_literals;
using Kind = QmpMessage::Kind;

TEST(QmpMessages, AreReadByKind) {
  EXPECT_EQ(read_qmp(R"({"QMP":{"version":{}}})").kind, Kind::kGreeting);
  const QmpMessage reply = read_qmp(R"({"return":{"running":true},"id":7})");
  EXPECT_EQ(reply.kind, Kind::kReply);
  EXPECT_EQ(reply.id, 7U);
  EXPECT_EQ(reply.data.at("running"), true);
  const QmpMessage error = read_qmp(R"({"id":8,"error":{"class":"X","desc":"no such device"}})");
  EXPECT_EQ(error.kind, Kind::kError);
  EXPECT_EQ(error.text, "no such device");
  EXPECT_EQ(read_qmp(R"({"event":"RESET","timestamp":{}})").text, "RESET");
  for (const char* text : {"", "{", "[]", "7", "{}", R"({"error":7})", R"({"event":7})"}) {
    EXPECT_EQ(read_qmp(text).kind, Kind::kOther) << text;
  }
}

TEST(QmpMessages, CommandsAreOneLine) {
  EXPECT_EQ(qmp_command("cont", nullptr, 3), "{\"execute\":\"cont\",\"id\":3}\n");
  EXPECT_EQ(qmp_command("x", {{"filename", "a\nb\xff"}}, 4),
            "{\"arguments\":{\"filename\":\"a\\nb\xEF\xBF\xBD\"},\"execute\":\"x\",\"id\":4}\n");
}

TEST(QomTree, FindsADeviceByItsType) {
  constexpr std::string_view kTree =
      "/machine (virt-7.2-machine)\r\n"
      "  /peripheral (container)\r\n"
      "    /gpu0 (virtio-gpu-pci)\r\n"
      "  /unattached (container)\r\n"
      "    /device[0] (cortex-a72-arm-cpu)\r\n"
      "      /unnamed-gpio-in[0] (irq)\r\n"
      "    /device[6] (pl061)\r\n"
      "      /pl061[0] (memory-region)\r\n";
  EXPECT_EQ(find_in_qom_tree(kTree, "pl061"), "/machine/unattached/device[6]");
  EXPECT_EQ(find_in_qom_tree(kTree, "virtio-gpu-pci"), "/machine/peripheral/gpu0");
  EXPECT_EQ(find_in_qom_tree(kTree, "pl0"), "");
  EXPECT_EQ(find_in_qom_tree("", "pl061"), "");
  EXPECT_EQ(find_in_qom_tree("        /far (x)\n(\n", "x"), "/far");
}

TEST(Qmp, WaitsForItsOwnAnswerAndKeepsEvents) {
  SocketPair pair;
  Qmp qmp(LineChannel(std::move(pair.ours)));
  pair.say("{\"QMP\":{}}\n{\"return\":{},\"id\":1}\n");
  ASSERT_TRUE(qmp.greet(1s).ok());
  pair.say(
      "{\"event\":\"RESET\"}\n{\"return\":1,\"id\":1}\n{\"return\":2,\"id\":2}\n"
      "{\"event\":\"WATCHDOG\"}\n");
  const auto answer = qmp.execute("something", nullptr, 1s);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer.value(), 2);
  EXPECT_EQ(qmp.take_events(), (std::vector<std::string>{"RESET", "WATCHDOG"}));
  EXPECT_TRUE(qmp.take_events().empty());
  EXPECT_EQ(pair.heard(),
            "{\"execute\":\"qmp_capabilities\",\"id\":1}\n{\"execute\":\"something\",\"id\":2}\n");
}

TEST(Qmp, HasADeadlineAndNoticesTheEnd) {
  SocketPair pair;
  Qmp qmp(LineChannel(std::move(pair.ours)));
  pair.say("{\"half");
  EXPECT_EQ(qmp.execute("stop", nullptr, 20ms).failure().what, "did not answer in time to 'stop'");
  pair.theirs = Descriptor();
  Qmp* const still = &qmp;
  EXPECT_FALSE(still->execute("stop", nullptr, 1s).ok());
}

TEST(Qmp, RepeatsWhatQemuRefuses) {
  SocketPair pair;
  Qmp qmp(LineChannel(std::move(pair.ours)));
  pair.say("{\"id\":1,\"error\":{\"desc\":\"gpu0 is gone\"}}\n");
  EXPECT_EQ(qmp.execute("screendump", nullptr, 1s).failure().line(),
            "QEMU: refuses 'screendump': gpu0 is gone");
}

}  // namespace
}  // namespace ocellus::tools::board

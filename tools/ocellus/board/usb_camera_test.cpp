#include "tools/ocellus/board/usb_camera.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ocellus::tools::board {
namespace {

using namespace std::chrono_literals;
using usbredir::Packet;
using usbredir::TransferStatus;
using usbredir::Type;
using Kind = CameraFault::Kind;

const std::vector<uvc::Mode> kModes = {{uvc::Format::kMjpeg, 640, 480, 1'000'000},
                                       {uvc::Format::kYuyv, 320, 240, 1'000'000}};
constexpr std::size_t kFrameBytes = 30000;  // two payloads

// Frame n is full of n.
class NumberedFeed final : public PictureFeed {
 public:
  ByteView next(const uvc::Mode& mode) override {
    frame_.assign(kFrameBytes, number_++);
    format = mode.format;
    return frame_;
  }
  uvc::Format format = uvc::Format::kMjpeg;

 private:
  std::uint8_t number_ = 1;
  Bytes frame_;
};

// A host at the other end, and the clock.
class UsbCameraTest : public testing::Test {
 protected:
  struct Answer {
    std::uint64_t id;
    TransferStatus status;
    Bytes data;
    bool operator==(const Answer&) const = default;
  };

  void say(Type type, std::uint64_t id, Bytes payload) {
    camera_.handle({type, id, std::move(payload)}, now_, out_);
    camera_.pump(now_, out_);
  }
  void do_to_it(CameraFault fault) {
    camera_.apply(fault, now_, out_);
    camera_.pump(now_, out_);
  }
  void pass(std::chrono::milliseconds time) {
    now_ += time;
    camera_.pump(now_, out_);
  }
  void greet() { say(Type::kHello, 0, {}); }

  // The packets since the last call.
  std::vector<Packet> heard() {
    std::vector<Packet> packets;
    usbredir::Parser parser;
    parser.feed(usbredir::hello(""));
    parser.feed(out_);
    out_.clear();
    for (bool first = true;; first = false) {
      const auto next = parser.next();
      if (!next.ok() || !next.value()) break;
      if (!first) packets.push_back(*next.value());
    }
    return packets;
  }
  std::vector<Type> heard_types() {
    std::vector<Type> types;
    for (const Packet& packet : heard()) types.push_back(packet.type);
    return types;
  }

  Answer ask(std::uint8_t type, std::uint8_t request, std::uint16_t value, std::uint16_t index,
             std::uint16_t length, const Bytes& data = {}) {
    heard();
    say(Type::kControl, 77,
        usbredir::control({.request = request,
                           .request_type = type,
                           .status = TransferStatus::kIoError,  // means nothing in a request
                           .value = value,
                           .index = index,
                           .length = length},
                          data));
    const std::vector<Packet> packets = heard();
    if (packets.size() != 1) return {};
    const auto reply = usbredir::read_control(packets[0].payload);
    return {packets[0].id, reply->status, Bytes(reply->data.begin(), reply->data.end())};
  }
  void commit(std::uint8_t position) {
    const Answer answer =
        ask(0x21, 0x01, 0x0200, 1, uvc::kProbeBytes, uvc::probe(kModes, position));
    EXPECT_EQ(answer.status, TransferStatus::kSuccess);
  }
  void want_bulk(std::uint64_t id) {
    Bytes payload = usbredir::bulk({.endpoint = 0x81}, {});
    payload[2] = 0x00;  // 16384 bytes
    payload[3] = 0x40;
    say(Type::kBulk, id, payload);
  }
  std::vector<Answer> bulk_answers() {
    std::vector<Answer> answers;
    for (const Packet& packet : heard()) {
      if (packet.type != Type::kBulk) continue;
      const auto reply = usbredir::read_bulk(packet.payload);
      answers.push_back(
          {packet.id, reply->status, Bytes(packet.payload.begin() + 10, packet.payload.end())});
    }
    return answers;
  }
  // One frame as the host puts it together; asks for two payloads.
  Bytes take_frame() {
    want_bulk(id_++);
    want_bulk(id_++);
    Bytes frame;
    for (const Answer& answer : bulk_answers()) {
      if (answer.data.size() >= 2) put(frame, ByteView(answer.data).subspan(2));
    }
    return frame;
  }

  NumberedFeed feed_;
  UsbCamera camera_{feed_, kModes, true};
  UsbCamera::Time now_{1h};
  Bytes out_;
  std::uint64_t id_ = 100;
};

TEST_F(UsbCameraTest, AppearsWhenItsHostHasGreeted) {
  do_to_it({.kind = Kind::kPlug});
  EXPECT_TRUE(heard().empty());
  greet();
  EXPECT_EQ(heard_types(),
            (std::vector<Type>{Type::kEndpointInfo, Type::kInterfaceInfo, Type::kDeviceConnect}));
}

TEST_F(UsbCameraTest, IsDescribedAndSetUp) {
  greet();
  const Answer start = ask(0x80, 6, 0x0200, 0, 9);
  EXPECT_EQ(start.id, 77U);
  EXPECT_EQ(start.data.size(), 9U);
  EXPECT_EQ(ask(0x80, 6, 0x0200, 0, 1000).data, uvc::configuration_descriptor(kModes));
  EXPECT_EQ(ask(0x80, 6, 0x0100, 0, 64).data, uvc::device_descriptor());
  EXPECT_EQ(ask(0x80, 6, 0x0309, 0, 64).status, TransferStatus::kStall);
  EXPECT_EQ(ask(0xA1, 0x81, 0x0100, 1, 26).data, uvc::probe(kModes, 1));
  EXPECT_EQ(ask(0xA1, 0x85, 0x0100, 1, 2).data, (Bytes{26, 0}));
  EXPECT_EQ(ask(0xA1, 0x81, 0x0500, 1, 26).status, TransferStatus::kStall);
  EXPECT_EQ(ask(0xC0, 6, 0x0100, 0, 8).status, TransferStatus::kStall);  // vendor's
  say(Type::kSetConfiguration, 5, {1});
  const std::vector<Packet> packets = heard();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].id, 5U);
  EXPECT_EQ(packets[0].payload, (Bytes{0, 1}));
}

TEST_F(UsbCameraTest, KeepsItsBrightness) {
  greet();
  EXPECT_EQ(ask(0xA1, 0x81, 0x0200, 0x0200, 2).data, (Bytes{128, 0}));
  EXPECT_EQ(ask(0x21, 0x01, 0x0200, 0x0200, 2, {200, 0}).status, TransferStatus::kSuccess);
  EXPECT_EQ(ask(0xA1, 0x81, 0x0200, 0x0200, 2).data, (Bytes{200, 0}));
  EXPECT_EQ(ask(0x21, 0x01, 0x0200, 0x0200, 2, {0, 1}).status, TransferStatus::kStall);
  EXPECT_EQ(ask(0xA1, 0x83, 0x0200, 0x0200, 2).data, (Bytes{255, 0}));
}

TEST_F(UsbCameraTest, SendsFramesAtItsRate) {
  greet();
  want_bulk(1);
  heard();
  EXPECT_FALSE(camera_.due());
  commit(1);
  EXPECT_EQ(camera_.counts().frames, 1U);
  want_bulk(2);
  want_bulk(3);  // waits for the next frame
  const auto answers = bulk_answers();
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].id, 2U);
  EXPECT_EQ(answers[0].data[1], 0x82);  // the last of the first frame
  EXPECT_EQ(camera_.due(), now_ + 100ms);
  pass(99ms);
  EXPECT_TRUE(bulk_answers().empty());
  pass(1ms);
  const auto second = bulk_answers();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].data[1], 0x81);  // the frame's bit has changed
  EXPECT_EQ(second[0].data[2], 2);
}

TEST_F(UsbCameraTest, SendsTheFormatThatWasAskedFor) {
  greet();
  commit(2);
  EXPECT_EQ(take_frame(), Bytes(kFrameBytes, 1));
  EXPECT_EQ(feed_.format, uvc::Format::kYuyv);
}

TEST_F(UsbCameraTest, DoesNotMakeUpForALongSilence) {
  greet();
  commit(1);
  EXPECT_EQ(take_frame(), Bytes(kFrameBytes, 1));
  pass(10s);
  int frames = 0;
  while (!take_frame().empty()) ++frames;
  EXPECT_EQ(frames, 4);  // one that is due, those of two intervals, and the one of now
}

TEST_F(UsbCameraTest, DamagesAsManyFramesAsTold) {
  greet();
  commit(1);
  do_to_it({.kind = Kind::kCorrupt, .count = 1});
  const Bytes corrupt = take_frame();
  ASSERT_EQ(corrupt.size(), kFrameBytes);
  EXPECT_EQ(Bytes(corrupt.begin(), corrupt.begin() + kFrameBytes / 2), Bytes(kFrameBytes / 2, 1));
  EXPECT_NE(corrupt, Bytes(kFrameBytes, 1));
  do_to_it({.kind = Kind::kShort, .count = 2});
  pass(100ms);
  EXPECT_EQ(take_frame(), Bytes(kFrameBytes / 3, 2));
  pass(100ms);
  take_frame();
  pass(100ms);
  take_frame();  // a request too many of the frames before is answered first
  pass(100ms);
  EXPECT_EQ(camera_.counts().corrupted, 1U);
  EXPECT_EQ(camera_.counts().shortened, 2U);
  EXPECT_GT(camera_.counts().frames, 3U);
}

TEST_F(UsbCameraTest, StallsAndGoesOn) {
  greet();
  commit(1);
  do_to_it({.kind = Kind::kStall, .count = 2});
  want_bulk(1);
  want_bulk(2);
  const auto stalled = bulk_answers();
  ASSERT_EQ(stalled.size(), 2U);
  EXPECT_EQ(stalled[0], (Answer{1, TransferStatus::kStall, {}}));
  EXPECT_EQ(stalled[1], (Answer{2, TransferStatus::kStall, {}}));
  EXPECT_EQ(take_frame(), Bytes(kFrameBytes, 1));
}

TEST_F(UsbCameraTest, FreezesAndPauses) {
  greet();
  commit(1);
  EXPECT_EQ(take_frame(), Bytes(kFrameBytes, 1));
  do_to_it({.kind = Kind::kFreeze, .time = 250ms});
  for (int i = 0; i < 2; ++i) {
    pass(100ms);
    EXPECT_EQ(take_frame(), Bytes(kFrameBytes, 1));
  }
  pass(100ms);
  EXPECT_EQ(take_frame(), Bytes(kFrameBytes, 2));
  EXPECT_EQ(camera_.counts().repeated, 2U);
  do_to_it({.kind = Kind::kPause, .time = 500ms});
  pass(499ms);
  EXPECT_EQ(take_frame(), Bytes());
  EXPECT_EQ(camera_.due(), now_ + 1ms);
  pass(1ms);
  EXPECT_EQ(bulk_answers().size(), 2U);
}

TEST_F(UsbCameraTest, AnswersEverythingBeforeItGoes) {
  greet();
  commit(1);
  take_frame();
  want_bulk(1);
  want_bulk(2);
  do_to_it({.kind = Kind::kUnplug});
  const std::vector<Packet> packets = heard();
  ASSERT_EQ(packets.size(), 3U);
  EXPECT_EQ(usbredir::read_bulk(packets[0].payload)->status, TransferStatus::kCancelled);
  EXPECT_EQ(packets[2].type, Type::kDeviceDisconnect);
  EXPECT_FALSE(camera_.streaming());
  EXPECT_EQ(ask(0x80, 6, 0x0100, 0, 64).status, TransferStatus::kStall);
  do_to_it({.kind = Kind::kUnplug});
  EXPECT_TRUE(heard().empty());
}

// A host that enumerates must not be left without an answer: QEMU's would never get one.
TEST_F(UsbCameraTest, FailsTransfersUntilAnEnumeratingHostPauses) {
  greet();
  say(Type::kReset, 0, {});
  EXPECT_EQ(ask(0x80, 6, 0x0100, 0, 64).status, TransferStatus::kSuccess);
  do_to_it({.kind = Kind::kUnplug});
  EXPECT_TRUE(heard().empty());
  EXPECT_FALSE(camera_.plugged_in());
  EXPECT_TRUE(camera_.leaving());
  pass(40ms);
  EXPECT_EQ(ask(0x80, 6, 0x0100, 0, 64), (Answer{77, TransferStatus::kIoError, {}}));
  want_bulk(2);
  EXPECT_EQ(bulk_answers().at(0).status, TransferStatus::kIoError);
  pass(40ms);
  say(Type::kReset, 0, {});
  pass(49ms);
  EXPECT_EQ(camera_.due(), now_ + 1ms);
  EXPECT_TRUE(heard().empty());
  pass(1ms);
  EXPECT_EQ(heard_types(), std::vector<Type>{Type::kDeviceDisconnect});
  EXPECT_FALSE(camera_.leaving());
}

TEST_F(UsbCameraTest, LeavesAHostThatNeverPauses) {
  greet();
  say(Type::kReset, 0, {});
  do_to_it({.kind = Kind::kUnplug});
  heard();
  for (int i = 1; i < 250; ++i) {
    pass(20ms);
    EXPECT_EQ(ask(0x80, 6, 0x0100, 0, 64).status, TransferStatus::kIoError);
  }
  pass(20ms);
  EXPECT_EQ(heard_types(), std::vector<Type>{Type::kDeviceDisconnect});
}

TEST_F(UsbCameraTest, ComesBackOnceItHasGone) {
  greet();
  say(Type::kReset, 0, {});
  do_to_it({.kind = Kind::kUnplug});
  do_to_it({.kind = Kind::kPlug, .formats = CameraFault::Formats::kYuyvOnly});
  heard();
  EXPECT_TRUE(camera_.leaving());
  pass(50ms);
  const auto types = heard_types();
  ASSERT_EQ(types.size(), 4U);
  EXPECT_EQ(types.front(), Type::kDeviceDisconnect);
  EXPECT_EQ(types.back(), Type::kDeviceConnect);
  EXPECT_TRUE(camera_.plugged_in());
  EXPECT_EQ(ask(0x80, 6, 0x0200, 0, 1000).data,
            uvc::configuration_descriptor(std::span(kModes).subspan(1)));
}

// Who streams has enumerated long ago; and a host that was silent for long is not at it.
TEST_F(UsbCameraTest, IsGoneAtOnceWhereNobodyEnumerates) {
  greet();
  say(Type::kReset, 0, {});
  commit(1);
  heard();
  do_to_it({.kind = Kind::kUnplug});
  EXPECT_EQ(heard_types(), std::vector<Type>{Type::kDeviceDisconnect});
  do_to_it({.kind = Kind::kPlug});
  say(Type::kReset, 0, {});
  heard();
  pass(500ms);
  do_to_it({.kind = Kind::kUnplug});
  EXPECT_EQ(heard_types(), std::vector<Type>{Type::kDeviceDisconnect});
}

TEST_F(UsbCameraTest, ComesBackWithOtherFormats) {
  greet();
  do_to_it({.kind = Kind::kUnplug});
  heard();
  do_to_it({.kind = Kind::kPlug, .formats = CameraFault::Formats::kYuyvOnly});
  EXPECT_EQ(heard_types().back(), Type::kDeviceConnect);
  EXPECT_EQ(ask(0x80, 6, 0x0200, 0, 1000).data,
            uvc::configuration_descriptor(std::span(kModes).subspan(1)));
  EXPECT_EQ(get_u16(ask(0xA1, 0x81, 0x0100, 1, 26).data, 18), 320 * 240 * 2 & 0xFFFF);
}

TEST_F(UsbCameraTest, CancelsWhatHasNotBeenAnswered) {
  greet();
  want_bulk(1);
  want_bulk(2);
  heard();
  say(Type::kCancelDataPacket, 1, {});
  const auto answers = bulk_answers();
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0], (Answer{1, TransferStatus::kCancelled, {}}));
  say(Type::kCancelDataPacket, 1, {});
  EXPECT_TRUE(heard().empty());
}

TEST_F(UsbCameraTest, SurvivesPacketsThatAreTooShort) {
  greet();
  heard();
  for (const Type type : {Type::kControl, Type::kBulk, Type::kReset, Type::kDeviceDisconnectAck}) {
    say(type, 1, {});
  }
  EXPECT_TRUE(heard().empty());
  say(Type::kSetAltSetting, 2, {});
  EXPECT_EQ(heard_types(), std::vector<Type>{Type::kAltSettingStatus});
}

}  // namespace
}  // namespace ocellus::tools::board

#include "tools/ocellus/board/camera_server.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace ocellus::tools::board {
namespace {

using namespace std::chrono_literals;
using usbredir::Packet;
using usbredir::Type;

class ConstantFeed final : public PictureFeed {
 public:
  ByteView next(const uvc::Mode&) override { return frame_; }

 private:
  Bytes frame_ = Bytes(40000, 7);
};

// QEMU's side of the socket.
class Host {
 public:
  explicit Host(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    EXPECT_EQ(connect(socket_.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  void send(const Bytes& bytes) const {
    EXPECT_EQ(write(socket_.number(), bytes.data(), bytes.size()),
              static_cast<ssize_t>(bytes.size()));
  }
  // Nothing at the end or after 5 s.
  std::optional<Packet> hear() {
    for (;;) {
      const auto next = parser_.next();
      if (!next.ok()) return std::nullopt;
      if (next.value()) return next.value();
      Bytes part(4096);
      if (!wait_readable(socket_, after(5s))) return std::nullopt;
      const ssize_t count = read(socket_.number(), part.data(), part.size());
      if (count <= 0) return std::nullopt;
      parser_.feed(ByteView(part).first(static_cast<std::size_t>(count)));
    }
  }
  Type hear_type() {
    const auto packet = hear();
    return packet ? packet->type : Type::kReset;
  }

 private:
  Descriptor socket_;
  usbredir::Parser parser_;
};

class CameraServerTest : public testing::Test {
 protected:
  CameraServerTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "camera-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ / "camera";
    auto started =
        CameraServer::start(path_, std::make_unique<ConstantFeed>(), camera_modes(20), true);
    EXPECT_TRUE(started.ok());
    server_ = std::move(started.value());
  }
  ~CameraServerTest() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::filesystem::path folder_;
  std::string path_;
  std::unique_ptr<CameraServer> server_;
};

TEST_F(CameraServerTest, StreamsByItsClockAndTakesFaults) {
  Host host(path_);
  EXPECT_EQ(host.hear_type(), Type::kHello);
  host.send(usbredir::hello("host"));
  EXPECT_EQ(host.hear_type(), Type::kEndpointInfo);
  EXPECT_EQ(host.hear_type(), Type::kInterfaceInfo);
  EXPECT_EQ(host.hear_type(), Type::kDeviceConnect);
  const std::vector<uvc::Mode> modes = camera_modes(20);
  host.send(usbredir::encode(Type::kControl, 1,
                             usbredir::control({.request = 1,
                                                .request_type = 0x21,
                                                .value = 0x0200,
                                                .index = 1,
                                                .length = uvc::kProbeBytes},
                                               uvc::probe(modes, 1))));
  EXPECT_EQ(host.hear_type(), Type::kControl);
  Bytes request = usbredir::bulk({.endpoint = 0x81}, {});
  request[3] = 0x40;
  const auto start = std::chrono::steady_clock::now();
  for (std::uint64_t id = 2; id < 8; ++id) host.send(usbredir::encode(Type::kBulk, id, request));
  for (std::uint64_t id = 2; id < 8; ++id) {
    const auto packet = host.hear();
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->id, id);
  }
  // Two frames of three payloads, the second 50 ms after the first.
  EXPECT_GE(std::chrono::steady_clock::now() - start, 40ms);
  EXPECT_EQ(server_->counts().frames, 2U);
  EXPECT_TRUE(server_->streaming());
  server_->apply({.kind = CameraFault::Kind::kUnplug});
  EXPECT_EQ(host.hear_type(), Type::kDeviceDisconnect);
  EXPECT_FALSE(server_->plugged_in());
  server_->apply({.kind = CameraFault::Kind::kPlug});
  EXPECT_EQ(host.hear_type(), Type::kEndpointInfo);
}

TEST_F(CameraServerTest, EndsAConnectionThatMakesNoSense) {
  Host host(path_);
  EXPECT_EQ(host.hear_type(), Type::kHello);
  host.send(Bytes(100, 0x55));
  for (int i = 0; i < 500 && !server_->trouble(); ++i) usleep(10'000);
  ASSERT_TRUE(server_->trouble());
  EXPECT_EQ(server_->trouble()->what, "does not begin with a greeting");
}

TEST_F(CameraServerTest, EndsWithoutEverHavingBeenAsked) {}

}  // namespace
}  // namespace ocellus::tools::board

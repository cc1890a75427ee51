// A camera's helper that has been taken over: it says over its socket, and does to the buffers that
// it passed on, whatever the input has. There is no process: it moves when the camera waits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "drivers/capture/remote_protocol.hpp"
#include "drivers/capture/remote_starter.hpp"
#include "drivers/capture/video_system.hpp"

namespace ocellus::tests {

// A packet as it was sent, and the files that went with it, by descriptors of this end.
struct SentPacket {
  std::vector<std::uint8_t> bytes;
  std::vector<int> files;
};

class HostileRemote final : public capture::VideoSystem, public capture::RemoteStarter {
 public:
  explicit HostileRemote(std::span<const std::uint8_t> input) : input_(input) {}
  ~HostileRemote() override;
  HostileRemote(const HostileRemote&) = delete;
  HostileRemote& operator=(const HostileRemote&) = delete;

  bool has_more() const { return at_ < input_.size(); }
  std::uint8_t next() { return at_ < input_.size() ? input_[at_++] : 0; }

  // Of the helper that runs, oldest first: what the camera has not taken yet is the caller's to
  // count.
  std::deque<SentPacket>& sent() { return sent_; }

  // Whether somebody still maps one of the memory files.
  bool is_mapped() const;

  bool has_begun() const override { return true; }
  Status start(int socket) override;
  void kill_helper() override;
  bool ended() override;
  bool was_forbidden() const override { return forbidden_; }

  int open(const char* /*path*/) override { return -1; }
  void close(int /*device*/) override {}
  int request(int /*device*/, unsigned long /*code*/, void* /*argument*/) override { return -1; }
  int map(int /*device*/, std::size_t /*size*/, std::uint32_t /*offset*/,
          std::span<std::uint8_t>& /*bytes*/) override {
    return -1;
  }
  void unmap(std::span<std::uint8_t> /*bytes*/) override {}
  int wait(int device, capture::Microseconds limit) override;
  capture::Microseconds now() override { return now_; }

 private:
  static constexpr std::size_t kMostFiles = 64;

  std::uint32_t number(int bytes);
  void move();
  void send_format();
  void send_frame();
  void send_trouble();
  void send_noise();
  void flood();
  void scribble();
  void change_file();
  void hear();
  void leave();

  int new_memory(std::uint64_t size, int seals);
  int strange_file(std::uint8_t kind);
  template <typename Message>
  void send(const Message& message, std::vector<int> files);
  bool send_bytes(std::vector<std::uint8_t> bytes, std::vector<int> files);

  std::span<const std::uint8_t> input_;
  std::size_t at_ = 0;
  capture::Microseconds now_{20'000'000};
  std::deque<SentPacket> sent_;
  std::vector<int> memory_;   // every memory file of this run
  std::vector<int> strange_;  // and what else was opened
  std::vector<int> buffers_;  // of the newest format
  capture::RemoteFormat format_;
  int socket_ = -1;
  bool running_ = false;
  bool forbidden_ = false;
  int looks_until_end_ = 0;
};

}  // namespace ocellus::tests

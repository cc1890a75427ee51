// Packets of remote_protocol.hpp on their socket, for both ends. Nothing waits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/capture/remote_protocol.hpp"

namespace ocellus::capture {

// A packet as it came. It owns its descriptors until somebody takes them.
class RemotePacket {
 public:
  RemotePacket() { descriptors_.fill(-1); }
  ~RemotePacket() { clear(); }
  RemotePacket(const RemotePacket&) = delete;
  RemotePacket& operator=(const RemotePacket&) = delete;

  // 1: here it is. 0: the other end is gone. -EAGAIN: nothing there. -EPROTO: more bytes or
  // descriptors than any message has. -ECONNRESET, once: the other end is gone without having read
  // all, and what it said before still comes. Otherwise minus what recvmsg() says.
  int receive(int socket);

  std::span<const std::uint8_t> bytes() const { return std::span(bytes_).first(size_); }
  std::size_t descriptor_count() const { return descriptor_count_; }
  int descriptor(std::size_t i) const { return descriptors_[i]; }

 private:
  void clear();

  // A byte more than the largest message, so that a longer one is not of its size.
  alignas(8) std::array<std::uint8_t, kRemoteLargestMessage + 1> bytes_ = {};
  std::size_t size_ = 0;
  std::array<int, kRemoteMostBuffers> descriptors_ = {};
  std::size_t descriptor_count_ = 0;
};

// 0, or minus an errno value: -EAGAIN when the other end does not read, -EPIPE when it is gone.
int send_packet(int socket, std::span<const std::uint8_t> bytes,
                std::span<const int> descriptors = {});

template <typename Message>
int send_message(int socket, const Message& message, std::span<const int> descriptors = {}) {
  return send_packet(socket, bytes_of(message), descriptors);
}

}  // namespace ocellus::capture

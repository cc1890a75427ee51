#include "drivers/capture/remote_socket.hpp"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace ocellus::capture {
namespace {

constexpr std::size_t kControlRoom = CMSG_SPACE(kRemoteMostBuffers * sizeof(int));

}  // namespace

void RemotePacket::clear() {
  for (std::size_t i = 0; i < descriptor_count_; ++i) close(descriptors_[i]);
  descriptors_.fill(-1);
  descriptor_count_ = 0;
  size_ = 0;
}

int RemotePacket::receive(int socket) {
  clear();
  iovec room = {.iov_base = bytes_.data(), .iov_len = bytes_.size()};
  alignas(cmsghdr) std::array<std::uint8_t, kControlRoom> control = {};
  msghdr header = {};
  header.msg_iov = &room;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  const ssize_t count = recvmsg(socket, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (count < 0) return errno == EINTR ? -EAGAIN : -errno;
  // Whatever came along is ours to close, even of a packet that is refused.
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t number =
        std::min((part->cmsg_len - CMSG_LEN(0)) / sizeof(int), descriptors_.size());
    std::memcpy(descriptors_.data(), CMSG_DATA(part), number * sizeof(int));
    descriptor_count_ = number;  // one part at most: the kernel joins them
  }
  if ((header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) return -EPROTO;
  size_ = static_cast<std::size_t>(count);
  return count > 0 ? 1 : 0;
}

int send_packet(int socket, std::span<const std::uint8_t> bytes, std::span<const int> descriptors) {
  iovec part = {.iov_base = const_cast<std::uint8_t*>(bytes.data()), .iov_len = bytes.size()};
  alignas(cmsghdr) std::array<std::uint8_t, kControlRoom> control = {};
  msghdr header = {};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (descriptors.size() > kRemoteMostBuffers) return -EINVAL;
  if (!descriptors.empty()) {
    header.msg_control = control.data();
    header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr* const rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(rights), descriptors.data(), descriptors.size_bytes());
  }
  return sendmsg(socket, &header, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0 ? 0 : -errno;
}

}  // namespace ocellus::capture

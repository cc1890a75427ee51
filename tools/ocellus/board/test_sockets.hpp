// Two ends of a socket, for tests of what speaks through one.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "tools/ocellus/board/channel.hpp"

namespace ocellus::tools::board {

struct SocketPair {
  Descriptor ours, theirs;

  SocketPair() {
    std::array<int, 2> ends = {-1, -1};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    ours = Descriptor(ends[0]);
    theirs = Descriptor(ends[1]);
  }
  void say(std::string_view text) const {
    EXPECT_EQ(write(theirs.number(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  // What has come to the other end.
  std::string heard() const {
    std::string text(65536, '\0');
    const ssize_t count = read(theirs.number(), text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
  }
};

}  // namespace ocellus::tools::board

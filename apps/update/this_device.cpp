#include "apps/update/this_device.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <span>

namespace ocellus::update {
namespace {

constexpr std::size_t kLongestPath = 256;

// What a file holds, without its line's end; empty where there is no such file, or more than
// `room` takes: what is longer is none of ours.
std::string_view text_of(std::string_view folder, const char* name, std::span<char> room) {
  std::array<char, kLongestPath> path;
  const int length = std::snprintf(path.data(), path.size(), "%.*s/%s",
                                   static_cast<int>(folder.size()), folder.data(), name);
  if (length < 0 || static_cast<std::size_t>(length) >= path.size()) return {};
  const int file = open(path.data(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return {};
  std::size_t size = 0;
  ssize_t got = 1;
  while (got != 0 && size < room.size()) {
    got = ::read(file, room.data() + size, room.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) break;
    size += static_cast<std::size_t>(got);
  }
  close(file);
  if (got != 0) return {};
  std::string_view text(room.data(), size);
  if (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

}  // namespace

Status ThisDevice::read(std::string_view folder) {
  std::array<char, 128> room;
  const std::string_view board = text_of(folder, "board", std::span(room).first(board_.size()));
  board_length_ = board.copy(board_.data(), board_.size());
  version_ = bundle::parse_version(text_of(folder, "version", room));
  key_ = bundle::parse_public_key(text_of(folder, "ocellus.pub", room));
  if (board_length_ != 0) return Status::success();
  return Status::failure(Code::kNotFound, "names no board: this is no image of ours");
}

}  // namespace ocellus::update

#include "tests/fuzz/hostile_remote.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "drivers/capture/riff.hpp"

namespace ocellus::tests {

using capture::Microseconds;
using capture::RemoteFormat;
using capture::RemoteFrame;
using capture::RemoteGiveBack;
using capture::RemoteTrouble;

namespace {

constexpr std::array kFormats = {capture::four_cc("MJPG"), capture::four_cc("NV12"),
                                 capture::four_cc("YUYV"), capture::four_cc("YU12"),
                                 capture::four_cc("GREY"), capture::four_cc("RGB3"),
                                 capture::four_cc("UYVY"), capture::four_cc("BA81")};

constexpr std::size_t kMostDescriptors = 12;  // more than a packet may have

}  // namespace

HostileRemote::~HostileRemote() {
  leave();
  for (const int file : memory_) ::close(file);
  for (const int file : strange_) ::close(file);
}

std::uint32_t HostileRemote::number(int bytes) {
  std::uint32_t value = 0;
  while (bytes-- > 0) value = value << 8 | next();
  return value;
}

// The kernel seals nothing against writes that is mapped for everybody.
bool HostileRemote::is_mapped() const {
  return std::ranges::any_of(memory_, [](int file) {
    return fcntl(file, F_ADD_SEALS, F_SEAL_WRITE) != 0 && errno == EBUSY;
  });
}

Status HostileRemote::start(int socket) {
  leave();
  sent_.clear();
  socket_ = fcntl(socket, F_DUPFD_CLOEXEC, 3);
  running_ = true;
  forbidden_ = false;
  looks_until_end_ = 0;
  format_ = {};
  buffers_.clear();
  return Status::success();
}

void HostileRemote::kill_helper() {
  if (socket_ >= 0 && has_more() && next() % 16 == 15) looks_until_end_ = 2;
  leave();
}

// One that hears that it is looked for goes.
bool HostileRemote::ended() {
  if (!running_) return true;
  leave();
  if (looks_until_end_ > 0) {
    --looks_until_end_;
    return false;
  }
  running_ = false;
  return true;
}

void HostileRemote::leave() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

int HostileRemote::wait(int device, Microseconds limit) {
  const auto is_ready = [device] {
    pollfd asked = {.fd = device, .events = POLLIN, .revents = 0};
    return poll(&asked, 1, 0) > 0;
  };
  const Microseconds left = std::max(limit, Microseconds(0));
  if (device < 0) {
    now_ += left;
    return 0;
  }
  move();
  if (is_ready()) {
    now_ += std::min(left, Microseconds(1000));
    return 1;
  }
  now_ += left;
  return 0;
}

void HostileRemote::move() {
  if (socket_ < 0) return;
  if (!has_more()) return leave();
  switch (next() % 16) {
    case 0:
    case 1:
      return send_format();
    case 2:
    case 3:
    case 4:
    case 5:
      return send_frame();
    case 6:
      return send_trouble();
    case 7:
      return send_noise();
    case 8:
      return flood();
    case 9:
    case 10:
      return scribble();
    case 11:
      return change_file();
    case 12:
    case 13:
      return hear();
    case 14:
      forbidden_ = true;
      return leave();
    default:
      return;  // silence
  }
}

int HostileRemote::new_memory(std::uint64_t size, int seals) {
  if (memory_.size() >= kMostFiles) return STDERR_FILENO;
  const int file = memfd_create("hostile", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0) return STDERR_FILENO;
  memory_.push_back(file);
  static_cast<void>(ftruncate(file, static_cast<off_t>(size)));
  fcntl(file, F_ADD_SEALS, seals);
  return file;
}

// Nothing that a camera's pictures may lie in.
int HostileRemote::strange_file(std::uint8_t kind) {
  if (strange_.size() >= kMostFiles) return STDERR_FILENO;
  int file = -1;
  std::array<int, 2> ends = {-1, -1};
  switch (kind % 8) {
    case 0:
      file = ::open("/dev/zero", O_RDWR | O_CLOEXEC);
      break;
    case 1:
      file = ::open("/", O_PATH | O_CLOEXEC);
      break;
    case 2:
      if (pipe2(ends.data(), O_CLOEXEC) == 0) strange_.push_back(ends[1]);
      file = ends[0];
      break;
    case 3:
      file = eventfd(0, EFD_CLOEXEC);
      break;
    case 4:
      file = ::open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
      break;
    case 5:  // of the camera's own, and the packet that it comes in
      return socket_;
    case 6:
      file = memfd_create("huge", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_HUGETLB);
      break;
    default:
      return new_memory(65536, 0);  // one that may shrink
  }
  if (file < 0) return STDERR_FILENO;
  strange_.push_back(file);
  return file;
}

bool HostileRemote::send_bytes(std::vector<std::uint8_t> bytes, std::vector<int> files) {
  iovec part = {.iov_base = bytes.data(), .iov_len = bytes.size()};
  alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(kMostDescriptors * sizeof(int))> control =
      {};
  msghdr header = {};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (!files.empty()) {
    const std::size_t room = files.size() * sizeof(int);
    header.msg_control = control.data();
    header.msg_controllen = CMSG_SPACE(room);
    cmsghdr* const rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(room);
    std::memcpy(CMSG_DATA(rights), files.data(), room);
  }
  if (sendmsg(socket_, &header, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) return false;
  sent_.push_back({std::move(bytes), std::move(files)});
  return true;
}

// Mostly as it should be; else with a few bytes changed, cut or drawn out, and other files.
template <typename Message>
void HostileRemote::send(const Message& message, std::vector<int> files) {
  const std::span<const std::uint8_t> whole = capture::bytes_of(message);
  std::vector<std::uint8_t> bytes(whole.begin(), whole.end());
  const std::uint8_t mood = next();
  for (int changes = mood % 4 == 3 ? 1 + mood / 64 : 0; changes > 0; --changes) {
    const std::uint8_t place = next();
    bytes[place % bytes.size()] = next();
  }
  if (mood % 16 == 8) bytes.resize(next() % 200);
  if (mood % 16 == 12) {
    files.resize(std::min<std::size_t>(next() % 16, kMostDescriptors), STDERR_FILENO);
  }
  if (mood % 16 == 4 && !files.empty()) files[next() % files.size()] = strange_file(next());
  static_cast<void>(send_bytes(std::move(bytes), std::move(files)));
}

void HostileRemote::send_format() {
  RemoteFormat format;
  const std::uint8_t shape = next();
  format.format = static_cast<std::uint32_t>(kFormats[shape % kFormats.size()]);
  format.width = 2 * (1 + next() % 40);
  format.height = 2 * (1 + next() % 40);
  const bool jpeg = shape % kFormats.size() == 0;
  format.stride = jpeg ? 0 : format.width * (1 + shape / 32 % 4) + (shape >= 0xe0 ? next() : 0);
  format.rate_mhz = 30'000;
  format.refused = next();
  format.buffer_count = 1 + shape / 8 % capture::kRemoteMostBuffers;
  std::vector<int> files;
  for (std::uint32_t i = 0; i < format.buffer_count; ++i) {
    const std::uint8_t kind = next();
    // A buffer need not begin where a page does, nor end there.
    format.buffers[i] = {.offset = kind % 4 == 1 ? number(2) : 0,
                         .length = jpeg ? 8192 : 4U * format.width * format.height + kind};
    const std::uint64_t end = std::uint64_t{format.buffers[i].offset} + format.buffers[i].length;
    const int seals = kind % 32 == 31 ? 0 : kind % 32 == 30 ? F_SEAL_GROW : F_SEAL_SHRINK;
    files.push_back(new_memory(kind % 32 == 29 ? end - 1 : end, seals));
  }
  format_ = format;
  buffers_ = files;
  send(format, std::move(files));
}

void HostileRemote::send_frame() {
  const std::uint8_t mood = next();
  RemoteFrame frame;
  const std::uint32_t count = std::max(format_.buffer_count, 1U);
  frame.buffer = mood % 32 == 31 ? next() : mood / 4 % count;
  const std::uint32_t room = format_.buffers[frame.buffer % count].length;
  frame.bytes = mood % 4 == 3 ? number(3) : room;
  frame.time_us =
      mood % 4 == 2 ? static_cast<std::int64_t>(std::uint64_t{number(4)} << 32) : now_.count() - 10;
  frame.damaged = mood % 16 == 1 ? 1 : 0;
  send(frame, {});
}

void HostileRemote::send_trouble() {
  RemoteTrouble trouble;
  const std::uint8_t kind = next();
  trouble.cause = static_cast<RemoteTrouble::Cause>(kind % 8);
  trouble.os_error = static_cast<std::int32_t>(kind >= 0x80 ? number(4) : kind);
  send(trouble, {});
}

void HostileRemote::send_noise() {
  std::vector<std::uint8_t> bytes(next() % 200);
  for (std::uint8_t& byte : bytes) byte = next();
  std::vector<int> files(next() % 4 == 0 ? next() % (kMostDescriptors + 1) : 0, STDERR_FILENO);
  static_cast<void>(send_bytes(std::move(bytes), std::move(files)));
}

void HostileRemote::flood() {
  RemoteFrame frame;
  frame.buffer = next() % std::max(format_.buffer_count, 1U);
  frame.bytes = format_.buffers[0].length;
  frame.time_us = now_.count();
  const std::span<const std::uint8_t> bytes = capture::bytes_of(frame);
  constexpr int kMost = 1000;  // more than a socket takes
  for (int i = 0; i < kMost; ++i) {
    if (!send_bytes({bytes.begin(), bytes.end()}, {})) return;
  }
}

// Also into a picture that is being looked at.
void HostileRemote::scribble() {
  if (buffers_.empty()) return;
  const std::size_t buffer = next() % buffers_.size();
  const std::uint32_t place = next() % 4 == 0 ? number(2) : format_.buffers[buffer].offset;
  const std::size_t count = std::min<std::size_t>(number(2) % 4096, input_.size() - at_);
  static_cast<void>(!pwrite(buffers_[buffer], input_.data() + at_, count, place));
  at_ += count;
}

void HostileRemote::change_file() {
  if (buffers_.empty()) return;
  const std::uint8_t how = next();
  const int file = buffers_[how / 4 % buffers_.size()];
  switch (how % 4) {
    case 0:
      static_cast<void>(!ftruncate(file, 0));
      return;
    case 1:
      static_cast<void>(!ftruncate(file, static_cast<off_t>(number(2))));
      return;
    case 2:
      fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 65536);
      return;
    default:
      fcntl(file, F_ADD_SEALS, next() % 16);
      return;
  }
}

// What the camera says is a wish, or a buffer that there could be.
void HostileRemote::hear() {
  std::array<std::uint8_t, capture::kRemoteLargestMessage + 1> room;
  for (;;) {
    const ssize_t got = recv(socket_, room.data(), room.size(), MSG_DONTWAIT);
    if (got <= 0) return;
    const auto bytes = std::span(room).first(static_cast<std::size_t>(got));
    capture::RemoteWish wish;
    RemoteGiveBack back;
    if (capture::read_message(bytes, wish)) continue;
    if (!capture::read_message(bytes, back) || back.buffer >= capture::kRemoteMostBuffers) {
      std::abort();
    }
  }
}

}  // namespace ocellus::tests

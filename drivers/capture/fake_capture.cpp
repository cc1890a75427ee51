// A camera helper without a camera, for remote_device_test. What it does is in the id of the camera
// that it is asked for: "WORD" or "WORD-NUMBER", tests say what for. Its pictures look like JPEG
// and carry its process id.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <string_view>

#include "drivers/capture/remote_protocol.hpp"
#include "drivers/capture/remote_socket.hpp"
#include "drivers/capture/riff.hpp"

namespace {

using namespace ocellus::capture;

constexpr std::uint32_t kBuffers = 4;
constexpr std::uint32_t kLength = 8192;
constexpr std::uint32_t kOffset = 64;

[[noreturn]] void hang() {
  for (;;) pause();
}

class FakeHelper {
 public:
  explicit FakeHelper(const RemoteWish& wish) : wish_(wish) {
    const std::string id = wish.camera.data();
    const std::size_t dash = id.find('-');
    word_ = id.substr(0, dash);
    if (dash != std::string::npos) number_ = std::atoi(id.c_str() + dash + 1);
  }

  int run() {
    if (is("mute")) hang();
    if (is("trouble")) return tell_trouble();
    if (is("noise")) return make_noise();
    if (!send_format()) return 1;
    free_.fill(true);
    for (int i = 0;; ++i) {
      if (is("die") && i == number_) raise(SIGSEGV);
      if (is("forbidden") && i == number_) raise(SIGSYS);
      if (is("leave") && i == number_) return 0;
      if (is("hang") && i == number_) hang();
      if (is("trouble_later") && i == number_) return tell_trouble();
      if (is("trouble_unheard") && i == number_) return tell_trouble_without_hearing();
      if (!send_frame(i)) return 1;
      if (!wait_a_period()) return 0;
    }
  }

 private:
  bool is(std::string_view word) const { return word_ == word; }

  int tell_trouble() {
    RemoteTrouble trouble;
    trouble.cause = static_cast<RemoteTrouble::Cause>(is("trouble") ? number_ : 4);
    trouble.os_error = -5;
    return send_message(kRemoteSocket, trouble);
  }

  // With a buffer that came back still to be read.
  int tell_trouble_without_hearing() {
    send_frame(number_);
    pollfd asked = {.fd = kRemoteSocket, .events = POLLIN, .revents = 0};
    poll(&asked, 1, -1);
    return tell_trouble();
  }

  RemoteFormat make_format() {
    RemoteFormat format;
    format.format = static_cast<std::uint32_t>(four_cc("MJPG"));
    format.width = wish_.width;
    format.height = wish_.height;
    format.rate_mhz = 200'000;
    format.refused = 1;
    format.buffer_count = kBuffers;
    for (std::uint32_t i = 0; i < kBuffers; ++i) {
      int file = memfd_create("fake", MFD_CLOEXEC | MFD_ALLOW_SEALING);
      const std::uint32_t size = is("short_file") ? kOffset + kLength - 1 : kOffset + kLength;
      if (ftruncate(file, size) != 0) std::abort();
      void* const start =
          mmap(nullptr, kOffset + kLength, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
      buffers_[i] = static_cast<std::uint8_t*>(start) + kOffset;
      if (!is("unsealed") && !is("shrinks_unsealed")) fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK);
      if (is("pipe")) {
        std::array<int, 2> ends = {};
        if (pipe(ends.data()) != 0) std::abort();
        file = ends[0];
      }
      files_[i] = file;
      format.buffers[i] = {.offset = kOffset, .length = kLength};
    }
    return format;
  }

  bool send_format() {
    RemoteFormat format = make_format();
    std::size_t descriptors = kBuffers;
    if (is("version")) ++format.header.version;
    if (is("magic")) ++format.header.magic;
    if (is("unread_format")) format.format = static_cast<std::uint32_t>(four_cc("H264"));
    if (is("huge")) format.width = 1 << 20;
    if (is("negative")) format.height = -480;
    if (is("raw_too_small")) format.format = static_cast<std::uint32_t>(four_cc("NV12"));
    if (is("convert")) format.format = static_cast<std::uint32_t>(four_cc("BA81"));
    if (is("count")) format.buffer_count = static_cast<std::uint32_t>(number_);
    if (is("fewer")) descriptors = kBuffers - 1;
    if (is("no_length")) format.buffers[1].length = 0;
    if (is("far")) format.buffers[2].offset = 0xFFFFF000;
    if (is("long")) format.buffers[3].length = 0xFFFFFFC0;
    if (is("twice")) send_message(kRemoteSocket, format, std::span(files_).first(descriptors));
    if (is("longer")) {
      std::array<std::uint8_t, sizeof format + 1> bytes = {};
      std::memcpy(bytes.data(), &format, sizeof format);
      return send_packet(kRemoteSocket, bytes, std::span(files_).first(descriptors)) == 0;
    }
    if (is("endless_packet")) {
      const std::array<std::uint8_t, 5000> bytes = {};
      return send_packet(kRemoteSocket, bytes, std::span(files_).first(descriptors)) == 0;
    }
    return send_message(kRemoteSocket, format, std::span(files_).first(descriptors)) == 0;
  }

  bool send_frame(int number) {
    if (is("shrinks") || is("shrinks_unsealed")) {
      for (const int file : files_) {
        if (ftruncate(file, 0) == 0 && is("shrinks")) std::abort();
      }
      if (is("shrinks_unsealed")) return announce(0);
    }
    std::uint32_t index = 0;
    while (index < kBuffers && !free_[index]) ++index;
    if (index == kBuffers) return true;
    free_[index] = false;
    const std::int32_t pid = getpid();
    std::uint8_t* const bytes = buffers_[index];
    const std::array<std::uint8_t, 4> start = {0xFF, 0xD8, 0xFF, 0xE0};
    const std::array<std::uint8_t, 2> end = {0xFF, 0xD9};
    std::memcpy(bytes, start.data(), 4);
    std::memcpy(bytes + 4, &pid, 4);
    std::memcpy(bytes + 8, &number, 4);
    std::memcpy(bytes + 98, end.data(), 2);

    return announce(index, number);
  }

  bool announce(std::uint32_t index, int number = 0) {
    timespec now = {};
    clock_gettime(CLOCK_MONOTONIC, &now);
    RemoteFrame frame;
    frame.buffer = index;
    frame.bytes = 100;
    frame.time_us = now.tv_sec * 1'000'000LL + now.tv_nsec / 1000;
    if (is("early")) frame.time_us = INT64_MIN;
    if (is("late")) frame.time_us = INT64_MAX;
    if (is("damaged") && number % 2 == 1) frame.damaged = 1;
    if (is("empty") && number % 2 == 1) frame.bytes = 0;
    if (is("no_buffer")) frame.buffer = kBuffers;
    if (is("too_many_bytes")) frame.bytes = kLength + 1;
    if (is("frame_version")) ++frame.header.version;
    if (is("frame_with_files")) return send_message(kRemoteSocket, frame, files_) == 0;
    return send_message(kRemoteSocket, frame) == 0;
  }

  // False when the other end is gone.
  bool wait_a_period() {
    timespec begin = {};
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (;;) {
      timespec now = {};
      clock_gettime(CLOCK_MONOTONIC, &now);
      const long passed =
          (now.tv_sec - begin.tv_sec) * 1000 + (now.tv_nsec - begin.tv_nsec) / 1'000'000;
      if (passed >= 4) return true;
      pollfd asked = {.fd = kRemoteSocket, .events = POLLIN, .revents = 0};
      if (poll(&asked, 1, static_cast<int>(4 - passed)) <= 0) continue;
      RemotePacket packet;
      const int got = packet.receive(kRemoteSocket);
      if (got == 0) return false;
      RemoteGiveBack back;
      if (got < 0 || !read_message(packet.bytes(), back) || back.buffer >= kBuffers ||
          free_[back.buffer]) {
        std::abort();  // a test sees that this process died
      }
      free_[back.buffer] = true;
    }
  }

  // Messages that once were right, with some bytes changed; `number_` picks which.
  int make_noise() {
    std::minstd_rand source(static_cast<unsigned>(number_) + 1);
    const auto random = [&source] { return static_cast<std::uint32_t>(source()); };
    const auto send_changed = [&]<typename Message>(Message message, std::span<const int> files) {
      std::array<std::uint8_t, sizeof(Message)> bytes = {};
      std::memcpy(bytes.data(), &message, bytes.size());
      for (std::uint32_t changes = random() % 3; changes > 0; --changes) {
        bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1U << random() % 8);
      }
      const std::size_t size = random() % 16 == 0 ? random() % bytes.size() : bytes.size();
      return send_packet(kRemoteSocket, std::span(bytes).first(size), files);
    };
    send_changed(make_format(), files_);
    for (int i = 0; i < 20; ++i) {
      RemoteFrame frame;
      frame.buffer = random() % kBuffers;
      frame.bytes = random() % kLength;
      send_changed(frame, std::span(files_).first(random() % 8 == 0 ? 2 : 0));
    }
    return 0;
  }

  RemoteWish wish_;
  std::string word_;
  int number_ = 0;
  std::array<int, kBuffers> files_ = {};
  std::array<std::uint8_t*, kBuffers> buffers_ = {};
  std::array<bool, kBuffers> free_ = {};
};

}  // namespace

int main() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  RemotePacket packet;
  RemoteWish wish;
  if (packet.receive(kRemoteSocket) != 1 || !read_message(packet.bytes(), wish)) return 2;
  return FakeHelper(wish).run();
}

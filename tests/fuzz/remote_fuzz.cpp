// The input is what a camera's helper says and does that has been taken over: formats, frames and
// troubles, whole, changed, cut and without end, with files of every kind, which it then shrinks.
// Beyond what the sanitizers see: a picture is taken for one only where the protocol
// (remote_protocol.hpp) has it so, its bytes are those of the buffer that was named, every one of
// them can be read, and a session leaves neither a descriptor nor a mapping behind.
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "drivers/capture/steady_camera.hpp"
#include "drivers/picture/picture.hpp"
#include "tests/fuzz/every_byte.hpp"
#include "tests/fuzz/hostile_remote.hpp"

namespace {

using namespace ocellus;
using namespace ocellus::capture;
using tests::HostileRemote;
using tests::SentPacket;

constexpr int kMostPictures = 64;

alignas(64) std::array<std::byte, std::size_t{1} << 20> g_decoded;
std::array<std::uint8_t, std::size_t{1} << 18> g_converted;
std::uint32_t g_sum = 0;

void require(bool condition) {
  if (!condition) std::abort();
}

// The protocol's rules once more, for what was sent.
RemoteFormat rightful_format(const SentPacket& packet) {
  RemoteFormat format;
  require(packet.bytes.size() == sizeof format);
  std::memcpy(&format, packet.bytes.data(), sizeof format);
  require(format.header.magic == kRemoteMagic && format.header.version == kRemoteVersion &&
          format.header.kind == RemoteFormat::kKind);
  require(format.buffer_count == packet.files.size() && format.buffer_count <= kRemoteMostBuffers);
  for (std::size_t i = 0; i < packet.files.size(); ++i) {
    const int seals = fcntl(packet.files[i], F_GET_SEALS);
    struct stat facts = {};
    require(seals >= 0 && (seals & F_SEAL_SHRINK) != 0 && fstat(packet.files[i], &facts) == 0);
    require(facts.st_size >= std::int64_t{format.buffers[i].offset} + format.buffers[i].length);
  }
  return format;
}

void check_picture(const SentPacket& packet, const SentPacket& format_packet,
                   std::span<const std::uint8_t> bytes) {
  const RemoteFormat format = rightful_format(format_packet);
  RemoteFrame frame;
  require(packet.bytes.size() == sizeof frame && packet.files.empty());
  std::memcpy(&frame, packet.bytes.data(), sizeof frame);
  require(frame.header.magic == kRemoteMagic && frame.header.version == kRemoteVersion &&
          frame.header.kind == RemoteFrame::kKind);
  require(frame.buffer < format.buffer_count && frame.bytes == bytes.size() &&
          frame.bytes <= format.buffers[frame.buffer].length);
  std::vector<std::uint8_t> meant(bytes.size());
  const auto got = pread(format_packet.files[frame.buffer], meant.data(), meant.size(),
                         static_cast<off_t>(format.buffers[frame.buffer].offset));
  require(got == static_cast<ssize_t>(meant.size()));
  require(meant.empty() || std::memcmp(meant.data(), bytes.data(), meant.size()) == 0);
}

// Message by message.
void use_device(HostileRemote& helper) {
  RemoteDevice device(helper);
  require(device.prepare("helper", &helper).ok());
  SentPacket format;
  for (int i = 0; i < kMostPictures && helper.has_more(); ++i) {
    if (!device.is_open()) {
      const CameraStatus status =
          device.open("libcamera", {.conversions = true, .conversion_bytes = g_converted.size()});
      require(status.ok() || status.status.code == Code::kTimeout);
      if (!status.ok()) continue;
    }
    const bool knew = device.knows_format();
    CameraDevice::Picture picture;
    const CameraStatus status = device.take(Microseconds(250'000), picture);
    if (!knew && device.knows_format()) {
      format = helper.sent().front();
      static_cast<void>(rightful_format(format));
      helper.sent().pop_front();
    }
    if (status.ok()) {
      require(device.knows_format());
      check_picture(helper.sent().front(), format, picture.bytes);
      helper.sent().pop_front();
      static_cast<void>(device.has_newer());
      if (!device.give_back().ok()) device.close();
    } else if (status.status.code != Code::kTimeout) {
      // Whoever ended is known to have ended once all that it said was heard; nothing is its end
      // too.
      require(status.fault != CameraFault::kHelperDied || helper.sent().empty() ||
              helper.sent().front().bytes.empty());
      device.close();
      require(!device.is_open() && !device.knows_format());
    }
  }
}

// As the camera's program does.
void use_camera(HostileRemote& helper) {
  static picture::Decoder decoder(g_decoded);
  SteadyCamera camera(helper);
  require(camera
              .open({.path = "libcamera:x",
                     .starter = &helper,
                     .wish = {.width = 64, .height = 64},
                     .memory = g_converted})
              .ok());
  for (int i = 0; i < kMostPictures && helper.has_more(); ++i) {
    Frame frame;
    const Microseconds begin = helper.now();
    const Status status = camera.next(frame);
    require(helper.now() - begin <= std::chrono::seconds(1));
    CameraEvent event;
    while (camera.take_event(event)) continue;
    require(camera.missed_events() == 0);
    if (!status.ok()) continue;
    if (frame.encoding == Encoding::kRaw) {
      g_sum += tests::read_every_byte(
          frame.raw, [](bool in_order, const std::uint8_t*, std::size_t) { require(in_order); });
      continue;
    }
    ImageView image;
    picture::Size full;
    static_cast<void>(decoder.decode_samples(frame.bytes, {32, 32}, image, full).ok());
  }
}

int open_descriptors() {
  constexpr int kMost = 200;  // more than a run has at a time
  int count = 0;
  for (int file = 0; file < kMost; ++file) count += fcntl(file, F_GETFD) >= 0 ? 1 : 0;
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int descriptors = open_descriptors();
  {
    HostileRemote helper({data, size});
    if (helper.next() % 2 == 0) {
      use_device(helper);
    } else {
      use_camera(helper);
    }
    require(!helper.is_mapped());
  }
  require(open_descriptors() == descriptors);
  [[maybe_unused]] volatile std::uint32_t kept = g_sum;
  return 0;
}

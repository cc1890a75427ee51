// What a camera helper says: a program of its own that has the camera, because the library it needs
// allocates, loads plug-ins, or crashes. capture-libcamera is one.
//
// The helper is started with one end of a Unix SOCK_SEQPACKET socket pair as descriptor 3. A
// message is one packet, one of the structures below as it lies in memory: both ends are processes
// of one machine. Fields named `zero` are sent as 0.
//
//   camera -> helper   RemoteWish       once, waiting when the helper starts
//   helper -> camera   RemoteFormat     once, the camera streams; with the buffers' descriptors
//   helper -> camera   RemoteFrame      a filled buffer; it is the receiver's until it comes back
//   camera -> helper   RemoteGiveBack   a buffer, to be filled again
//   helper -> camera   RemoteTrouble    in place of the above, when there is no camera any more;
//   the
//                                       helper ends
//
// Pictures are not in the messages. Their buffers go over once, with RemoteFormat, as descriptors
// that both ends map: dma-bufs, or memfds sealed against shrinking (F_SEAL_SHRINK), since a mapping
// whose file shrinks kills who reads it. A camera that changes its format is reported as gone
// (kDisappeared); the next helper tells the new one.
//
// Neither end believes the other. The receiver checks size, magic, version and kind of a packet,
// every field's range, what kind of file each descriptor is and how large, and that a buffer is
// where the protocol says it is. Whatever does not hold ends the session: the helper is killed. The
// bytes of a picture may be anything, and may change while they are read.
//
// Either end notices the other's death as the end of the socket, and a helper ends with its parent.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace ocellus::capture {

inline constexpr int kRemoteSocket = 3;
inline constexpr std::uint32_t kRemoteMagic = 0x4352434F;  // "OCRC"
inline constexpr std::uint16_t kRemoteVersion = 1;         // another number: another protocol
inline constexpr std::uint32_t kRemoteMostBuffers = 8;
inline constexpr std::uint32_t kRemoteLargestBuffer = 64 * 1024 * 1024;  // bytes
inline constexpr std::size_t kRemoteNameRoom = 128;

struct RemoteHeader {
  std::uint32_t magic = kRemoteMagic;
  std::uint16_t version = kRemoteVersion;
  std::uint16_t kind = 0;  // kKind of the structure that begins with this
};

enum class RemoteChoice : std::uint8_t { kAsItIs, kNo, kYes };

// What is wished for (CameraWish). What the camera cannot do is refused, not an error.
struct RemoteWish {
  static constexpr std::uint16_t kKind = 1;
  RemoteHeader header = {.kind = kKind};
  std::int32_t width = 0;         // pixels, 1..16384
  std::int32_t height = 0;        //
  std::uint32_t format = 0;       // V4L2 pixel format; 0: the best there is (format_rank)
  std::uint32_t rate_mhz = 0;     // thousandths of frames per second; 0: as the camera likes
  std::uint32_t exposure_us = 0;  // of a frame; 0: left to the camera
  RemoteChoice mirrored = RemoteChoice::kAsItIs;
  RemoteChoice upside_down = RemoteChoice::kAsItIs;
  std::uint8_t conversions = 0;  // 1: also formats that the receiver must convert
  std::uint8_t zero = 0;
  std::array<char, kRemoteNameRoom> camera = {};  // its id, ends with 0; empty: the first there is
};

struct RemoteBuffer {
  std::uint32_t offset = 0;  // of the picture in the descriptor's file
  std::uint32_t length = 0;  // bytes, 1..kRemoteLargestBuffer; offset + length is in the file
};

// What the camera gives. Descriptor i, of `buffer_count`, is of buffers[i].
struct RemoteFormat {
  static constexpr std::uint16_t kKind = 2;
  RemoteHeader header = {.kind = kKind};
  std::uint32_t format = 0;  // V4L2 pixel format, one that format_rank knows
  std::int32_t width = 0;    // pixels
  std::int32_t height = 0;
  std::int32_t stride = 0;         // bytes from row to row of plane 0; 0 for JPEG
  std::uint32_t rate_mhz = 0;      // 0: not known
  std::uint32_t refused = 0;       // bit i: CameraSetting i
  std::uint32_t buffer_count = 0;  // 1..kRemoteMostBuffers
  std::array<RemoteBuffer, kRemoteMostBuffers> buffers = {};
};

struct RemoteFrame {
  static constexpr std::uint16_t kKind = 3;
  RemoteHeader header = {.kind = kKind};
  std::uint32_t buffer = 0;   // below buffer_count, and not with the receiver already
  std::uint32_t bytes = 0;    // at the buffer's offset, up to its length
  std::int64_t time_us = 0;   // when it was taken, of CLOCK_MONOTONIC
  std::uint32_t damaged = 0;  // 1: the driver says so
  std::uint32_t zero = 0;
};

struct RemoteGiveBack {
  static constexpr std::uint16_t kKind = 4;
  RemoteHeader header = {.kind = kKind};
  std::uint32_t buffer = 0;
  std::uint32_t zero = 0;
};

struct RemoteTrouble {
  static constexpr std::uint16_t kKind = 5;
  enum class Cause : std::uint32_t { kAbsent, kBusy, kUnusable, kDriverError, kDisappeared };
  RemoteHeader header = {.kind = kKind};
  Cause cause = Cause::kAbsent;  // the CameraFault of that name
  std::int32_t os_error = 0;     // an errno value, 0 when there is none
};

inline constexpr std::size_t kRemoteLargestMessage = sizeof(RemoteWish);

// A message as bytes, and back: false when the packet is not one of that kind, whole.
template <typename Message>
std::span<const std::uint8_t> bytes_of(const Message& message) {
  static_assert(std::has_unique_object_representations_v<Message>, "padding would be sent");
  static_assert(sizeof(Message) <= kRemoteLargestMessage);
  return {reinterpret_cast<const std::uint8_t*>(&message), sizeof(Message)};
}

template <typename Message>
[[nodiscard]] bool read_message(std::span<const std::uint8_t> packet, Message& message) {
  static_assert(std::is_trivially_copyable_v<Message>);
  if (packet.size() != sizeof(Message)) return false;
  std::memcpy(&message, packet.data(), sizeof(Message));
  return message.header.magic == kRemoteMagic && message.header.version == kRemoteVersion &&
         message.header.kind == Message::kKind;
}

}  // namespace ocellus::capture

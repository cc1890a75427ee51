// A USB Video Class 1.0 camera as its descriptors and its stream say it: pure encoding.
//
// One video control interface (camera terminal 1, processing unit 2 with brightness, output
// terminal 3), one streaming interface with a bulk endpoint, one format for each mode.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tools/ocellus/board/bytes.hpp"
#include "tools/ocellus/board/usbredir.hpp"

namespace ocellus::tools::board::uvc {

inline constexpr std::uint8_t kControlInterface = 0;
inline constexpr std::uint8_t kStreamingInterface = 1;
inline constexpr std::uint8_t kProcessingUnit = 2;
inline constexpr std::uint8_t kStreamEndpoint = 0x81;
inline constexpr std::uint16_t kStreamPacketBytes = 512;  // high speed bulk
inline constexpr std::uint32_t kMostPayload = 16384;      // header included
inline constexpr std::uint8_t kConfiguration = 1;
inline constexpr usbredir::Device kDevice = {.speed = 2,
                                             .usb_class = 0xEF,  // by interface association
                                             .subclass = 2,
                                             .protocol = 1,
                                             .vendor = 0x1D6B,
                                             .product = 0x0102,
                                             .version = 0x0100};

enum class Format : std::uint8_t { kMjpeg, kYuyv };

// One format in one size at one rate.
struct Mode {
  Format format = Format::kMjpeg;
  std::uint16_t width = 0;     // pixels, even
  std::uint16_t height = 0;    // pixels
  std::uint32_t interval = 0;  // between frames, in units of 100 ns

  std::uint32_t most_bytes() const { return std::uint32_t{2} * width * height; }
  bool operator==(const Mode&) const = default;
};

// 1 to 255 modes; the host knows each by its position, counting from 1.
using Modes = std::span<const Mode>;

Bytes device_descriptor();
Bytes device_qualifier();
Bytes configuration_descriptor(Modes modes);
// Index 0 lists the languages. Nothing where there is no such string.
std::optional<Bytes> string_descriptor(std::uint8_t index);

std::vector<usbredir::Endpoint> endpoints();
std::vector<usbredir::Interface> interfaces();

// Requests of the class, with bit 7 set where they ask for a value.
enum class Request : std::uint8_t {
  kSetCurrent = 0x01,
  kGetCurrent = 0x81,
  kGetMinimum = 0x82,
  kGetMaximum = 0x83,
  kGetResolution = 0x84,
  kGetLength = 0x85,
  kGetInfo = 0x86,
  kGetDefault = 0x87,
};

// The probe and commit block, 26 bytes: what will be streamed in mode `position` (from 1).
inline constexpr std::uint16_t kProbeBytes = 26;
Bytes probe(Modes modes, std::uint8_t position);
// The mode a host's block asks for: the first where it asks for one that there is not.
std::uint8_t probed_position(Modes modes, ByteView block);

// A frame cut into payloads of at most kMostPayload bytes with their headers: the frame's bit,
// which changes from frame to frame, and the end of the frame in the last. An empty frame is one
// payload.
std::vector<Bytes> payloads(ByteView frame, bool frame_bit);

}  // namespace ocellus::tools::board::uvc

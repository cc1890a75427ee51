// What the headers of an AVI file say about its first video stream.
#pragma once

#include <cstdint>

#include "drivers/capture/byte_file.hpp"
#include "drivers/capture/riff.hpp"
#include "runtime/status.hpp"

namespace ocellus::capture {

struct AviHeader {
  unsigned stream = 0;  // number of the video stream, 0 to 99: its chunks are called "00dc" or so
  FourCc codec = {};
  std::int32_t width = 0;   // pixels, as claimed
  std::int32_t height = 0;  // pixels, as claimed
  std::uint32_t rate = 0;   // frames per second are rate / scale; 0 when unknown
  std::uint32_t scale = 1;

  // Where the frames lie: from behind the word "movi" to the end of its list, clipped to the file.
  std::uint64_t frames_begin = 0;
  std::uint64_t frames_end = 0;
  bool frames_cut = false;  // the list claims to reach beyond the end of the file

  // The entries of the "idx1" index; empty without one.
  std::uint64_t index_begin = 0;
  std::uint64_t index_end = 0;
};

// kUnsupported: not AVI, no video in it, or in several parts (OpenDML, for files above 1 GB).
// kTruncated, kCorrupt: `at` is the offset of the header that makes no sense.
Status read_avi_header(const ByteFile& file, AviHeader& header);

}  // namespace ocellus::capture

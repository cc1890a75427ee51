// Opens the input as an AVI file and takes every frame. Beyond what the sanitizers see: frames lie
// in the memory they were given, and the stream ends after as many calls as it has frames.
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "drivers/capture/avi_source.hpp"

namespace {

std::array<std::uint8_t, 65536> g_memory;

// One file in memory for all inputs; its path is a link that can be opened like any other.
class InputFile {
 public:
  InputFile() : descriptor_(memfd_create("input.avi", 0)) {
    std::snprintf(path_.data(), path_.size(), "/proc/self/fd/%d", descriptor_);
  }

  const char* fill(const std::uint8_t* data, std::size_t size) {
    if (ftruncate(descriptor_, 0) != 0 ||
        pwrite(descriptor_, data, size, 0) != static_cast<ssize_t>(size)) {
      std::abort();
    }
    return path_.data();
  }

 private:
  int descriptor_;
  std::array<char, 64> path_;
};

void touch(const ocellus::capture::Frame& frame) {
  std::uint32_t sum = 0;
  for (const std::uint8_t byte : frame.bytes) sum += byte;
  const ocellus::ImageView& raw = frame.raw;
  for (std::size_t plane = 0; plane < raw.planes.size(); ++plane) {
    if (raw.planes[plane] == nullptr) continue;
    const std::int32_t rows = plane == 0 ? raw.height : (raw.height + 1) / 2;
    for (std::int32_t i = 0; i < rows * raw.strides[plane]; ++i) {
      const std::uint8_t* const byte = raw.planes[plane] + i;
      if (byte < g_memory.data() || byte >= g_memory.data() + g_memory.size()) std::abort();
      sum += *byte;
    }
  }
  [[maybe_unused]] volatile std::uint32_t kept = sum;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ocellus;
  static InputFile file;
  capture::AviSource source(g_memory);
  if (!source.open(file.fill(data, size)).ok()) return 0;
  for (std::uint64_t calls = 0;; ++calls) {
    if (calls > source.frame_count()) std::abort();
    capture::Frame frame;
    const Status status = source.next(frame);
    if (status.code == Code::kEndOfStream) return 0;
    if (status.code == Code::kIo) std::abort();
    if (status.ok()) touch(frame);
  }
}

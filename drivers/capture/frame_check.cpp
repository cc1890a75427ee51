#include "drivers/capture/frame_check.hpp"

#include <bit>
#include <cstring>

namespace ocellus::capture {

bool begins_like_jpeg(std::span<const std::uint8_t> bytes) {
  return bytes.size() > 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF;
}

bool ends_like_jpeg(std::span<const std::uint8_t> bytes) {
  std::size_t size = bytes.size();
  while (size > 0 && bytes[size - 1] == 0) --size;
  return size >= 4 && bytes[size - 2] == 0xFF && bytes[size - 1] == 0xD9;
}

std::uint64_t frame_mark(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t kMostWords = 8192;
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio
  const std::size_t words = bytes.size() / 8;
  const std::size_t step = words <= kMostWords ? 1 : (words + kMostWords - 1) / kMostWords;
  std::uint64_t mark = bytes.size() * kOdd;
  const auto take = [&mark](std::uint64_t word) { mark = std::rotl((mark ^ word) * kOdd, 29); };
  for (std::size_t i = 0; i < words / step; ++i) {
    // Somewhere among the step's words: at equal distances, columns of a picture could be all that
    // is looked at.
    const std::size_t within = (i * kOdd >> 32) * step >> 32;
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + 8 * (i * step + within), sizeof word);
    take(word);
  }
  for (std::size_t i = 8 * words; i < bytes.size(); ++i) take(bytes[i]);
  return mark;
}

}  // namespace ocellus::capture

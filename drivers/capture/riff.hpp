// RIFF, the container under AVI: four-character codes, little-endian numbers, chunks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ocellus::capture {

// Four characters as they follow each other in the file.
enum class FourCc : std::uint32_t {};

constexpr FourCc four_cc(const char (&name)[5]) {
  std::uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(name[i]);
  return FourCc{value};
}

constexpr std::uint32_t load_le16(std::span<const std::uint8_t> bytes) {
  return bytes[0] | std::uint32_t{bytes[1]} << 8;
}

constexpr std::uint32_t load_le32(std::span<const std::uint8_t> bytes) {
  return load_le16(bytes) | load_le16(bytes.subspan(2)) << 16;
}

constexpr FourCc load_four_cc(std::span<const std::uint8_t> bytes) {
  return FourCc{load_le32(bytes)};
}

// A chunk: its code, the size of its data, the data, and a filler byte when the size is odd.
// A list ("RIFF" or "LIST") is a chunk whose data begin with another code.
struct Chunk {
  static constexpr std::size_t kHeaderBytes = 8;

  FourCc id = {};
  std::uint32_t size = 0;  // bytes of data, as the file claims
  std::uint64_t at = 0;    // where its header begins

  constexpr std::uint64_t data() const { return at + kHeaderBytes; }
  constexpr std::uint64_t end() const { return data() + size; }
  constexpr std::uint64_t next() const { return end() + size % 2; }
};

constexpr Chunk load_chunk(std::span<const std::uint8_t> bytes, std::uint64_t at) {
  return {.id = load_four_cc(bytes), .size = load_le32(bytes.subspan(4)), .at = at};
}

}  // namespace ocellus::capture

#include "drivers/storage/record_header.hpp"

#include "drivers/storage/crc32c.hpp"
#include "drivers/storage/little_endian.hpp"

namespace ocellus::storage {
namespace {

constexpr std::uint32_t kMagic = 0x4c434f8f;
constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kReplaces = 1;
constexpr std::size_t kCrcOffset = 28;

}  // namespace

void store_header(std::span<std::byte, RecordHeader::kBytes> bytes, const RecordHeader& header) {
  store(bytes, 0, kMagic);
  store(bytes, 4, kVersion);
  store(bytes, 5, static_cast<std::uint8_t>(header.name));
  store(bytes, 6, header.kind);
  store(bytes, 7, header.replaces ? kReplaces : std::uint8_t{0});
  store(bytes, 8, header.length);
  store(bytes, 12, header.segment);
  store(bytes, 16, header.sequence);
  store(bytes, 20, header.sector);
  store(bytes, 24, header.content_crc);
  store(bytes, kCrcOffset, crc32c(bytes.first(kCrcOffset)));
}

std::optional<RecordHeader> load_header(std::span<const std::byte, RecordHeader::kBytes> bytes) {
  if (!begins_like_header(bytes) || load<std::uint8_t>(bytes, 4) != kVersion) return std::nullopt;
  if (load<std::uint32_t>(bytes, kCrcOffset) != crc32c(bytes.first(kCrcOffset))) {
    return std::nullopt;
  }
  return RecordHeader{.name = static_cast<LogName>(load<std::uint8_t>(bytes, 5)),
                      .kind = load<std::uint8_t>(bytes, 6),
                      .replaces = (load<std::uint8_t>(bytes, 7) & kReplaces) != 0,
                      .length = load<std::uint32_t>(bytes, 8),
                      .segment = load<std::uint32_t>(bytes, 12),
                      .sequence = load<std::uint32_t>(bytes, 16),
                      .sector = load<std::uint32_t>(bytes, 20),
                      .content_crc = load<std::uint32_t>(bytes, 24)};
}

bool begins_like_header(std::span<const std::byte, RecordHeader::kBytes> bytes) {
  return load<std::uint32_t>(bytes, 0) == kMagic;
}

}  // namespace ocellus::storage

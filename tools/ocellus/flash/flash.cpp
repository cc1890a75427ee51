#include "tools/ocellus/flash/flash.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "tools/ocellus/format.hpp"
#include "tools/ocellus/image/disk_image.hpp"
#include "tools/ocellus/image/mbr.hpp"

namespace ocellus::tools {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;

struct Free {
  void operator()(std::byte* bytes) const { std::free(bytes); }
};

// Memory as a medium wants it.
class Piece {
 public:
  Piece() : bytes_(static_cast<std::byte*>(std::aligned_alloc(kMediumAlignment, kPiece))) {
    if (!bytes_) std::abort();
  }
  std::span<std::byte> first(std::size_t size) { return {bytes_.get(), size}; }

 private:
  std::unique_ptr<std::byte, Free> bytes_;
};

Result<Done> write_piece(std::span<const std::byte> image, std::size_t offset, Piece& piece,
                         Medium& medium, const FlashProgress& advance) {
  const std::span part = image.subspan(offset, std::min(kPiece, image.size() - offset));
  std::ranges::copy(part, piece.first(part.size()).begin());
  const Result<Done> written = medium.write(offset, piece.first(part.size()));
  if (written.ok()) advance(part.size());
  return written;
}

}  // namespace

Result<Done> check_image(std::span<const std::byte> image, const std::string& path) {
  const Failure foreign{path, "is no image of ocellus", "make one with ocellus image"};
  if (image.size() < kSectorBytes) return foreign;
  const auto disk = read_mbr(image.first<kSectorBytes>());
  if (!disk || disk->signature != kDiskSignature) return foreign;
  for (std::size_t i = 0; i < disk->partitions.size(); ++i) {
    const Partition& partition = disk->partitions[i];
    const auto type = i < 3 ? PartitionType::kFat16 : PartitionType::kRaw;
    if (partition.type != type) return foreign;
    const std::uint64_t end = std::uint64_t{partition.first_sector} + partition.sectors;
    if (end * kSectorBytes > image.size()) {
      return Failure{path, format("is cut off: partition %zu ends beyond it", i + 1),
                     "copy it again"};
    }
  }
  return Done{};
}

Result<Done> write_image(std::span<const std::byte> image, Medium& medium,
                         const FlashProgress& advance) {
  Piece piece;
  for (std::size_t offset = kPiece; offset < image.size(); offset += kPiece) {
    const Result<Done> written = write_piece(image, offset, piece, medium, advance);
    if (!written.ok()) return written;
  }
  const Result<Done> first = write_piece(image, 0, piece, medium, advance);
  return first.ok() ? medium.finish_writing() : first;
}

Result<Done> verify_image(std::span<const std::byte> image, Medium& medium, const std::string& path,
                          const FlashProgress& advance) {
  Piece piece;
  for (std::size_t offset = 0; offset < image.size(); offset += kPiece) {
    const std::span expected = image.subspan(offset, std::min(kPiece, image.size() - offset));
    const std::span<std::byte> found = piece.first(expected.size());
    std::memset(found.data(), 0, found.size());
    if (const Result<Done> read = medium.read(offset, found); !read.ok()) return read;
    const auto [here, there] = std::ranges::mismatch(expected, found);
    if (here != expected.end()) {
      const std::size_t at = offset + static_cast<std::size_t>(here - expected.begin());
      return Failure{path, format("holds something else than was written, first at byte %zu", at),
                     "take another card: this one loses data"};
    }
    advance(expected.size());
  }
  return Done{};
}

}  // namespace ocellus::tools

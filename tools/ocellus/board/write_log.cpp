#include "tools/ocellus/board/write_log.hpp"

#include <fstream>
#include <span>

#include "tools/ocellus/board/bytes.hpp"

namespace ocellus::tools::board {
namespace {

constexpr std::size_t kSector = 512;
constexpr std::uint64_t kMagic = 0x6a736677736872;
constexpr std::uint64_t kFlush = 1;
constexpr std::uint64_t kMostSectors = 1 << 20;  // of one write

Failure damaged(const std::string& path, const char* what) {
  return {path, std::string("is no write log of QEMU's: ") + what, "run the board again"};
}

bool read_sector(std::istream& file, Bytes& sector) {
  sector.resize(kSector);
  return !file.read(reinterpret_cast<char*>(sector.data()), kSector).fail();
}

Result<std::uint64_t> read_head(std::istream& file, const std::string& path) {
  Bytes head;
  if (!read_sector(file, head)) return damaged(path, "too short");
  if (get_le(head, 0, 8) != kMagic || get_le(head, 8, 8) != 1) return damaged(path, "no magic");
  if (get_u32(head, 24) != kSector) return damaged(path, "sectors are not of 512 bytes");
  return get_le(head, 16, 8);
}

}  // namespace

Result<std::uint64_t> count_disk_writes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return read_head(file, path);
}

Result<std::vector<DiskWrite>> read_write_log(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const Result<std::uint64_t> count = read_head(file, path);
  if (!count.ok()) return count.failure();
  std::vector<DiskWrite> writes;
  Bytes entry;
  for (std::uint64_t i = 0; i < count.value(); ++i) {
    if (!read_sector(file, entry)) return damaged(path, "it ends early");
    const std::uint64_t sectors = get_le(entry, 8, 8);
    const std::uint64_t flags = get_le(entry, 16, 8);
    if ((flags & ~kFlush) != 0) return damaged(path, "neither a write nor a flush");
    if (sectors > kMostSectors) return damaged(path, "a write larger than any");
    DiskWrite write = {.flush_before = (flags & kFlush) != 0,
                       .offset = get_le(entry, 0, 8) * kSector,
                       .bytes = std::vector<std::byte>(sectors * kSector)};
    const auto size = static_cast<std::streamsize>(write.bytes.size());
    if (file.read(reinterpret_cast<char*>(write.bytes.data()), size).fail()) {
      return damaged(path, "it ends early");
    }
    writes.push_back(std::move(write));
  }
  return writes;
}

}  // namespace ocellus::tools::board

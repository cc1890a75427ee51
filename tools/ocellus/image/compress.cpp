#include "tools/ocellus/image/compress.hpp"

#include <libdeflate.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lz4hc.h>
#include <lzma.h>

#include <algorithm>
#include <cstdlib>

#include "tools/ocellus/image/little_endian.hpp"

namespace ocellus::tools {

// Fails only when there is no memory left or the constants are wrong.
std::vector<std::byte> gzip(std::span<const std::byte> bytes) {
  constexpr int kSmallest = 12;
  libdeflate_compressor* const compressor = libdeflate_alloc_compressor(kSmallest);
  if (compressor == nullptr) std::abort();
  std::vector<std::byte> result(libdeflate_gzip_compress_bound(compressor, bytes.size()));
  const std::size_t size = libdeflate_gzip_compress(compressor, bytes.data(), bytes.size(),
                                                    result.data(), result.size());
  libdeflate_free_compressor(compressor);
  if (size == 0) std::abort();
  result.resize(size);
  return result;
}

// Each of the two fails only when there is no memory left or the constants are wrong.
std::vector<std::byte> lz4(std::span<const std::byte> bytes) {
  LZ4F_preferences_t preferences = {};
  preferences.frameInfo.blockSizeID = LZ4F_max4MB;
  preferences.frameInfo.blockMode = LZ4F_blockIndependent;
  preferences.frameInfo.contentSize = bytes.size();
  preferences.compressionLevel = LZ4HC_CLEVEL_DEFAULT;
  std::vector<std::byte> result(LZ4F_compressFrameBound(bytes.size(), &preferences));
  const std::size_t size =
      LZ4F_compressFrame(result.data(), result.size(), bytes.data(), bytes.size(), &preferences);
  if (LZ4F_isError(size) != 0) std::abort();
  result.resize(size);
  return result;
}

std::vector<std::byte> lz4_for_linux(std::span<const std::byte> bytes) {
  constexpr std::size_t kBlock = std::size_t{8} << 20;
  constexpr std::uint32_t kMagic = 0x184c2102;
  constexpr std::size_t kNumber = 4;
  std::vector<std::byte> result(kNumber);
  store_u32(result, 0, kMagic);
  while (!bytes.empty()) {
    const std::span block = bytes.first(std::min(bytes.size(), kBlock));
    bytes = bytes.subspan(block.size());
    const int size = static_cast<int>(block.size());
    const std::size_t begin = result.size();
    result.resize(begin + kNumber + static_cast<std::size_t>(LZ4_compressBound(size)));
    const int packed = LZ4_compress_HC(reinterpret_cast<const char*>(block.data()),
                                       reinterpret_cast<char*>(result.data()) + begin + kNumber,
                                       size, LZ4_compressBound(size), LZ4HC_CLEVEL_DEFAULT);
    if (packed <= 0) std::abort();
    store_u32(result, begin, static_cast<std::uint32_t>(packed));
    result.resize(begin + kNumber + static_cast<std::size_t>(packed));
  }
  return result;
}

Result<std::vector<std::byte>> unxz(std::span<const std::byte> file, std::size_t limit,
                                    const std::string& path) {
  std::uint64_t memory_limit = std::uint64_t{256} << 20;
  std::vector<std::byte> result(std::min(std::max<std::size_t>(file.size() * 8, 65536), limit));
  while (true) {
    std::size_t read = 0;
    std::size_t written = 0;
    const lzma_ret status = lzma_stream_buffer_decode(
        &memory_limit, 0, nullptr, reinterpret_cast<const std::uint8_t*>(file.data()), &read,
        file.size(), reinterpret_cast<std::uint8_t*>(result.data()), &written, result.size());
    if (status == LZMA_OK) {
      result.resize(written);
      return result;
    }
    if (status != LZMA_BUF_ERROR || result.size() == limit) {
      return Failure{path, "cannot be decompressed: it is damaged, or larger than any module",
                     "fetch the kernel again"};
    }
    result.resize(std::min(result.size() * 2, limit));
  }
}

}  // namespace ocellus::tools

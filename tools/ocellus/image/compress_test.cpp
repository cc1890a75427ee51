#include "tools/ocellus/image/compress.hpp"

#include <gtest/gtest.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>

#include <cstring>

namespace ocellus::tools {
namespace {

// Neither all the same nor noise.
std::vector<std::byte> sample(std::size_t size) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * i >> 7);
  return bytes;
}

std::vector<std::byte> xz(const std::vector<std::byte>& bytes) {
  std::vector<std::byte> file(lzma_stream_buffer_bound(bytes.size()));
  std::size_t size = 0;
  EXPECT_EQ(lzma_easy_buffer_encode(
                6, LZMA_CHECK_CRC32, nullptr, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                bytes.size(), reinterpret_cast<std::uint8_t*>(file.data()), &size, file.size()),
            LZMA_OK);
  file.resize(size);
  return file;
}

// U-Boot refuses frames whose blocks refer to each other.
TEST(Lz4, IsReadBackAndItsBlocksAreIndependent) {
  const std::vector<std::byte> bytes = sample(9'000'000);
  const std::vector<std::byte> file = lz4(bytes);
  LZ4F_dctx* reader = nullptr;
  ASSERT_EQ(LZ4F_createDecompressionContext(&reader, LZ4F_VERSION), 0U);
  LZ4F_frameInfo_t info = {};
  std::size_t header = file.size();
  ASSERT_FALSE(LZ4F_isError(LZ4F_getFrameInfo(reader, &info, file.data(), &header)));
  EXPECT_EQ(info.blockMode, LZ4F_blockIndependent);
  std::vector<std::byte> back(bytes.size() + 1);
  std::size_t written = 0;
  std::size_t read = header;
  for (std::size_t left = 1; left != 0;) {
    std::size_t room = back.size() - written;
    std::size_t more = file.size() - read;
    left =
        LZ4F_decompress(reader, back.data() + written, &room, file.data() + read, &more, nullptr);
    ASSERT_FALSE(LZ4F_isError(left));
    written += room;
    read += more;
  }
  LZ4F_freeDecompressionContext(reader);
  back.resize(written);
  EXPECT_TRUE(back == bytes);
  EXPECT_TRUE(file == lz4(bytes));
}

TEST(Lz4ForLinux, IsReadBackBlockByBlock) {
  const std::vector<std::byte> bytes = sample(9'000'000);
  const std::vector<std::byte> file = lz4_for_linux(bytes);
  const auto number = [&file](std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, file.data() + at, sizeof value);
    return value;
  };
  EXPECT_EQ(number(0), 0x184c2102U);
  std::vector<std::byte> back(bytes.size());
  std::size_t written = 0;
  std::size_t read = 4;
  for (const int size : {8 << 20, 9'000'000 - (8 << 20)}) {
    const std::uint32_t packed = number(read);
    ASSERT_LE(packed, file.size() - read - 4);
    EXPECT_EQ(LZ4_decompress_safe(reinterpret_cast<const char*>(file.data()) + read + 4,
                                  reinterpret_cast<char*>(back.data()) + written,
                                  static_cast<int>(packed), size),
              size);
    written += static_cast<std::size_t>(size);
    read += 4 + packed;
  }
  EXPECT_EQ(read, file.size());
  EXPECT_TRUE(back == bytes);
}

TEST(Gzip, IsReadBackAndHasNeitherTimeNorName) {
  const std::vector<std::byte> bytes = sample(300'000);
  const std::vector<std::byte> file = gzip(bytes);
  ASSERT_LT(file.size(), bytes.size());
  const std::uint8_t head[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0};
  for (std::size_t i = 0; i < std::size(head); ++i) {
    EXPECT_EQ(std::to_integer<int>(file[i]), head[i]) << i;
  }
  std::vector<std::byte> back(bytes.size());
  z_stream stream = {};
  ASSERT_EQ(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(file.data()));
  stream.avail_in = static_cast<uInt>(file.size());
  stream.next_out = reinterpret_cast<Bytef*>(back.data());
  stream.avail_out = static_cast<uInt>(back.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  inflateEnd(&stream);
  EXPECT_EQ(back, bytes);
}

TEST(Unxz, GivesTheContentsOfAnySizeUpToTheLimit) {
  const std::vector<std::byte> noise_free(5'000'000);  // its file has a few hundred bytes
  for (const std::vector<std::byte>& bytes :
       {sample(0), sample(1000), sample(300'000), noise_free}) {
    const auto back = unxz(xz(bytes), bytes.size() + 1, "x.ko.xz");
    ASSERT_TRUE(back.ok()) << back.failure().line();
    EXPECT_EQ(back.value(), bytes);
  }
  EXPECT_FALSE(unxz(xz(sample(300'000)), 299'999, "x.ko.xz").ok());
}

TEST(Unxz, RefusesDamagedFiles) {
  std::vector<std::byte> file = xz(sample(1000));
  file[file.size() / 2] ^= std::byte{1};
  EXPECT_FALSE(unxz(file, 2000, "x.ko.xz").ok());
  EXPECT_EQ(unxz(sample(10), 2000, "x.ko.xz").failure().where, "x.ko.xz");
}

}  // namespace
}  // namespace ocellus::tools

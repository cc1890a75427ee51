#include "tools/ocellus/image/compress.hpp"

#include <gtest/gtest.h>
#include <lzma.h>
#include <zlib.h>

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

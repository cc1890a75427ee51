#include "tools/ocellus/board/write_log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "tools/ocellus/board/bytes.hpp"

namespace ocellus::tools::board {
namespace {

class WriteLog : public testing::Test {
 public:
  ~WriteLog() override { std::remove(path_.c_str()); }

 protected:
  WriteLog() : path_(testing::TempDir() + "ocellus-write-log-" + std::to_string(getpid())) {}

  static Bytes head(std::uint64_t entries) {
    Bytes bytes;
    put_le(bytes, 0x6a736677736872, 8);
    put_le(bytes, 1, 8);
    put_le(bytes, entries, 8);
    put_u32(bytes, 512);
    bytes.resize(512);
    return bytes;
  }
  static void add(Bytes& log, std::uint64_t sector, std::uint64_t sectors, std::uint64_t flags,
                  std::uint8_t fill) {
    const std::size_t begin = log.size();
    for (const std::uint64_t value : {sector, sectors, flags, std::uint64_t{0}}) {
      put_le(log, value, 8);
    }
    log.resize(begin + 512);
    log.insert(log.end(), sectors * 512, fill);
  }
  void write(const Bytes& bytes) {
    std::ofstream(path_, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }

  std::string path_;
};

TEST_F(WriteLog, TellsWritesAndFlushesInOrder) {
  Bytes log = head(3);
  add(log, 7, 2, 0, 0xaa);
  add(log, 0, 0, 1, 0);
  add(log, 1, 1, 1, 0xbb);
  write(log);
  const auto count = count_disk_writes(path_);
  ASSERT_TRUE(count.ok());
  EXPECT_EQ(count.value(), 3u);
  const auto writes = read_write_log(path_);
  ASSERT_TRUE(writes.ok());
  ASSERT_EQ(writes.value().size(), 3u);
  EXPECT_FALSE(writes.value()[0].flush_before);
  EXPECT_EQ(writes.value()[0].offset, 7u * 512);
  EXPECT_EQ(writes.value()[0].bytes, std::vector<std::byte>(1024, std::byte{0xaa}));
  EXPECT_TRUE(writes.value()[1].flush_before);
  EXPECT_TRUE(writes.value()[1].bytes.empty());
  EXPECT_TRUE(writes.value()[2].flush_before);
  EXPECT_EQ(writes.value()[2].offset, 512u);
}

TEST_F(WriteLog, RefusesWhatIsNone) {
  EXPECT_FALSE(read_write_log(path_).ok());  // no file
  write(Bytes(512));
  EXPECT_FALSE(read_write_log(path_).ok());
  Bytes discards = head(1);
  add(discards, 1, 1, 4, 0);
  write(discards);
  EXPECT_FALSE(read_write_log(path_).ok());
  Bytes cut = head(1);
  add(cut, 1, 1, 0, 0);
  cut.pop_back();
  write(cut);
  EXPECT_FALSE(read_write_log(path_).ok());
  Bytes huge = head(1);
  add(huge, 1, 0, 0, 0);
  huge[512 + 8 + 7] = 0xff;  // of its number of sectors
  write(huge);
  EXPECT_FALSE(read_write_log(path_).ok());
}

}  // namespace
}  // namespace ocellus::tools::board

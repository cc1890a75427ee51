#include "drivers/storage/file_device.hpp"

#include <errno.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>

namespace ocellus::storage {
namespace {

using Access = FileDevice::Access;
using Sector = std::array<std::byte, BlockDevice::kSector>;

class FileDeviceTest : public testing::Test {
 protected:
  FileDeviceTest() {
    std::string name = testing::TempDir() + "storage_XXXXXX";
    const int file = mkstemp(name.data());
    EXPECT_EQ(ftruncate(file, 5 * 512 + 100), 0);
    close(file);
    path_ = name;
  }
  ~FileDeviceTest() override { unlink(path_.c_str()); }

  std::string path_;
};

TEST_F(FileDeviceTest, IsAPartOfAFile) {
  FileDevice whole;
  ASSERT_TRUE(whole.open(path_.c_str(), Access::kReadAndWrite).ok());
  EXPECT_EQ(whole.size(), 5u * 512);
  FileDevice part;
  ASSERT_TRUE(part.open(path_.c_str(), Access::kReadAndWrite, 1024, 1024).ok());
  EXPECT_EQ(part.size(), 1024u);
  Sector sector;
  sector.fill(std::byte{42});
  ASSERT_TRUE(part.write(512, sector).ok());
  ASSERT_TRUE(part.flush().ok());
  Sector other = {};
  ASSERT_TRUE(whole.read(1536, other).ok());
  EXPECT_EQ(other, sector);
  ASSERT_TRUE(whole.read(1024, other).ok());
  EXPECT_EQ(other, Sector{});
}

TEST_F(FileDeviceTest, RefusesWhatIsNotOnIt) {
  FileDevice device;
  Sector sector = {};
  EXPECT_EQ(device.size(), 0u);
  EXPECT_FALSE(device.read(0, sector).ok());
  EXPECT_EQ(device.flush().code, Code::kDisconnected);
  ASSERT_TRUE(device.open(path_.c_str(), Access::kReadAndWrite, 512, 1024).ok());
  for (const std::uint64_t offset :
       {std::uint64_t{1024}, std::uint64_t{100}, ~std::uint64_t{511}}) {
    EXPECT_EQ(device.read(offset, sector).code, Code::kUnsupported) << offset;
    EXPECT_EQ(device.write(offset, sector).code, Code::kUnsupported) << offset;
  }
  EXPECT_EQ(device.write(0, std::span(sector).first(100)).code, Code::kUnsupported);
}

TEST_F(FileDeviceTest, SaysWhyItCannotBeOpened) {
  FileDevice device;
  EXPECT_EQ(device.open((path_ + "x").c_str(), Access::kRead).code, Code::kNotFound);
  EXPECT_EQ(device.open("/", Access::kRead).code, Code::kUnsupported);
  EXPECT_EQ(device.open(path_.c_str(), Access::kRead, 0, 5 * 512 + 101).code, Code::kTruncated);
  EXPECT_EQ(device.open(path_.c_str(), Access::kRead, 4096).code, Code::kTruncated);
  EXPECT_EQ(device.size(), 0u);
}

TEST_F(FileDeviceTest, IsReadOnlyWhenOpenedSo) {
  FileDevice device;
  ASSERT_TRUE(device.open(path_.c_str(), Access::kRead).ok());
  EXPECT_EQ(device.write(0, Sector()).code, Code::kReadOnly);
}

TEST_F(FileDeviceTest, SeesThatTheFileBecameShorter) {
  FileDevice device;
  ASSERT_TRUE(device.open(path_.c_str(), Access::kRead).ok());
  ASSERT_EQ(truncate(path_.c_str(), 700), 0);
  Sector sector;
  EXPECT_TRUE(device.read(0, sector).ok());
  EXPECT_EQ(device.read(512, sector).code, Code::kIo);
}

}  // namespace
}  // namespace ocellus::storage

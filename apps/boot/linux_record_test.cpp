#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "apps/boot/linux_system.hpp"
#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/file_device.hpp"
#include "drivers/storage/journal.hpp"
#include "drivers/storage/log_reader.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::seconds;

class LinuxRecord : public testing::Test {
 protected:
  LinuxRecord() {
    std::string name = testing::TempDir() + "record_XXXXXX";
    const int file = mkstemp(name.data());
    EXPECT_EQ(ftruncate(file, storage::kSmallestPartition), 0);
    close(file);
    path_ = name;
  }
  ~LinuxRecord() override { unlink(path_.c_str()); }

  Status record(SystemRecord kind, std::string_view text) {
    return system_.record(path_.c_str(), kind, text, seconds(10));
  }

  LinuxSystem system_;
  std::string path_;
};

TEST_F(LinuxRecord, CountsBoots) {
  ASSERT_TRUE(record(SystemRecord::kBoot, "one").ok());
  ASSERT_TRUE(record(SystemRecord::kOther, "two").ok());
  ASSERT_TRUE(record(SystemRecord::kBoot, "three").ok());
  storage::FileDevice device;
  ASSERT_TRUE(device.open(path_.c_str(), storage::FileDevice::Access::kRead).ok());
  storage::DataLayout layout;
  ASSERT_TRUE(storage::layout_of(device.size(), layout).ok());
  EXPECT_EQ(storage::boot_count(device, layout), 2u);

  std::vector<std::byte> scratch(4096);
  std::vector<std::byte> room(1000);
  storage::LogReader reader(device, layout.system, scratch);
  ASSERT_TRUE(reader.open().ok());
  storage::RecordFacts facts;
  std::string all;
  while (reader.next(facts, room).ok()) {
    const auto head = std::span<const std::byte>(room).first<storage::kMomentBytes>();
    all += std::to_string(storage::moment_from(head).boot) + " ";
    all.append(reinterpret_cast<const char*>(room.data()) + head.size(),
               facts.length - head.size());
    all += "\n";
  }
  EXPECT_EQ(all, "1 one\n1 two\n2 three\n");
}

TEST_F(LinuxRecord, SaysWhatIsWrongWithTheMedium) {
  EXPECT_EQ(truncate(path_.c_str(), 1 << 20), 0);
  EXPECT_EQ(record(SystemRecord::kBoot, "one").code, Code::kTooLarge);
  path_ += "x";
  EXPECT_EQ(record(SystemRecord::kBoot, "one").code, Code::kNotFound);
}

}  // namespace
}  // namespace ocellus::boot

#include "drivers/slots/autoboot.hpp"

#include <gtest/gtest.h>

#include <string>

#include "drivers/storage/fake_device.hpp"
#include "drivers/storage/little_endian.hpp"

namespace ocellus::slots {
namespace {

constexpr FirmwareNames kShipped = {Slot::kA, Slot::kB};
constexpr FirmwareNames kTurned = {Slot::kB, Slot::kA};

std::string text_of(const FirmwareNames& names) {
  const auto text = autoboot_text(names);
  return {text.data(), text.size()};
}

TEST(Autoboot, IsWhatTheFirmwareReads) {
  EXPECT_EQ(text_of(kShipped),
            "[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n");
  for (const Slot usual : {Slot::kA, Slot::kB}) {
    for (const Slot tried : {Slot::kA, Slot::kB}) {
      const FirmwareNames names = {usual, tried};
      EXPECT_EQ(parse_autoboot(text_of(names)), names);
    }
  }
}

TEST(Autoboot, AnythingElseIsSomebodysOwn) {
  const std::string text = text_of(kShipped);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = static_cast<char>(other[i] ^ 8);
    EXPECT_FALSE(parse_autoboot(other)) << i;
    EXPECT_FALSE(parse_autoboot(text.substr(0, i))) << i;
  }
}

// A FAT16 with a folder of two sectors at 3, its data at 5, clusters of four sectors.
constexpr std::uint64_t kFile = (5 + 4 * (7 - 2)) * 512;

storage::FakeDevice card(std::string_view name = "AUTOBOOTTXT", std::string_view text = "") {
  std::vector<std::byte> bytes(std::size_t{64} << 10);
  const auto put = [&](std::size_t at, std::string_view what) {
    for (std::size_t i = 0; i < what.size(); ++i) bytes[at + i] = static_cast<std::byte>(what[i]);
  };
  using storage::store;
  store<std::uint16_t>(bytes, 11, 512);
  store<std::uint8_t>(bytes, 13, 4);   // sectors of a cluster
  store<std::uint16_t>(bytes, 14, 1);  // before the FATs
  store<std::uint8_t>(bytes, 16, 2);   // FATs
  store<std::uint16_t>(bytes, 17, 32);
  store<std::uint16_t>(bytes, 22, 1);
  store<std::uint16_t>(bytes, 510, 0xaa55);
  // The label, twenty others, then the file: in the folder's second sector.
  put(3 * 512, "AUTOBOOTTXT");
  store<std::uint8_t>(bytes, 3 * 512 + 11, 8);
  for (std::size_t i = 1; i < 21; ++i) put(3 * 512 + 32 * i, "SOMETHING  ");
  const std::size_t entry = 3 * 512 + 32 * 21;
  put(entry, name);
  store<std::uint16_t>(bytes, entry + 26, 7);
  const std::string own = text.empty() ? text_of(kShipped) : std::string(text);
  store<std::uint32_t>(bytes, entry + 28, static_cast<std::uint32_t>(own.size()));
  put(kFile, own);
  put(kFile + own.size(), "behind it");
  return {std::move(bytes), {}};
}

TEST(AutobootFile, IsReadAndChangedWhereItLies) {
  storage::FakeDevice device = card();
  const std::vector<std::byte> before(device.durable().begin(), device.durable().end());
  AutobootFile file(device);
  FirmwareNames names;
  ASSERT_TRUE(file.read(names).ok());
  EXPECT_EQ(names, kShipped);
  ASSERT_TRUE(file.write(kTurned).ok());
  AutobootFile again(device);
  ASSERT_TRUE(again.read(names).ok());
  EXPECT_EQ(names, kTurned);
  // Two bytes are others, and no more.
  std::size_t changed = 0;
  for (std::size_t i = 0; i < before.size(); ++i) changed += device.durable()[i] != before[i];
  EXPECT_EQ(changed, 2u);
}

TEST(AutobootFile, IsNotWrittenWhereItSaysSoAlready) {
  storage::FakeDevice device = card();
  device.read_only = true;
  AutobootFile file(device);
  EXPECT_TRUE(file.write(kShipped).ok());
  EXPECT_EQ(file.write(kTurned).code, Code::kReadOnly);
}

TEST(AutobootFile, OfSomebodyElseIsLeftAlone) {
  FirmwareNames names;
  storage::FakeDevice other = card("AUTOBOOTTXT", "boot_partition=2\n");
  EXPECT_EQ(AutobootFile(other).write(kTurned).code, Code::kUnsupported);
  storage::FakeDevice none = card("AUTOBOOTBAK");
  EXPECT_EQ(AutobootFile(none).read(names).code, Code::kNotFound);
  storage::FakeDevice empty(std::size_t{64} << 10);
  EXPECT_EQ(AutobootFile(empty).read(names).code, Code::kUnsupported);
  storage::FakeDevice broken = card();
  broken.unreadable = {kFile / 512};
  EXPECT_EQ(AutobootFile(broken).read(names).code, Code::kIo);
}

}  // namespace
}  // namespace ocellus::slots

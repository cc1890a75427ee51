#include "tools/ocellus/bundle/make_bundle.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "drivers/bundle/bundle_reader.hpp"
#include "drivers/bundle/memory_source.hpp"
#include "drivers/bundle/release.hpp"
#include "platform/boards.hpp"
#include "tools/ocellus/image/disk_image.hpp"

namespace ocellus::tools {
namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

SecretKey owner() { return SecretKey({std::byte{7}}); }

// With smaller partitions than the board's: the tests take a tenth of the time.
platform::LinuxBoard small_board() {
  platform::LinuxBoard board = platform::kVirtLinux;
  board.partitions = {.boot_mib = 3, .slot_mib = 5, .data_mib = 4};
  return board;
}

const std::vector<std::byte>& disk() {
  static const std::vector<std::byte> bytes =
      make_disk_image(small_board(),
                      {.boot = {{"boot.scr", bytes_of("script")}},
                       .slot = {{"kernel", std::vector<std::byte>(2'000'001, std::byte{0x5a})}},
                       .modules = {},
                       .files = {{"init", bytes_of("first process"), 0755}},
                       .settings = bytes_of("[model]\n"),
                       .version = "1.2.3"})
          .value();
  return bytes;
}

TEST(MakeBundle, HoldsTheSlotThatADeviceReads) {
  const auto slot = slot_of(disk(), "disk");
  ASSERT_TRUE(slot.ok());
  const auto made =
      make_bundle(slot.value(), "disk", {.replaces_from = {1, 0, 0}, .downgrade = true}, owner());
  ASSERT_TRUE(made.ok()) << made.failure().line();

  bundle::MemorySource source(made.value().bytes);
  bundle::BundleReader reader(source, owner().public_key());
  ASSERT_TRUE(reader.open().ok());
  const bundle::Manifest& manifest = reader.manifest();
  EXPECT_EQ(manifest.board_name(), "virt");
  EXPECT_EQ(manifest.version, (bundle::Version{1, 2, 3}));
  EXPECT_EQ(manifest.replaces_from, (bundle::Version{1, 0, 0}));
  EXPECT_TRUE(manifest.downgrade);
  EXPECT_EQ(manifest.slot_bytes, slot.value().size());

  std::vector<std::byte> written(slot.value().size());  // the zeros that were left out
  std::size_t count = 0;
  ASSERT_TRUE(reader.next(written, count).ok());
  EXPECT_EQ(count, manifest.payload_bytes);
  EXPECT_TRUE(std::ranges::equal(written, slot.value()));
  EXPECT_LT(manifest.payload_bytes, 3'000'000u) << "the zeros were not left out";
  std::size_t none = 1;
  EXPECT_TRUE(reader.next(std::span(written), none).ok());
  EXPECT_EQ(none, 0u);
  EXPECT_EQ(description(manifest),
            "virt 1.2.3, replaces 1.0.0 and later, even newer than itself; 1.9 MiB for a slot of " +
                std::to_string(slot.value().size() >> 20) + " MiB");
}

TEST(MakeBundle, SameInputSameBytes) {
  const auto slot = slot_of(disk(), "disk");
  const auto one = make_bundle(slot.value(), "disk", {}, owner());
  const auto other = make_bundle(slot.value(), "disk", {}, owner());
  EXPECT_TRUE(one.value().bytes == other.value().bytes);
}

TEST(MakeBundle, SaysWhatIsNoImageOfOurs) {
  const auto what = [](std::span<const std::byte> bytes) {
    const auto slot = slot_of(bytes, "disk");
    return slot.ok() ? std::string("taken") : slot.failure().what;
  };
  const std::span whole(disk());
  EXPECT_EQ(what(whole.first(100)), "is no disk image");
  const std::vector<std::byte> zeros(4096);
  EXPECT_EQ(what(zeros), "is no disk image: it has no partition table");
  EXPECT_EQ(what(whole.first(4 << 20)), "ends at byte 4194304, within its slot A");
  std::vector<std::byte> without = {whole.begin(), whole.begin() + 512};
  without[446 + 16 + 4] = std::byte{0};
  EXPECT_EQ(what(without), "has no slot as its second partition");
}

TEST(MakeBundle, SaysWhichSlotIsOfNoUse) {
  const auto slot = slot_of(disk(), "disk").value();
  std::vector<std::byte> old = {slot.begin(), slot.end()};
  old[bundle::kReleaseAt] = std::byte{'x'};
  const auto unnamed = make_bundle(old, "disk", {}, owner());
  ASSERT_FALSE(unnamed.ok());
  EXPECT_EQ(unnamed.failure().what, "does not say which version it holds");
  const auto nobody = make_bundle(slot, "disk", {.replaces_from = {2, 0, 0}}, owner());
  ASSERT_FALSE(nobody.ok());
  EXPECT_NE(nobody.failure().what.find("no device would take it"), std::string::npos);
  EXPECT_TRUE(
      make_bundle(slot, "disk", {.replaces_from = {2, 0, 0}, .downgrade = true}, owner()).ok());
}

TEST(ReleaseLine, IsReadStrictly) {
  const auto read = [](std::string_view line) {
    std::array<std::byte, 512> sector = {};
    std::ranges::copy(std::as_bytes(std::span(line)), sector.begin() + bundle::kReleaseAt);
    return bundle::release_of(sector);
  };
  const auto release = read("ocellus-release-1 rpi-zero2w 1.20.3\n");
  ASSERT_TRUE(release.has_value());
  EXPECT_STREQ(release->board.data(), "rpi-zero2w");
  EXPECT_EQ(release->version, (bundle::Version{1, 20, 3}));
  for (const std::string& line :
       {std::string("ocellus-release-1 virt 1.20.3"), std::string("ocellus-release-1 virt 1.20\n"),
        std::string("ocellus-release-1 virt1.2.3\n"), std::string("ocellus-release-1  1.2.3\n"),
        std::string("ocellus-release-2 virt 1.2.3\n"), std::string("ocellus-release-1virt 1.2.3\n"),
        std::string("\n"), "ocellus-release-1 " + std::string(32, 'b') + " 1.2.3\n"}) {
    EXPECT_FALSE(read(line).has_value()) << line;
  }
}

}  // namespace
}  // namespace ocellus::tools

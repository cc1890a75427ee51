#include "tools/ocellus/flash/flash.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tools/ocellus/flash/test_image.hpp"

namespace ocellus::tools {
namespace {

// A card that may be worn out.
class FakeMedium : public Medium {
 public:
  explicit FakeMedium(std::size_t size) : bytes(size) {}
  Result<Done> write(std::uint64_t offset, std::span<const std::byte> part) override {
    if (offset >= broken_from) return Failure{"card", "cannot be written to"};
    offsets.push_back(offset);
    std::ranges::copy(part, bytes.begin() + static_cast<std::ptrdiff_t>(offset));
    return Done{};
  }
  Result<Done> finish_writing() override {
    finished = true;
    return Done{};
  }
  Result<Done> read(std::uint64_t offset, std::span<std::byte> part) override {
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), part.size(), part.begin());
    return Done{};
  }
  void announce() override {}

  std::vector<std::byte> bytes;
  std::vector<std::uint64_t> offsets;
  std::uint64_t broken_from = UINT64_MAX;
  bool finished = false;
};

const FlashProgress kNobody = [](std::size_t) {};

TEST(Flash, WritesThePartitionTableLast) {
  const std::vector<std::byte> image = test_image();
  FakeMedium card(image.size());
  std::size_t told = 0;
  ASSERT_TRUE(write_image(image, card, [&told](std::size_t more) { told += more; }).ok());
  EXPECT_EQ(told, image.size());
  EXPECT_EQ(card.offsets.back(), 0U);
  EXPECT_TRUE(card.finished);
  EXPECT_TRUE(card.bytes == image);
  EXPECT_TRUE(verify_image(image, card, "card", kNobody).ok());
}

TEST(Flash, SaysWhichByteCameBackDifferent) {
  const std::vector<std::byte> image = test_image();
  for (const std::size_t at : {std::size_t{0}, std::size_t{1'500'000}, image.size() - 1}) {
    FakeMedium card(image.size());
    ASSERT_TRUE(write_image(image, card, kNobody).ok());
    card.bytes[at] ^= std::byte{4};
    const auto verified = verify_image(image, card, "card", kNobody);
    ASSERT_FALSE(verified.ok());
    EXPECT_TRUE(verified.failure().what.ends_with("at byte " + std::to_string(at)))
        << verified.failure().line();
  }
}

TEST(Flash, GivesUpWhereTheMediumDoes) {
  const std::vector<std::byte> image = test_image();
  FakeMedium card(image.size());
  card.broken_from = 2 << 20;
  EXPECT_FALSE(write_image(image, card, kNobody).ok());
  EXPECT_FALSE(card.finished);
  EXPECT_TRUE(std::ranges::count(card.offsets, 0U) == 0);
}

TEST(CheckImage, RefusesWhatOthersMade) {
  const std::vector<std::byte> image = test_image();
  EXPECT_TRUE(check_image(image, "i").ok());
  const auto complaint = [](std::vector<std::byte> bytes, std::size_t at) {
    if (at < bytes.size()) bytes[at] ^= std::byte{1};
    const auto checked = check_image(bytes, "i");
    return checked.ok() ? std::string("nothing") : checked.failure().what;
  };
  EXPECT_EQ(complaint({}, 0), "is no image of ocellus");
  EXPECT_EQ(complaint(image, 440), "is no image of ocellus");  // signature
  EXPECT_EQ(complaint(image, 450), "is no image of ocellus");  // type of partition 1
  EXPECT_EQ(complaint(image, 510), "is no image of ocellus");
  EXPECT_EQ(complaint({image.begin(), image.end() - 512}, SIZE_MAX),
            "is cut off: partition 4 ends beyond it");
}

}  // namespace
}  // namespace ocellus::tools

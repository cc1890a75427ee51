#include "tools/ocellus/quantize/pictures.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "drivers/picture/picture.hpp"

namespace ocellus::tools::quantize {
namespace {

class Folder {
 public:
  Folder() {
    path_ = std::filesystem::temp_directory_path() /
            ("pictures_test_" + std::to_string(::getpid()) + "_" +
             testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string path() const { return path_.string(); }
  std::string add(const std::string& name, std::span<const std::uint8_t> bytes) const {
    std::ofstream(path_ / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

// A grey JPEG of 8 x 8 pixels.
std::vector<std::uint8_t> jpeg(std::uint8_t level) {
  std::vector<std::byte> region(picture::Encoder::kMinimumRegion);
  std::vector<std::uint8_t> pixels(8 * 8 * 3, level);
  std::vector<std::uint8_t> file(4096);
  std::size_t size = 0;
  picture::Encoder encoder(region);
  EXPECT_TRUE(encoder.encode({8, 8, pixels.data(), 24}, 95, file, size).ok());
  file.resize(size);
  return file;
}

constexpr std::array<std::uint8_t, 4> kNoPicture = {'o', 'o', 'p', 's'};

TEST(Pictures, AreListedByNameWhateverElseIsThere) {
  const Folder folder;
  folder.add("b.JPG", jpeg(1));
  folder.add("a.png", kNoPicture);
  folder.add("notes.txt", kNoPicture);
  const auto paths = pictures_in(folder.path());
  ASSERT_TRUE(paths.ok());
  EXPECT_EQ(paths.value(),
            (std::vector<std::string>{folder.path() + "/a.png", folder.path() + "/b.JPG"}));
}

TEST(Pictures, EmptyAndMissingFoldersAreFailures) {
  const Folder folder;
  const auto empty = pictures_in(folder.path());
  ASSERT_FALSE(empty.ok());
  EXPECT_NE(empty.failure().line().find("holds no .jpg"), std::string::npos);
  EXPECT_FALSE(pictures_in(folder.path() + "/nowhere").ok());
  EXPECT_FALSE(pictures_in(folder.add("a.jpg", kNoPicture)).ok());
}

TEST(Pictures, ArePickedEvenly) {
  const std::vector<std::string> all = {"0", "1", "2", "3", "4", "5", "6", "7"};
  EXPECT_EQ(pick_evenly(all, 4), (std::vector<std::string>{"0", "2", "4", "6"}));
  EXPECT_EQ(pick_evenly(all, 8), all);
  EXPECT_EQ(pick_evenly(all, 100), all);
}

TEST(Pictures, ThatAreDamagedAreSkippedUnlessAllAre) {
  const Folder folder;
  const std::string good = folder.add("good.jpg", jpeg(255));
  const std::string bad = folder.add("bad.jpg", kNoPicture);
  int skipped = 0;
  int done = 0;
  const auto load = [&](const std::vector<std::string>& paths) {
    return load_pictures(
        paths, {4, 2}, Fit::kStretch, {-1, 1}, [&](const Failure&) { ++skipped; }, [&] { ++done; });
  };
  const auto some = load({bad, good});
  ASSERT_TRUE(some.ok());
  ASSERT_EQ(some.value().size(), 1U);
  EXPECT_EQ(some.value()[0], std::vector<float>(4 * 2 * 3, 1.0f));
  EXPECT_EQ(skipped, 1);
  EXPECT_EQ(done, 2);
  EXPECT_FALSE(load({bad}).ok());
}

TEST(Pictures, KeepTheirProportionsInALetterbox) {
  const Folder folder;
  const std::string square = folder.add("square.jpg", jpeg(255));
  PictureReader reader({8, 2}, Fit::kLetterbox);
  const auto levels = reader.read(square);
  ASSERT_TRUE(levels.ok());
  std::vector<std::uint8_t> expected(std::size_t{3} * 8 * 2, 0);
  for (const std::size_t row : {0, 8}) {
    std::fill_n(expected.begin() + static_cast<std::ptrdiff_t>(3 * (row + 3)), 3 * 2, 255);
  }
  EXPECT_EQ(levels.value(), expected);
  const PixelSize full = reader.full_size();
  EXPECT_EQ(reader.view(),
            (Box{-1.5f * static_cast<float>(full.width), 0, 2.5f * static_cast<float>(full.width),
                 static_cast<float>(full.height)}));
}

TEST(Pictures, BecomeTheValuesOfTheInput) {
  const std::array<std::uint8_t, 3> levels = {0, 51, 255};
  EXPECT_EQ(values_of(levels, {0, 5}), (std::vector<float>{0, 1, 5}));
  EXPECT_EQ(values_of(levels, {-1, 1}).front(), -1.0f);
}

}  // namespace
}  // namespace ocellus::tools::quantize

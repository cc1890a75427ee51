#include "tests/board/card.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace ocellus::tests {

Card::Card(std::string_view settings) {
  static int number = 0;
  path_ = testing::TempDir() + "ocellus-card-" + std::to_string(getpid()) + "-" +
          std::to_string(++number);
  std::error_code error;
  std::filesystem::copy_file(BOARD_IMAGE, path_, error);
  EXPECT_FALSE(error) << BOARD_IMAGE << ": " << error.message();
  write_settings(settings);
}

Card::~Card() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void Card::write_settings(std::string_view settings) {
  const std::string file = path_ + ".ini";
  std::ofstream(file, std::ios::binary) << settings;
  constexpr const char* kFirstPartition = "@@1M";
  const std::string command =
      "mcopy -o -i '" + path_ + kFirstPartition + "' '" + file + "' ::ocellus.ini";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  std::filesystem::remove(file);
}

}  // namespace ocellus::tests

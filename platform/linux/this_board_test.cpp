#include "platform/linux/this_board.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace ocellus::platform {
namespace {

std::string_view board_of(const std::string& text) {
  const std::string file = testing::TempDir() + "this_board";
  std::ofstream(file) << text;
  const LinuxBoard* const board = this_board(file.c_str());
  return board == nullptr ? "none" : board->board->name;
}

TEST(ThisBoardTest, IsWhatTheFileSays) {
  EXPECT_EQ(board_of("virt\n"), "virt");
  EXPECT_EQ(board_of("virt"), "virt");
  EXPECT_EQ(board_of("virtual\n"), "none");
  EXPECT_EQ(board_of(""), "none");
  EXPECT_EQ(board_of(std::string(1000, 'v')), "none");
  EXPECT_EQ(this_board("/nonexistent/board"), nullptr);
}

}  // namespace
}  // namespace ocellus::platform

#include "tests/board/shot.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <span>
#include <string>

namespace ocellus::tests {

void take(Device& device, Shot& shot) {
  static int number = 0;
  const std::string file = testing::TempDir() + "ocellus-shot-" + std::to_string(++number) + ".png";
  ASSERT_TRUE(device.board().screenshot(file).ok());
  std::ifstream stream(file, std::ios::binary);
  const std::vector<char> bytes((std::istreambuf_iterator<char>(stream)), {});
  picture::Size size;
  const std::span<const std::uint8_t> view(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                           bytes.size());
  ASSERT_TRUE(shot.decoder.decode(view, {}, shot.image, size).ok());
  ASSERT_EQ(size.width, 800);
  ASSERT_EQ(size.height, 480);
}

}  // namespace ocellus::tests

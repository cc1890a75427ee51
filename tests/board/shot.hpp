// What the board's screen shows, as pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "drivers/picture/picture.hpp"
#include "runtime/vision/preprocess.hpp"
#include "tests/board/device.hpp"

namespace ocellus::tests {

struct Shot {
  std::vector<std::byte> memory = std::vector<std::byte>(std::size_t{16} << 20);
  picture::Decoder decoder{memory};
  MutableImage image;

  const std::uint8_t* at(int x, int y) const { return image.pixels + y * image.stride + 3 * x; }
  // Of a part of the screen, the share of pixels that are of this kind.
  template <typename Kind>
  double share(Region region, const Kind& kind) const {
    int count = 0;
    for (int y = region.y; y < region.y + region.height; ++y) {
      for (int x = region.x; x < region.x + region.width; ++x) count += kind(at(x, y));
    }
    return static_cast<double>(count) / (region.width * region.height);
  }
};

// Of 800x480 pixels; a failure fails the test.
void take(Device& device, Shot& shot);

}  // namespace ocellus::tests

#include "tools/ocellus/quantize/grid.hpp"

#include <algorithm>
#include <cmath>

namespace ocellus::tools::quantize {

std::int8_t Grid::input_code(float real) const {
  const double steps =
      std::floor(static_cast<double>(real) / scale + zero_point + 0.5 + 1.0 / 1024);
  return static_cast<std::int8_t>(std::clamp(steps, -128.0, 127.0));
}

Grid grid_of(Range range) {
  const double low = std::min(0.0f, range.low);
  const double high = std::max(0.0f, range.high);
  const double width = high - low;
  if (!(width > 1e-30)) return {1.0f, -128};
  Grid grid;
  grid.scale = static_cast<float>(width / 255);
  const double zero_point = std::ceil(-128 - low * 255 / width - 0.5 - 1e-6);
  grid.zero_point = static_cast<std::int32_t>(std::clamp(zero_point, -128.0, 127.0));
  return grid;
}

}  // namespace ocellus::tools::quantize

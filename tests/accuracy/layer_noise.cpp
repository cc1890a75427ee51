#include "tests/accuracy/layer_noise.hpp"

#include <cmath>

namespace ocellus::tests {

void LayerNoise::add(std::span<const float> exact, std::span<const std::int8_t> codes, float scale,
                     std::int32_t zero_point) {
  for (std::size_t i = 0; i < exact.size(); i += channels_.size()) {
    for (std::size_t c = 0; c < channels_.size(); ++c) {
      const double x = exact[i + c];
      const double y = static_cast<double>(scale) * (codes[i + c] - zero_point);
      Sums& sums = channels_[c];
      sums.x += x;
      sums.xx += x * x;
      sums.xy += x * y;
      sums.yy += y * y;
    }
  }
  count_ += static_cast<double>(exact.size());
}

double LayerNoise::decibels() const {
  double sum = 0;
  double squares = 0;
  double noise = 0;
  for (const Sums& s : channels_) {
    const double factor = same_scale_ || s.xx <= 0 ? 1 : s.xy / s.xx;
    sum += factor * s.x;
    squares += factor * factor * s.xx;
    noise += s.yy - 2 * factor * s.xy + factor * factor * s.xx;
  }
  const double signal = squares - sum * sum / count_;
  if (noise <= 0) return 120;
  if (signal <= 0) return 0;
  return 10 * std::log10(signal / noise);
}

}  // namespace ocellus::tests

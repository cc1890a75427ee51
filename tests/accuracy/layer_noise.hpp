// Signal-to-noise ratio of every operator's output, int8 kernels against the float engine.
//
// The quantizer may have rescaled the channels of inner tensors, which changes nothing behind them.
// So each channel of an inner tensor is compared up to a factor, the one that fits best.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ocellus::tests {

class LayerNoise {
 public:
  // `same_scale`: the tensor is compared as it is, not up to a factor per channel.
  LayerNoise(std::size_t channels, bool same_scale)
      : channels_(channels), same_scale_(same_scale) {}

  void add(std::span<const float> exact, std::span<const std::int8_t> codes, float scale,
           std::int32_t zero_point);
  double decibels() const;  // 120 for no noise

 private:
  struct Sums {
    double x = 0, xx = 0, xy = 0, yy = 0;
  };

  std::vector<Sums> channels_;
  double count_ = 0;
  bool same_scale_;
};

}  // namespace ocellus::tests

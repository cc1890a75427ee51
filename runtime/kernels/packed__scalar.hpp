// How the scalar kernels store a convolution's parameters: as the .tflite file has them.
//
//   offset  bytes          content                    (O: output channels)
//   0       4*O            bias, int32
//   4*O     8*O            Multiplier, one per output channel
//   12*O    filter bytes   OHWI (CONV_2D) or 1HWC (DEPTHWISE_CONV_2D), int8
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

template <typename Op>
[[gnu::always_inline]] constexpr std::size_t filter_bytes__scalar(const Op& op) {
  const std::size_t taps =
      static_cast<std::size_t>(op.window.height) * static_cast<std::size_t>(op.window.width);
  const std::size_t outputs = static_cast<std::size_t>(op.output.channels);
  if constexpr (requires { op.multiplier(); }) {
    return taps * outputs;
  } else {
    return taps * outputs * static_cast<std::size_t>(op.input.channels);
  }
}

struct Packed__scalar {
  const std::int32_t* bias;
  const Multiplier* multipliers;
  const std::int8_t* filter;
};

[[gnu::always_inline]] inline Packed__scalar packed__scalar(const std::byte* packed,
                                                            std::int32_t output_channels) {
  const std::size_t outputs = static_cast<std::size_t>(output_channels);
  return {reinterpret_cast<const std::int32_t*>(packed),
          reinterpret_cast<const Multiplier*>(packed + 4 * outputs),
          reinterpret_cast<const std::int8_t*>(packed + 12 * outputs)};
}

}  // namespace ocellus::kernels

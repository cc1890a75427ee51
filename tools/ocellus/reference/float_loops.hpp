// The inner loops of float convolutions, wide on whatever CPU runs them, with one result on all.
//
// Every output value is one sum, accumulated in one order (filter row, filter column, input
// channel), product rounded before it is added. Vectors run across output channels, so their width
// cannot change a bit.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ocellus::tools::reference {

// Output channels computed together; packed filters come in blocks of this many.
inline constexpr std::int32_t kLanes = 16;
// Output pixels computed together.
inline constexpr std::int32_t kPixels = 6;

// For each of kPixels pixels p and kLanes channels l:
//   out[p][l] = sum over t < taps, i < channels of
//               inputs[t * kPixels + p][i] * filter[(t * channels + i) * kLanes + l]
void convolve_tile(const float* const* inputs, std::int32_t taps, std::int32_t channels,
                   const float* filter, float* out);

// For each channel c < channels:
//   out[c] = sum over t < taps of inputs[t][c] * filter[t * channels + c]
void convolve_depthwise_pixel(const float* const* inputs, std::int32_t taps, std::int32_t channels,
                              const float* filter, float* out);

}  // namespace ocellus::tools::reference

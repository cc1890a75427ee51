// The tables of kernels::Lookup: every function of one int8 value that TensorFlow Lite defines,
// for all 256 values, bit for bit as the TensorFlow Lite Micro reference kernels compute it.
// (RELU_N1_TO_1, which those do not have, is TensorFlow Lite's.)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "runtime/kernels/lookup_s8.hpp"

namespace ocellus::tools {

// By the input's byte taken as unsigned.
using LookupTable = std::array<std::byte, kernels::Lookup::kTableBytes>;

// real = scale * (q - zero_point), q from -128 to 127, or 0 to 255 where it is_unsigned.
struct Codes {
  float scale = 1;
  std::int32_t zero_point = 0;
  bool is_unsigned = false;
};

// Where a factor between the two scales is used, rescales(from, to) must be true; scales are
// positive and finite.
LookupTable requantize_table(const Codes& from, const Codes& to);
LookupTable relu_table(const Codes& from, const Codes& to);
LookupTable relu_n1_to_1_table(const Codes& from, const Codes& to);
LookupTable leaky_relu_table(const Codes& from, const Codes& to, float alpha);
// Rescales nothing: the clamp in its input's units.
LookupTable relu6_table(const Codes& from);
// Its factor from input to output must be below 128: hard_swish_fits.
LookupTable hard_swish_table(const Codes& from, const Codes& to);
// Into steps of 1/256 from -128, and of 1/128 around 0.
LookupTable logistic_table(const Codes& from);
LookupTable tanh_table(const Codes& from);

// Whether the arithmetic above has room for these scales.
bool rescales(const Codes& from, const Codes& to, float factor = 1);
bool hard_swish_fits(const Codes& from, const Codes& to);

}  // namespace ocellus::tools

// The int8 operators, described: shapes, zero points and clamps, without data.
//
// These are structural types, so that emitted code passes them as template arguments and every
// shape is a compile-time constant; the tests and the host's interpreter pass the same structs at
// run time to the same kernel bodies.
//
// Layouts: activations are NHWC with N = 1, dense (no row padding), int8, q = round(r / scale) +
// zero_point. Convolution filters are OHWI (TensorFlow Lite's CONV_2D), depthwise filters 1HWC.
// Arithmetic: TensorFlow Lite's int8 specification with gemmlowp's double rounding, as the
// TensorFlow Lite Micro reference kernels compute it (see ../fixed_point.hpp).
#pragma once

#include <cstddef>
#include <cstdint>

namespace ocellus::kernels {

// Height, width and channels of one activation tensor; each at least 1.
struct Extent {
  std::int32_t height = 1;
  std::int32_t width = 1;
  std::int32_t channels = 1;

  [[gnu::always_inline]] constexpr std::size_t bytes() const {
    return static_cast<std::size_t>(height) * static_cast<std::size_t>(width) *
           static_cast<std::size_t>(channels);
  }
  bool operator==(const Extent&) const = default;
};

// The sliding window of a convolution. Padding is what lies before the first row and column; what
// is needed after the last follows from the output extent. All in pixels.
struct Window {
  std::int32_t height = 1;
  std::int32_t width = 1;
  std::int32_t stride_y = 1;
  std::int32_t stride_x = 1;
  std::int32_t dilation_y = 1;
  std::int32_t dilation_x = 1;
  std::int32_t pad_top = 0;
  std::int32_t pad_left = 0;

  bool operator==(const Window&) const = default;
};

// How an int32 accumulator becomes int8. Both give the same bits.
enum class Requantize : std::uint8_t {
  kInteger,  // gemmlowp: saturating rounding doubling high multiply, rounding right shift
  kFloat,    // one fused multiply-add and one rounding, proved equal for every accumulator when
             // the parameters were packed (see requantize_float.hpp)
};

// Output zero point and the inclusive clamp [low, high] that a fused activation leaves; both in
// quantized units, -128 <= low <= high <= 127.
struct Output {
  std::int32_t zero_point = 0;
  std::int32_t low = -128;
  std::int32_t high = 127;

  bool operator==(const Output&) const = default;
};

// CONV_2D: out[y][x][o] = sum over window and channels of filter * (in - input_zero_point) + bias.
struct Conv2d {
  Extent input;
  Extent output;
  Window window;
  std::int32_t input_zero_point = 0;  // -128..127; also the value of padding
  Output quantized;
  Requantize requantize = Requantize::kInteger;

  bool operator==(const Conv2d&) const = default;
};

// DEPTHWISE_CONV_2D: output channel c reads input channel c / multiplier, where multiplier =
// output.channels / input.channels, a whole number.
struct DepthwiseConv2d {
  Extent input;
  Extent output;
  Window window;
  std::int32_t input_zero_point = 0;
  Output quantized;
  Requantize requantize = Requantize::kInteger;

  [[gnu::always_inline]] constexpr std::int32_t multiplier() const {
    return output.channels / input.channels;
  }
  bool operator==(const DepthwiseConv2d&) const = default;
};

// A positive real factor as gemmlowp holds it: multiplier / 2^31 * 2^shift, with multiplier in
// [2^30, 2^31) (or 0 for a factor of 0); shift > 0 is to the left.
struct Multiplier {
  std::int32_t multiplier = 0;
  std::int32_t shift = 0;

  bool operator==(const Multiplier&) const = default;
};

// ADD's results as whole steps of a plane: floor((first * a + second * b + constant) / 2^shift),
// clamped, for inputs a and b as they are stored. No plane: shift = 0.
struct AddPlane {
  std::int32_t first = 0;
  std::int32_t second = 0;
  std::int64_t constant = 0;
  std::int32_t shift = 0;

  // The constant for inputs that are 128 higher, as bytes without a sign.
  [[gnu::always_inline]] constexpr std::int64_t constant_of_bytes() const {
    return constant - 128 * (static_cast<std::int64_t>(first) + second);
  }
  bool operator==(const AddPlane&) const = default;
};

// ADD of two tensors of equal shape. Each input is shifted left by kLeftShift, rescaled to a
// common scale, summed, and rescaled to the output's.
struct Add {
  static constexpr std::int32_t kLeftShift = 20;

  std::uint32_t size = 0;  // elements
  std::int32_t first_zero_point = 0;
  std::int32_t second_zero_point = 0;
  Multiplier first;
  Multiplier second;
  Multiplier sum;
  Output quantized;
  AddPlane plane = {};  // what add_plane.hpp finds, or none: kernels may use it instead

  bool operator==(const Add&) const = default;
};

}  // namespace ocellus::kernels

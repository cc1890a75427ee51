// Writes the layout of depthwise_columns_layout.hpp, for the packing code of the instruction sets
// whose kernels use it; other depthwise convolutions as the scalar kernels store them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "runtime/kernels/depthwise_columns_layout.hpp"
#include "runtime/kernels/kernel_sets.hpp"
#include "runtime/kernels/packing_parameters.hpp"

namespace ocellus::kernels {

// kOffset: what the kernel adds to inputs before it multiplies them.
template <std::int32_t kTaps, std::int32_t kLanes, std::int32_t kOffset>
struct DepthwiseColumnsPacking {
  using Layout = DepthwiseColumnsLayout<kTaps, kLanes>;

  static Requantize choose_requantize(const DepthwiseConv2d& op, const ConvParameters& parameters) {
    return Layout(op).possible ? choose_float(op, parameters) : Requantize::kInteger;
  }
  static std::size_t packed_bytes(const DepthwiseConv2d& op) {
    return Layout(op).possible ? Layout(op).packed_bytes()
                               : kDepthwiseConv2dPacking__scalar.packed_bytes(op);
  }
  static std::size_t scratch_bytes(const DepthwiseConv2d& op) {
    return Layout(op).possible ? Layout(op).scratch_bytes() : 0;
  }

  static void pack(const DepthwiseConv2d& op, const ConvParameters& parameters,
                   std::span<std::byte> packed) {
    const Layout layout(op);
    if (!layout.possible) {
      return kDepthwiseConv2dPacking__scalar.pack(op, parameters, packed);
    }
    std::memset(packed.data(), 0, packed.size());
    for (std::int32_t channel = 0; channel < op.output.channels; ++channel) {
      pack_channel(op, layout, parameters, channel,
                   packed.data() + static_cast<std::ptrdiff_t>(channel / 16) * layout.block_bytes);
    }
  }

  static constexpr Packing<DepthwiseConv2d> packing = {choose_requantize, packed_bytes, pack,
                                                       scratch_bytes};

 private:
  static void pack_channel(const DepthwiseConv2d& op, const Layout& layout,
                           const ConvParameters& parameters, std::int32_t channel,
                           std::byte* block) {
    const std::int32_t lane = channel % 16;
    const Taps taps = taps_of(op, parameters, channel);
    std::byte* const vector = block + Layout::parameters_of(lane);
    put(vector, lane % kLanes,
        bias_for(taps, op.input_zero_point + kOffset, bias_of(parameters, channel)));
    put_requantizer(op, parameters, channel, vector + 4 * kLanes, 4 * kLanes, lane % kLanes);
    for (std::int32_t t = 0; t < taps.count; ++t) {
      const std::int32_t y = t / op.window.width;
      const std::int32_t x = t % op.window.width;
      std::byte* const weights =
          block + Layout::kParameterBytes + (x * layout.planes + y / kTaps) * 64 + 4 * lane;
      constexpr std::size_t kBytes = 4 / kTaps;
      const std::int32_t tap = taps[t];  // little-endian, as are all machines that this is for
      std::memcpy(weights + kBytes * static_cast<std::size_t>(y % kTaps), &tap, kBytes);
    }
  }
};

}  // namespace ocellus::kernels

#include <cstring>

#include "runtime/kernels/conv2d_packed__avx512vnni.hpp"
#include "runtime/kernels/depthwise_conv2d_packed__avx512vnni.hpp"
#include "runtime/kernels/kernel_sets.hpp"
#include "runtime/kernels/packing_depthwise_columns.hpp"
#include "runtime/kernels/packing_parameters.hpp"

namespace ocellus::kernels {
namespace {

std::size_t conv2d_packed_bytes(const Conv2d& op) {
  return Conv2dLayout__avx512vnni(op).packed_bytes();
}

std::size_t conv2d_scratch_bytes(const Conv2d& op) {
  return Conv2dLayout__avx512vnni(op).scratch_bytes();
}

void pack_conv2d(const Conv2d& op, const ConvParameters& parameters, std::span<std::byte> packed) {
  const Conv2dLayout__avx512vnni layout(op);
  constexpr std::int32_t kParameters = Conv2dLayout__avx512vnni::kParameterVectors;
  std::memset(packed.data(), 0, packed.size());
  for (std::int32_t first = 0; first < layout.vectors;) {
    const std::int32_t vectors = layout.block_vectors(first);
    std::byte* const block = packed.data() + layout.block_offset(first);
    std::byte* const weights = block + vectors * kParameters * 64;
    for (std::int32_t slot = 0; slot < vectors * 16; ++slot) {
      const std::int32_t v = slot / 16;
      const std::int32_t lane = slot % 16;
      const std::int32_t channel = first * 16 + 4 * vectors * (lane / 4) + 4 * v + lane % 4;
      if (channel >= op.output.channels) {
        continue;
      }
      const Taps taps = taps_of(op, parameters, channel);
      std::byte* const vector = block + v * kParameters * 64;
      put(vector, lane, bias_for(taps, op.input_zero_point + 128, bias_of(parameters, channel)));
      put_requantizer(op, parameters, channel, vector + 64, 64, lane);
      for (std::int32_t d = 0; d < layout.depth; ++d) {
        weights[((d / 4) * vectors + v) * 64 + lane * 4 + d % 4] = static_cast<std::byte>(taps[d]);
      }
    }
    first += vectors;
  }
}

using Layout3x3 = Depthwise3x3Layout__avx512vnni;
using Columns = DepthwiseColumnsPacking<4, 16, 128>;

std::size_t depthwise_packed_bytes(const DepthwiseConv2d& op) {
  const Layout3x3 layout(op);
  return layout.suitable ? layout.packed_bytes : Columns::packed_bytes(op);
}

std::size_t depthwise_scratch_bytes(const DepthwiseConv2d& op) {
  const Layout3x3 layout(op);
  return layout.suitable ? layout.scratch_bytes : Columns::scratch_bytes(op);
}

void pack_depthwise(const DepthwiseConv2d& op, const ConvParameters& parameters,
                    std::span<std::byte> packed) {
  const Layout3x3 layout(op);
  if (!layout.suitable) {
    return Columns::pack(op, parameters, packed);
  }
  std::memset(packed.data(), 0, packed.size());
  for (std::int32_t g = 0; g < layout.groups; ++g) {
    std::byte* const group = packed.data() + g * Layout3x3::kGroupVectors * 64;
    std::byte* const weights = group + 4 * Layout3x3::kParameterVectors * 64;
    for (std::int32_t slot = 0; slot < 64; ++slot) {
      const std::int32_t v = slot / 16;
      const std::int32_t lane = slot % 16;
      const std::int32_t byte = 16 * (lane / 4) + 4 * v + lane % 4;
      const std::int32_t channel = layout.pixels > 1 ? byte % op.output.channels : g * 64 + byte;
      if (channel >= op.output.channels) {
        continue;
      }
      const Taps taps = taps_of(op, parameters, channel);
      std::byte* const vector = group + v * Layout3x3::kParameterVectors * 64;
      put(vector, lane, bias_for(taps, op.input_zero_point + 128, bias_of(parameters, channel)));
      put_requantizer(op, parameters, channel, vector + 64, 64, lane);
      for (std::int32_t tap = 0; tap < 9; ++tap) {
        weights[((tap % 3) * 4 + v) * 64 + lane * 4 + tap / 3] = static_cast<std::byte>(taps[tap]);
      }
    }
  }
}

}  // namespace

const Packing<Conv2d> kConv2dPacking__avx512vnni = {choose_float<Conv2d>, conv2d_packed_bytes,
                                                    pack_conv2d, conv2d_scratch_bytes};

const Packing<DepthwiseConv2d> kDepthwiseConv2dPacking__avx512vnni = {
    Columns::choose_requantize, depthwise_packed_bytes, pack_depthwise, depthwise_scratch_bytes};

}  // namespace ocellus::kernels

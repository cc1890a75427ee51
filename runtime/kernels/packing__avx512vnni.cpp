#include <cstring>

#include "runtime/kernels/conv2d_packed__avx512vnni.hpp"
#include "runtime/kernels/depthwise_conv2d_packed__avx512vnni.hpp"
#include "runtime/kernels/kernel_sets.hpp"
#include "runtime/kernels/packing_parameters.hpp"

namespace ocellus::kernels {
namespace {

// bias - (zero_point + 128) * sum of weights, modulo 2^32: see conv2d_packed__avx512vnni.hpp.
std::int32_t unsigned_input_bias(const Taps& taps, std::int32_t zero_point, std::int32_t bias) {
  std::uint32_t sum = 0;
  for (std::int32_t t = 0; t < taps.count; ++t) {
    sum += static_cast<std::uint32_t>(taps[t]);
  }
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(bias) -
                                   static_cast<std::uint32_t>(zero_point + 128) * sum);
}

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
      put(vector, lane,
          unsigned_input_bias(taps, op.input_zero_point, bias_of(parameters, channel)));
      put_requantizer(op, parameters, channel, vector + 64, 64, lane);
      for (std::int32_t d = 0; d < layout.depth; ++d) {
        weights[((d / 4) * vectors + v) * 64 + lane * 4 + d % 4] = static_cast<std::byte>(taps[d]);
      }
    }
    first += vectors;
  }
}

using DepthwiseLayout = DepthwiseConv2dLayout__avx512vnni;
using Way = DepthwiseLayout::Way;

std::size_t depthwise_packed_bytes(const DepthwiseConv2d& op) {
  return DepthwiseLayout(op).packed_bytes;
}

std::size_t depthwise_scratch_bytes(const DepthwiseConv2d& op) {
  return DepthwiseLayout(op).scratch_bytes;
}

Requantize depthwise_choose_requantize(const DepthwiseConv2d& op,
                                       const ConvParameters& parameters) {
  return DepthwiseLayout(op).way == Way::kScalar ? Requantize::kInteger
                                                 : choose_float(op, parameters);
}

void pack_columns(const DepthwiseConv2d& op, const DepthwiseLayout& layout,
                  const ConvParameters& parameters, std::byte* packed) {
  constexpr std::int32_t kParameters = DepthwiseLayout::kParameterVectors;
  for (std::int32_t g = 0; g < layout.groups; ++g) {
    std::byte* const group = packed + g * DepthwiseLayout::kGroupVectors * 64;
    std::byte* const weights = group + 4 * kParameters * 64;
    for (std::int32_t slot = 0; slot < 64; ++slot) {
      const std::int32_t v = slot / 16;
      const std::int32_t lane = slot % 16;
      const std::int32_t byte = 16 * (lane / 4) + 4 * v + lane % 4;
      const std::int32_t channel = layout.pixels > 1 ? byte % op.output.channels : g * 64 + byte;
      if (channel >= op.output.channels) {
        continue;
      }
      const Taps taps = taps_of(op, parameters, channel);
      std::byte* const vector = group + v * kParameters * 64;
      put(vector, lane,
          unsigned_input_bias(taps, op.input_zero_point, bias_of(parameters, channel)));
      put_requantizer(op, parameters, channel, vector + 64, 64, lane);
      for (std::int32_t tap = 0; tap < 9; ++tap) {
        weights[((tap % 3) * 4 + v) * 64 + lane * 4 + tap / 3] = static_cast<std::byte>(taps[tap]);
      }
    }
  }
}

void pack_vectors(const DepthwiseConv2d& op, const ConvParameters& parameters, std::byte* packed) {
  for (std::int32_t channel = 0; channel < op.output.channels; ++channel) {
    std::byte* const group =
        packed + static_cast<std::size_t>(channel / 16) * DepthwiseLayout::vector_group_bytes(op);
    const std::int32_t lane = channel % 16;
    const Taps taps = taps_of(op, parameters, channel);
    put(group, lane, bias_of(parameters, channel));
    put_requantizer(op, parameters, channel, group + 64, 64, lane);
    for (std::int32_t tap = 0; tap < taps.count; ++tap) {
      const std::int32_t weight = taps[tap];
      put(group + (DepthwiseLayout::kParameterVectors + tap) * 64, lane, weight & 0xFFFF);
    }
  }
}

void pack_depthwise(const DepthwiseConv2d& op, const ConvParameters& parameters,
                    std::span<std::byte> packed) {
  const DepthwiseLayout layout(op);
  if (layout.way == Way::kScalar) {
    kDepthwiseConv2dPacking__scalar.pack(op, parameters, packed);
    return;
  }
  std::memset(packed.data(), 0, packed.size());
  if (layout.way == Way::kColumns) {
    pack_columns(op, layout, parameters, packed.data());
  } else {
    pack_vectors(op, parameters, packed.data());
  }
}

}  // namespace

const Packing<Conv2d> kConv2dPacking__avx512vnni = {choose_float<Conv2d>, conv2d_packed_bytes,
                                                    pack_conv2d, conv2d_scratch_bytes};

const Packing<DepthwiseConv2d> kDepthwiseConv2dPacking__avx512vnni = {
    depthwise_choose_requantize, depthwise_packed_bytes, pack_depthwise, depthwise_scratch_bytes};

}  // namespace ocellus::kernels

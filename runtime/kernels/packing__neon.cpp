#include <algorithm>
#include <cstring>
#include <type_traits>

#include "runtime/kernels/kernel_sets.hpp"
#include "runtime/kernels/packed__neon.hpp"

namespace ocellus::kernels {
namespace {

// The filter's weight of an output channel at a place in its sum: for CONV_2D a place of its OHWI
// row, for DEPTHWISE_CONV_2D a tap. Zero beyond the end.
std::int8_t weight(const Conv2d& op, const ConvParameters& parameters, std::int32_t channel,
                   std::int32_t place) {
  const std::int32_t places = op.window.height * op.window.width * op.input.channels;
  return place < places
             ? parameters
                   .filter[static_cast<std::size_t>(channel) * static_cast<std::size_t>(places) +
                           static_cast<std::size_t>(place)]
             : std::int8_t{0};
}
std::int8_t weight(const DepthwiseConv2d& op, const ConvParameters& parameters,
                   std::int32_t channel, std::int32_t place) {
  return place < op.window.height * op.window.width
             ? parameters.filter[static_cast<std::size_t>(place * op.output.channels + channel)]
             : std::int8_t{0};
}

std::int32_t places(const Conv2d& op) {
  return op.window.height * op.window.width * op.input.channels;
}
std::int32_t places(const DepthwiseConv2d& op) { return op.window.height * op.window.width; }

void write_header(bool fast, std::span<std::byte> packed) {
  const PackedHeader__neon header = {.fast = fast ? 1 : 0};
  std::memset(packed.data(), 0, kHeaderBytes__neon);
  std::memcpy(packed.data(), &header, sizeof header);
}

bool shifts_to_the_right(const ConvParameters& parameters) {
  return std::all_of(parameters.multipliers.begin(), parameters.multipliers.end(),
                     [](Multiplier m) { return m.shift < 0; });
}

bool pairs_fit_int16(const ConvParameters& parameters) {
  return std::all_of(parameters.filter.begin(), parameters.filter.end(),
                     [](std::int8_t w) { return w != -128; });
}

// Writes the parameters of the channels from `start`, and returns where the weights begin.
template <typename Op>
std::byte* write_parameters(const Op& op, const ConvParameters& parameters, std::int32_t start,
                            std::byte* block) {
  constexpr std::int32_t kWidth = kBlockWidth__neon;
  for (std::int32_t i = 0; i < kWidth; ++i) {
    std::int32_t bias = 0;
    Multiplier factor;
    const std::int32_t channel = start + i;
    if (channel < op.output.channels) {
      const std::size_t index = static_cast<std::size_t>(channel);
      // Unsigned, because sums wrap.
      std::uint32_t sum = 0;
      for (std::int32_t place = 0; place < places(op); ++place) {
        sum += static_cast<std::uint32_t>(weight(op, parameters, channel, place));
      }
      const std::uint32_t given =
          parameters.bias.empty() ? 0 : static_cast<std::uint32_t>(parameters.bias[index]);
      bias =
          static_cast<std::int32_t>(given - static_cast<std::uint32_t>(op.input_zero_point) * sum);
      factor = parameters.multipliers[index];
    }
    std::memcpy(block + 4 * i, &bias, 4);
    std::memcpy(block + 4 * (kWidth + i), &factor.multiplier, 4);
    std::memcpy(block + 4 * (2 * kWidth + i), &factor.shift, 4);
  }
  return block + kBlockParameterBytes__neon;
}

template <typename Op>
Requantize choose_requantize(const Op&, const ConvParameters&) {
  return Requantize::kInteger;
}

// ---- CONV_2D
// -------------------------------------------------------------------------------------

template <typename Layout>
std::size_t conv2d_packed_bytes(const Conv2d& op) {
  return kHeaderBytes__neon + static_cast<std::size_t>(block_count__neon(op.output.channels)) *
                                  conv2d_block_bytes__neon(conv2d_depth__neon<Layout>(op));
}

template <typename Layout>
std::size_t conv2d_scratch_bytes(const Conv2d& op) {
  return conv2d_in_place__neon<Layout>(op) ? 0 : conv2d_gathered_bytes__neon<Layout>(op);
}

// Writes `step` depths from `depth` on of each of `count` channels.
std::byte* write_weights(const Conv2d& op, const ConvParameters& parameters, std::int32_t start,
                         std::int32_t count, std::int32_t depth, std::int32_t step, std::byte* at) {
  for (std::int32_t channel = start; channel < start + count; ++channel) {
    for (std::int32_t place = depth; place < depth + step; ++place) {
      *at++ = static_cast<std::byte>(
          channel < op.output.channels ? weight(op, parameters, channel, place) : 0);
    }
  }
  return at;
}

template <typename Layout>
void pack_conv2d(const Conv2d& op, const ConvParameters& parameters, std::span<std::byte> packed) {
  constexpr bool kDot = std::is_same_v<Layout, Conv2dLayout__neondot>;
  constexpr std::int32_t kTogether = kDot ? 8 : 4;  // channels whose weights take turns
  write_header(shifts_to_the_right(parameters) && pairs_fit_int16(parameters), packed);
  std::byte* at = packed.data() + kHeaderBytes__neon;
  const std::int32_t depth = conv2d_depth__neon<Layout>(op);
  for (std::int32_t b = 0; b < block_count__neon(op.output.channels); ++b) {
    const std::int32_t start = block_start__neon(b, op.output.channels);
    at = write_parameters(op, parameters, start, at);
    for (std::int32_t part = 0; part < kBlockWidth__neon; part += kTogether) {
      for (std::int32_t d = 0; d < depth;) {
        const std::int32_t left = depth - d;
        const std::int32_t step = kDot ? 4 : left >= 32 ? 32 : left >= 16 ? 16 : 8;
        at = write_weights(op, parameters, start + part, kTogether, d, step, at);
        d += step;
      }
    }
  }
}

// ---- DEPTHWISE_CONV_2D
// ---------------------------------------------------------------------------

std::size_t depthwise_packed_bytes(const DepthwiseConv2d& op) {
  return kHeaderBytes__neon + static_cast<std::size_t>(block_count__neon(op.output.channels)) *
                                  depthwise_block_bytes__neon(op);
}

// Either kernel takes the general way where a fast one does not apply.
std::size_t depthwise_scratch_bytes(const DepthwiseConv2d& op) {
  return depthwise_scratch_bytes__neon(op);
}

template <bool kDot>
void pack_depthwise(const DepthwiseConv2d& op, const ConvParameters& parameters,
                    std::span<std::byte> packed) {
  const bool fast = shifts_to_the_right(parameters) && pairs_fit_int16(parameters);
  write_header(fast, packed);
  constexpr std::int32_t kWidth = kBlockWidth__neon;
  std::byte* block = packed.data() + kHeaderBytes__neon;
  for (std::int32_t b = 0; b < block_count__neon(op.output.channels); ++b) {
    const std::int32_t start = block_start__neon(b, op.output.channels);
    std::byte* const end = block + depthwise_block_bytes__neon(op);
    std::byte* at = write_parameters(op, parameters, start, block);
    std::memset(at, 0, static_cast<std::size_t>(end - at));
    for (std::int32_t i = 0; i < kWidth && start + i < op.output.channels; ++i) {
      for (std::int32_t tap = 0; tap < places(op); ++tap) {
        const std::int32_t place = kDot && fast && depthwise_3x3__neon(op)
                                       ? (tap % 3 * kWidth + i) * 4 + tap / 3
                                       : tap * kWidth + i;
        at[place] = static_cast<std::byte>(weight(op, parameters, start + i, tap));
      }
    }
    block = end;
  }
}

}  // namespace

const Packing<Conv2d> kConv2dPacking__neon = {
    choose_requantize<Conv2d>, conv2d_packed_bytes<Conv2dLayout__neon>,
    pack_conv2d<Conv2dLayout__neon>, conv2d_scratch_bytes<Conv2dLayout__neon>};
const Packing<Conv2d> kConv2dPacking__neondot = {
    choose_requantize<Conv2d>, conv2d_packed_bytes<Conv2dLayout__neondot>,
    pack_conv2d<Conv2dLayout__neondot>, conv2d_scratch_bytes<Conv2dLayout__neondot>};
const Packing<DepthwiseConv2d> kDepthwiseConv2dPacking__neon = {
    choose_requantize<DepthwiseConv2d>, depthwise_packed_bytes, pack_depthwise<false>,
    depthwise_scratch_bytes};
const Packing<DepthwiseConv2d> kDepthwiseConv2dPacking__neondot = {
    choose_requantize<DepthwiseConv2d>, depthwise_packed_bytes, pack_depthwise<true>,
    depthwise_scratch_bytes};

}  // namespace ocellus::kernels

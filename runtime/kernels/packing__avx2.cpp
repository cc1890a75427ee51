#include <cstring>

#include "runtime/kernels/kernel_sets.hpp"
#include "runtime/kernels/packed__avx2.hpp"
#include "runtime/kernels/packing_depthwise_columns.hpp"
#include "runtime/kernels/packing_parameters.hpp"

namespace ocellus::kernels {
namespace {

// Where channel `channel` stands: packed__avx2.hpp.
struct Place {
  std::int32_t block;
  std::int32_t vector;
  std::int32_t lane;

  explicit Place(std::int32_t channel)
      : block(channel / 16), vector(channel % 8 / 4), lane(channel % 16 / 8 * 4 + channel % 4) {}
};

template <typename Op>
void put_parameters(const Op& op, const ConvParameters& parameters, std::int32_t channel,
                    std::byte* block) {
  const Place place(channel);
  std::byte* const vector = block + place.vector * kParameterBytes__avx2 / 2;
  put(vector, place.lane, bias_of(parameters, channel));
  put_requantizer(op, parameters, channel, vector + 32, 32, place.lane);
}

std::size_t conv2d_packed_bytes(const Conv2d& op) { return Conv2dLayout__avx2(op).packed_bytes(); }

std::size_t conv2d_scratch_bytes(const Conv2d& op) {
  return Conv2dLayout__avx2(op).scratch_bytes();
}

void pack_conv2d(const Conv2d& op, const ConvParameters& parameters, std::span<std::byte> packed) {
  const Conv2dLayout__avx2 layout(op);
  std::memset(packed.data(), 0, packed.size());
  for (std::int32_t channel = 0; channel < op.output.channels; ++channel) {
    const Place place(channel);
    std::byte* const block =
        packed.data() + static_cast<std::size_t>(place.block) * layout.block_bytes();
    put_parameters(op, parameters, channel, block);
    const Taps taps = taps_of(op, parameters, channel);
    std::byte* const weights = block + kParameterBytes__avx2;
    for (std::int32_t d = 0; d < layout.depth; ++d) {
      weights[(d / 2 * 2 + place.vector) * 16 + place.lane * 2 + d % 2] =
          static_cast<std::byte>(taps[d]);
    }
  }
}

}  // namespace

const Packing<Conv2d> kConv2dPacking__avx2 = {choose_float<Conv2d>, conv2d_packed_bytes,
                                              pack_conv2d, conv2d_scratch_bytes};
const Packing<DepthwiseConv2d> kDepthwiseConv2dPacking__avx2 =
    DepthwiseColumnsPacking<2, 8, 0>::packing;

}  // namespace ocellus::kernels

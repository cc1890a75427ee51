#include <cstring>

#include "runtime/kernels/kernel_sets.hpp"
#include "runtime/kernels/packed__scalar.hpp"

namespace ocellus::kernels {
namespace {

template <typename Op>
Requantize choose_requantize(const Op&, const ConvParameters&) {
  return Requantize::kInteger;
}

template <typename Op>
std::size_t packed_bytes(const Op& op) {
  return 12 * static_cast<std::size_t>(op.output.channels) + filter_bytes__scalar(op);
}

template <typename Op>
void pack(const Op& op, const ConvParameters& parameters, std::span<std::byte> packed) {
  const std::size_t outputs = static_cast<std::size_t>(op.output.channels);
  if (parameters.bias.empty()) {
    std::memset(packed.data(), 0, 4 * outputs);
  } else {
    std::memcpy(packed.data(), parameters.bias.data(), 4 * outputs);
  }
  std::memcpy(packed.data() + 4 * outputs, parameters.multipliers.data(), 8 * outputs);
  std::memcpy(packed.data() + 12 * outputs, parameters.filter.data(), filter_bytes__scalar(op));
}

template <typename Op>
std::size_t scratch_bytes(const Op&) {
  return 0;
}

}  // namespace

const Packing<Conv2d> kConv2dPacking__scalar = {choose_requantize<Conv2d>, packed_bytes<Conv2d>,
                                                pack<Conv2d>, scratch_bytes<Conv2d>};
const Packing<DepthwiseConv2d> kDepthwiseConv2dPacking__scalar = {
    choose_requantize<DepthwiseConv2d>, packed_bytes<DepthwiseConv2d>, pack<DepthwiseConv2d>,
    scratch_bytes<DepthwiseConv2d>};

}  // namespace ocellus::kernels

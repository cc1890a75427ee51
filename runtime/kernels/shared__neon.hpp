// Kernels for NEON that layers share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/depthwise_conv2d_s8__neon.hpp"
#include "runtime/kernels/shared.hpp"

namespace ocellus::kernels {

template <SharedCode kCode>
[[gnu::noinline]] void depthwise_conv2d_s8_shared__neon(const DepthwiseConv2d& layer,
                                                        const std::int8_t* input,
                                                        const std::byte* packed,
                                                        std::int8_t* output, std::byte* scratch,
                                                        Band band) {
  depthwise_conv2d_s8__neon(with_shared_code<kCode>(layer), input, packed, output, scratch, band);
}

}  // namespace ocellus::kernels

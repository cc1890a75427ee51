// Kernels for AVX2 that layers share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/add_s8__avx2.hpp"
#include "runtime/kernels/band.hpp"
#include "runtime/kernels/conv2d_s8__avx2.hpp"
#include "runtime/kernels/shared.hpp"

namespace ocellus::kernels {

template <SharedCode kCode>
[[gnu::noinline]] void conv2d_s8_shared__avx2(const Conv2d& layer, const std::int8_t* input,
                                              const std::byte* packed, std::int8_t* output,
                                              std::byte* scratch, Band band, ChannelBand channels) {
  conv2d_s8__avx2(with_shared_code<kCode>(layer), input, packed, output, scratch, band, channels);
}

template <SharedCode kCode>
[[gnu::always_inline]] inline void conv2d_s8_shared__avx2(const Conv2d& layer,
                                                          const std::int8_t* input,
                                                          const std::byte* packed,
                                                          std::int8_t* output, std::byte* scratch,
                                                          Band band) {
  conv2d_s8_shared__avx2<kCode>(layer, input, packed, output, scratch, band, all_channels(layer));
}

template <SharedCode kCode>
[[gnu::always_inline]] inline void conv2d_s8_shared__avx2(const Conv2d& layer,
                                                          const std::int8_t* input,
                                                          const std::byte* packed,
                                                          std::int8_t* output, std::byte* scratch,
                                                          ChannelBand channels) {
  conv2d_s8_shared__avx2<kCode>(layer, input, packed, output, scratch, whole(layer), channels);
}

template <bool kPlane>
[[gnu::noinline]] void add_s8_shared__avx2(const Add& layer, const std::int8_t* first,
                                           const std::int8_t* second, std::int8_t* output,
                                           Band band) {
  add_s8__avx2(with_shared_code<kPlane>(layer, band), first + band.begin, second + band.begin,
               output + band.begin);
}

}  // namespace ocellus::kernels

// Kernels for AVX512-VNNI that layers share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/add_s8__avx512vnni.hpp"
#include "runtime/kernels/band.hpp"
#include "runtime/kernels/shared.hpp"

namespace ocellus::kernels {

template <bool kPlane>
[[gnu::noinline]] void add_s8_shared__avx512vnni(const Add& layer, const std::int8_t* first,
                                                 const std::int8_t* second, std::int8_t* output,
                                                 Band band) {
  add_s8__avx512vnni(with_shared_code<kPlane>(layer, band), first + band.begin, second + band.begin,
                     output + band.begin);
}

}  // namespace ocellus::kernels

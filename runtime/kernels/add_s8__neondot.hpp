// ADD for aarch64 with SDOT, which has nothing to add here: NEON's.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/add_s8__neon.hpp"
#include "runtime/kernels/band.hpp"
#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

// `output` may be `first` or `second`.
[[gnu::always_inline]] inline void add_s8__neondot(const Add& op, const std::int8_t* first,
                                                   const std::int8_t* second, std::int8_t* output) {
  add_s8__neon(op, first, second, output);
}

// The same with every parameter a compile-time constant.
template <Add kOp>
[[gnu::noinline]] void add_s8__neondot(const std::int8_t* first, const std::int8_t* second,
                                       std::int8_t* output) {
  add_s8__neon(kOp, first, second, output);
}

// A band of it.
template <Add kOp>
[[gnu::noinline]] void add_s8__neondot(const std::int8_t* first, const std::int8_t* second,
                                       std::int8_t* output, Band band) {
  Add op = kOp;
  op.size = static_cast<std::uint32_t>(band.size());
  add_s8__neondot(op, first + band.begin, second + band.begin, output + band.begin);
}

}  // namespace ocellus::kernels

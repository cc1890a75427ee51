#include <immintrin.h>

#include <utility>

#include "runtime/kernels/add_s8__avx512vnni.hpp"
#include "runtime/kernels/conv2d_s8__avx512vnni.hpp"
#include "runtime/kernels/depthwise_conv2d_s8__avx512vnni.hpp"
#include "runtime/kernels/kernels_bench.hpp"

namespace ocellus::kernels {
namespace {

constexpr auto kLayers = ssd_mobilenet_v2_layers();

template <std::size_t kIndex>
constexpr BenchLayer layer() {
  constexpr SsdLayer kLayer = kLayers[kIndex];
  if constexpr (kLayer.kind == SsdLayer::Kind::kConv) {
    return {.convolve = conv2d_s8__avx512vnni<with_requantize(kLayer.conv, Requantize::kFloat)>};
  } else if constexpr (kLayer.kind == SsdLayer::Kind::kDepthwise) {
    return {
        .convolve =
            depthwise_conv2d_s8__avx512vnni<with_requantize(kLayer.depthwise, Requantize::kFloat)>};
  } else {
    return {.add = add_s8__avx512vnni<bench_add(kLayer.add)>};
  }
}

template <std::size_t... kIndex>
constexpr BenchNetwork network(std::index_sequence<kIndex...>) {
  return {layer<kIndex>()...};
}

}  // namespace

const BenchNetwork kBenchNetwork__avx512vnni = network(std::make_index_sequence<kSsdLayerCount>());

double multiply_accumulates__avx512vnni(int rounds) {
  __m512i a = _mm512_set1_epi8(1);
  __m512i b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
  const __m512i inputs = a;
  const __m512i weights = a;
  for (int round = 0; round < rounds; ++round) {
    const auto multiply = [&](__m512i & sum) __attribute__((always_inline)) {
      asm volatile("vpdpbusd %1, %2, %0" : "+v"(sum) : "v"(inputs), "v"(weights));
    };
    multiply(a), multiply(b), multiply(c), multiply(d), multiply(e), multiply(f);
    multiply(g), multiply(h), multiply(i), multiply(j), multiply(k), multiply(l);
  }
  return static_cast<double>(rounds) * 12 * 64;
}

}  // namespace ocellus::kernels

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
  __m512i sums[12];
  for (__m512i& sum : sums) {
    sum = _mm512_set1_epi8(1);
  }
  const __m512i inputs = sums[0];
  const __m512i weights = sums[1];
  for (int i = 0; i < rounds; ++i) {
    for (__m512i& sum : sums) {
      asm volatile("vpdpbusd %1, %2, %0" : "+v"(sum) : "v"(inputs), "v"(weights));
    }
  }
  return static_cast<double>(rounds) * 12 * 64;
}

}  // namespace ocellus::kernels

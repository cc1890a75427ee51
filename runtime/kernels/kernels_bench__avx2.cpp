#include <immintrin.h>

#include <utility>

#include "runtime/kernels/add_s8__avx2.hpp"
#include "runtime/kernels/conv2d_s8__avx2.hpp"
#include "runtime/kernels/depthwise_conv2d_s8__avx2.hpp"
#include "runtime/kernels/kernels_bench.hpp"

namespace ocellus::kernels {
namespace {

constexpr auto kLayers = ssd_mobilenet_v2_layers();

template <std::size_t kIndex>
constexpr BenchLayer layer() {
  constexpr SsdLayer kLayer = kLayers[kIndex];
  if constexpr (kLayer.kind == SsdLayer::Kind::kConv) {
    return {.convolve = conv2d_s8__avx2<with_requantize(kLayer.conv, Requantize::kFloat)>};
  } else if constexpr (kLayer.kind == SsdLayer::Kind::kDepthwise) {
    return {.convolve =
                depthwise_conv2d_s8__avx2<with_requantize(kLayer.depthwise, Requantize::kFloat)>};
  } else {
    return {.add = add_s8__avx2<bench_add(kLayer.add)>};
  }
}

template <std::size_t... kIndex>
constexpr BenchNetwork network(std::index_sequence<kIndex...>) {
  return {layer<kIndex>()...};
}

}  // namespace

const BenchNetwork kBenchNetwork__avx2 = network(std::make_index_sequence<kSsdLayerCount>());

double multiply_accumulates__avx2(int rounds) {
  __m256i a = _mm256_set1_epi8(1);
  __m256i b = a, c = a, d = a, e = a, f = a;
  const __m256i inputs = a;
  const __m256i weights = a;
  for (int round = 0; round < rounds; ++round) {
    const auto multiply = [&](__m256i & sum) __attribute__((always_inline)) {
      __m256i product;
      asm volatile("vpmaddwd %2, %3, %1\n\tvpaddd %1, %0, %0"
                   : "+x"(sum), "=&x"(product)
                   : "x"(inputs), "x"(weights));
    };
    multiply(a), multiply(b), multiply(c), multiply(d), multiply(e), multiply(f);
  }
  return static_cast<double>(rounds) * 6 * 16;
}

}  // namespace ocellus::kernels

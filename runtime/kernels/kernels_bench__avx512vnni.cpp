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

}  // namespace ocellus::kernels

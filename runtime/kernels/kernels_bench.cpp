// The default detector's layers on one thread with random data: per layer the median time, the
// rate, and the share of what the multiply-accumulate instruction reaches on registers, measured
// in between, because clocks wander. The network's time is the sum of its layers' medians: on a
// machine with other work a whole run is hardly ever left alone, a layer mostly is.
//
//   kernels_bench [ISA] [RUNS]
#include "runtime/kernels/kernels_bench.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/kernels/kernel_set.hpp"
#include "runtime/kernels/peak.hpp"
#include "runtime/kernels/random_layer.hpp"
#include "runtime/kernels/runnable_isas.hpp"

namespace ocellus::kernels {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::byte* aligned_bytes(std::size_t size) {
  return static_cast<std::byte*>(std::aligned_alloc(64, (size + 127) / 64 * 64));
}

struct PreparedLayer {
  std::string name;
  double macs = 0;
  std::byte* packed = nullptr;
  std::byte* scratch = nullptr;
  std::vector<double> times;
};

template <typename Op>
void prepare(Op op, const Packing<Op>& packing, double macs, const char* kind, std::uint32_t seed,
             PreparedLayer& layer) {
  const RandomLayer random = random_layer(op, seed);
  op.requantize = packing.choose_requantize(op, random.parameters());
  layer.packed = aligned_bytes(packing.packed_bytes(op));
  packing.pack(op, random.parameters(), {layer.packed, packing.packed_bytes(op)});
  layer.scratch = aligned_bytes(packing.scratch_bytes(op));
  layer.macs = macs;
  char text[128];
  std::snprintf(text, sizeof text, "%-5s %3dx%3dx%4d -> %3dx%3dx%4d  %dx%d/%d %s", kind,
                op.input.height, op.input.width, op.input.channels, op.output.height,
                op.output.width, op.output.channels, op.window.height, op.window.width,
                op.window.stride_y, op.requantize == Requantize::kFloat ? "float" : "integer");
  layer.name = text;
}

PreparedLayer prepared(const SsdLayer& layer, Isa isa, std::uint32_t seed) {
  PreparedLayer result;
  switch (layer.kind) {
    case SsdLayer::Kind::kConv: {
      const Conv2d& op = layer.conv;
      prepare(op, conv2d_packing(isa),
              static_cast<double>(op.output.bytes()) * op.window.height * op.window.width *
                  op.input.channels,
              "conv", seed, result);
      break;
    }
    case SsdLayer::Kind::kDepthwise: {
      const DepthwiseConv2d& op = layer.depthwise;
      prepare(op, depthwise_conv2d_packing(isa), static_cast<double>(op.output.bytes()) * 9, "dw",
              seed, result);
      break;
    }
    case SsdLayer::Kind::kAdd:
      result.name = "add   " + std::to_string(layer.add.height) + "x" +
                    std::to_string(layer.add.width) + "x" + std::to_string(layer.add.channels);
      break;
  }
  return result;
}

int bench(Isa isa, const BenchNetwork& network, double (*peak)(int), int runs) {
  std::vector<PreparedLayer> layers;
  std::uint32_t seed = 0;
  for (const SsdLayer& layer : ssd_mobilenet_v2_layers()) {
    layers.push_back(prepared(layer, isa, ++seed));
  }
  // As in an arena: two halves take turns.
  constexpr std::size_t kHalf = 2304 * 1024;
  std::byte* const arena = aligned_bytes(2 * kHalf);
  for (std::size_t i = 0; i < 2 * kHalf; ++i) {
    arena[i] = static_cast<std::byte>(i * 2654435761U >> 13);
  }
  std::vector<double> totals;
  std::vector<double> peaks;
  for (int run = 0; run < runs + 3; ++run) {
    const auto peak_start = Clock::now();
    const double peak_macs = peak(100000);
    const double rate = peak_macs / milliseconds_since(peak_start) / 1e6;
    double total = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const auto* input = reinterpret_cast<std::int8_t*>(arena + (i % 2) * kHalf);
      auto* output = reinterpret_cast<std::int8_t*>(arena + ((i + 1) % 2) * kHalf);
      const auto start = Clock::now();
      if (network[i].convolve != nullptr) {
        network[i].convolve(input, layers[i].packed, output, layers[i].scratch);
      } else {
        network[i].add(input, output, output);
      }
      const double time = milliseconds_since(start);
      total += time;
      if (run >= 3) {
        layers[i].times.push_back(time);
      }
    }
    if (run >= 3) {
      totals.push_back(total);
      peaks.push_back(rate);
    }
  }
  const double top = median(peaks);
  std::printf("%-48s %8s %8s %7s\n", std::string(name(isa)).c_str(), "ms", "GMAC/s", "of peak");
  double network_time = 0;
  double macs = 0;
  for (const PreparedLayer& layer : layers) {
    const double time = median(layer.times);
    network_time += time;
    macs += layer.macs;
    const double rate = layer.macs / time / 1e6;
    std::printf("%-48s %8.3f %8.1f %7.2f\n", layer.name.c_str(), time, rate, rate / top);
  }
  const double network_rate = macs / network_time / 1e6;
  std::printf("%-48s %8.3f %8.1f %7.2f\n", "network", network_time, network_rate,
              network_rate / top);
  std::printf("peak %.1f GMAC/s, %.1f M MACs, fastest whole run %.3f ms, median %.3f ms\n", top,
              macs / 1e6, *std::min_element(totals.begin(), totals.end()), median(totals));
  return 0;
}

int usage() {
  std::fprintf(stderr, "usage: kernels_bench [ISA] [RUNS], ISA one of those this CPU runs\n");
  return 2;
}

}  // namespace
}  // namespace ocellus::kernels

int main(int argc, char** argv) {
  using namespace ocellus;
  using namespace ocellus::kernels;
  const std::string_view wanted = argc > 1 ? argv[1] : "avx512vnni";
  const int runs = argc > 2 ? std::atoi(argv[2]) : 100;
  if (runs < 1) {
    return usage();
  }
  for (const Isa isa : runnable_isas()) {
    if (name(isa) != wanted) {
      continue;
    }
#if defined(__x86_64__)
    if (isa == Isa::kAvx2) {
      return bench(isa, kBenchNetwork__avx2, multiply_accumulates__avx2, runs);
    }
    if (isa == Isa::kAvx512Vnni) {
      return bench(isa, kBenchNetwork__avx512vnni, multiply_accumulates__avx512vnni, runs);
    }
#endif
  }
  return usage();
}

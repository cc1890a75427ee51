#include "tools/ocellus/reference/float_loops.hpp"

#include <cstring>

// One source, compiled for several instruction sets; the loader picks by CPU. Where the compiler
// cannot do that, the baseline of the architecture has to do.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define OCELLUS_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define OCELLUS_WIDE
#endif

namespace ocellus::tools::reference {
namespace {

using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

}  // namespace

OCELLUS_WIDE void convolve_tile(const float* const* inputs, std::int32_t taps,
                                std::int32_t channels, const float* filter, float* out) {
  static_assert(kPixels == 6);
  Lanes s0{}, s1{}, s2{}, s3{}, s4{}, s5{};
  for (std::int32_t t = 0; t < taps; ++t) {
    const float* const* pixels = inputs + t * kPixels;
    const float* p0 = pixels[0];
    const float* p1 = pixels[1];
    const float* p2 = pixels[2];
    const float* p3 = pixels[3];
    const float* p4 = pixels[4];
    const float* p5 = pixels[5];
    for (std::int32_t i = 0; i < channels; ++i) {
      Lanes w;
      std::memcpy(&w, filter, sizeof w);
      filter += kLanes;
      s0 += p0[i] * w;
      s1 += p1[i] * w;
      s2 += p2[i] * w;
      s3 += p3[i] * w;
      s4 += p4[i] * w;
      s5 += p5[i] * w;
    }
  }
  std::memcpy(out + 0 * kLanes, &s0, sizeof s0);
  std::memcpy(out + 1 * kLanes, &s1, sizeof s1);
  std::memcpy(out + 2 * kLanes, &s2, sizeof s2);
  std::memcpy(out + 3 * kLanes, &s3, sizeof s3);
  std::memcpy(out + 4 * kLanes, &s4, sizeof s4);
  std::memcpy(out + 5 * kLanes, &s5, sizeof s5);
}

OCELLUS_WIDE void convolve_depthwise_pixel(const float* const* inputs, std::int32_t taps,
                                           std::int32_t channels, const float* filter, float* out) {
  std::int32_t c = 0;
  for (; c + kLanes <= channels; c += kLanes) {
    Lanes sum{};
    for (std::int32_t t = 0; t < taps; ++t) {
      Lanes x;
      Lanes w;
      std::memcpy(&x, inputs[t] + c, sizeof x);
      std::memcpy(&w, filter + static_cast<std::ptrdiff_t>(t) * channels + c, sizeof w);
      sum += x * w;
    }
    std::memcpy(out + c, &sum, sizeof sum);
  }
  for (; c < channels; ++c) {
    float sum = 0;
    for (std::int32_t t = 0; t < taps; ++t) {
      sum += inputs[t][c] * filter[static_cast<std::ptrdiff_t>(t) * channels + c];
    }
    out[c] = sum;
  }
}

}  // namespace ocellus::tools::reference

#include <algorithm>
#include <cstddef>

#include "tools/ocellus/reference/compute.hpp"

namespace ocellus::tools::reference {
namespace {

std::size_t product(Shape shape, std::size_t from, std::size_t to) {
  std::size_t result = 1;
  for (std::size_t d = from; d < to; ++d) result *= static_cast<std::size_t>(shape[d]);
  return result;
}

// Everything is `outer` runs of the whole, each made of one run of every part in turn.
void join(Operands parts, std::span<float> whole, std::size_t outer) {
  float* to = whole.data();
  for (std::size_t o = 0; o < outer; ++o) {
    for (const Operand& part : parts) {
      const std::size_t run = part.values.size() / outer;
      to = std::copy_n(part.values.data() + o * run, run, to);
    }
  }
}

void part(std::span<const float> whole, Results parts, std::size_t outer) {
  const float* from = whole.data();
  for (std::size_t o = 0; o < outer; ++o) {
    for (const Result& one : parts) {
      const std::size_t run = one.values.size() / outer;
      std::copy_n(from, run, one.values.data() + o * run);
      from += run;
    }
  }
}

}  // namespace

void compute(const ConcatenationAttributes& a, Operands in, Results out) {
  join(in, out[0].values, product(out[0].shape, 0, a.axis));
}

void compute(const SplitAttributes& a, Operands in, Results out) {
  part(in[0].values, out, product(in[0].shape, 0, a.axis));
}

void compute(const PackAttributes& a, Operands in, Results out) {
  join(in, out[0].values, product(out[0].shape, 0, a.axis));
}

void compute(const UnpackAttributes& a, Operands in, Results out) {
  part(in[0].values, out, product(in[0].shape, 0, a.axis));
}

}  // namespace ocellus::tools::reference

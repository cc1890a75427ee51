#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "tools/ocellus/reference/compute.hpp"
#include "tools/ocellus/reference/exponential.hpp"

namespace ocellus::tools::reference {
namespace {

// Calls visit(row of the input, row of the output) along the last axis.
template <typename Visit>
void for_each_row(const Operand& in, const Result& out, Visit visit) {
  const auto length = static_cast<std::size_t>(in.shape.empty() ? 1 : in.shape.back());
  for (std::size_t i = 0; i < in.values.size(); i += length) {
    visit(in.values.subspan(i, length), out.values.subspan(i, length));
  }
}

}  // namespace

void compute(const SoftmaxAttributes& a, Operands in, Results out) {
  for_each_row(in[0], out[0], [&](std::span<const float> from, std::span<float> to) {
    const float largest = *std::max_element(from.begin(), from.end());
    std::vector<double> powers;
    double sum = 0;
    for (const float x : from) {
      powers.push_back(exponential(static_cast<double>((x - largest) * a.beta)));
      sum += powers.back();
    }
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<float>(powers[i] / sum);
  });
}

void compute(const L2NormalizationAttributes& /*a*/, Operands in, Results out) {
  for_each_row(in[0], out[0], [](std::span<const float> from, std::span<float> to) {
    double squares = 0;
    for (const float x : from) squares += static_cast<double>(x) * static_cast<double>(x);
    const double length = std::max(std::sqrt(squares), 1e-6);  // TensorFlow Lite's epsilon
    for (std::size_t i = 0; i < to.size(); ++i) {
      to[i] = static_cast<float>(static_cast<double>(from[i]) / length);
    }
  });
}

void compute(const ReduceAttributes& a, Operands in, Results out) {
  const Shape shape = in[0].shape;
  // Strides in the output, 0 along the reduced axes.
  std::vector<std::size_t> strides(shape.size());
  std::size_t kept = 1;
  for (std::size_t d = shape.size(); d-- > 0;) {
    if (std::find(a.axes.begin(), a.axes.end(), static_cast<std::int32_t>(d)) != a.axes.end()) {
      continue;
    }
    strides[d] = kept;
    kept *= static_cast<std::size_t>(shape[d]);
  }
  const bool largest = a.kind == Reduction::kMax;
  std::vector<double> results(kept, largest ? -std::numeric_limits<double>::infinity() : 0.0);
  std::vector<std::int32_t> at(shape.size());
  std::size_t to = 0;
  for (const float value : in[0].values) {
    const auto x = static_cast<double>(value);
    results[to] = largest ? std::max(results[to], x) : results[to] + x;
    for (std::size_t d = at.size(); d-- > 0;) {
      to += strides[d];
      if (++at[d] < shape[d]) break;
      to -= strides[d] * static_cast<std::size_t>(at[d]);
      at[d] = 0;
    }
  }
  const double share = a.kind == Reduction::kMean
                           ? static_cast<double>(in[0].values.size()) / static_cast<double>(kept)
                           : 1.0;
  for (std::size_t i = 0; i < kept; ++i) out[0].values[i] = static_cast<float>(results[i] / share);
}

void compute(const ArgMaxAttributes& a, Operands in, Results out) {
  const Shape shape = in[0].shape;
  const auto length = static_cast<std::size_t>(shape[a.axis]);
  std::size_t inner = 1;
  for (std::size_t d = static_cast<std::size_t>(a.axis) + 1; d < shape.size(); ++d) {
    inner *= static_cast<std::size_t>(shape[d]);
  }
  for (std::size_t i = 0; i < out[0].values.size(); ++i) {
    const float* const from = in[0].values.data() + i / inner * length * inner + i % inner;
    std::size_t best = 0;
    for (std::size_t k = 1; k < length; ++k) {
      if (from[k * inner] > from[best * inner]) best = k;
    }
    out[0].values[i] = static_cast<float>(best);
  }
}

}  // namespace ocellus::tools::reference

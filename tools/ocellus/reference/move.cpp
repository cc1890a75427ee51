#include <algorithm>
#include <cstddef>
#include <vector>

#include "tools/ocellus/reference/compute.hpp"

namespace ocellus::tools::reference {
namespace {

// For each index of the output along one dimension, where it comes from along the same dimension
// of the input; -1 for the filler.
using Sources = std::vector<std::int32_t>;

// output[i, j, ...] = input[sources[0][i], sources[1][j], ...]
void pick(const Operand& in, const std::vector<Sources>& sources, float filler,
          std::span<float> out) {
  const std::size_t rank = in.shape.size();
  std::vector<std::size_t> at(rank);
  for (float& value : out) {
    std::size_t from = 0;
    bool outside = false;
    for (std::size_t d = 0; d < rank; ++d) {
      const std::int32_t source = sources[d][at[d]];
      outside = outside || source < 0;
      from = from * static_cast<std::size_t>(in.shape[d]) + static_cast<std::size_t>(source);
    }
    value = outside ? filler : in.values[from];
    for (std::size_t d = rank; d-- > 0 && ++at[d] == sources[d].size();) at[d] = 0;
  }
}

// Dimension i of the output is dimension permutation[i] of the input, which has `shape`.
void transpose(std::span<const float> in, Shape shape, Shape permutation, std::span<float> out) {
  const std::size_t rank = shape.size();
  std::vector<std::size_t> pitches(rank, 1);
  for (std::size_t d = rank; d-- > 1;) {
    pitches[d - 1] = pitches[d] * static_cast<std::size_t>(shape[d]);
  }
  std::vector<std::int32_t> at(rank);
  std::size_t from = 0;
  for (float& value : out) {
    value = in[from];
    for (std::size_t d = rank; d-- > 0;) {
      const std::int32_t axis = permutation[d];
      from += pitches[axis];
      if (++at[d] < shape[axis]) break;
      from -= pitches[axis] * static_cast<std::size_t>(at[d]);
      at[d] = 0;
    }
  }
}

Sources padded(const PadAttributes& a, std::size_t dimension, std::int32_t size) {
  Sources sources;
  const std::int32_t end = size + a.after[dimension];
  // How far from the border the mirror image begins.
  const std::int32_t border = a.mode == PadMode::kReflect ? 1 : 0;
  for (std::int32_t i = -a.before[dimension]; i < end; ++i) {
    const bool mirrored = a.mode == PadMode::kReflect || a.mode == PadMode::kSymmetric;
    if (i >= 0 && i < size) {
      sources.push_back(i);
    } else if (!mirrored) {
      sources.push_back(-1);
    } else {
      sources.push_back(i < 0 ? border - 1 - i : 2 * size - 1 - border - i);
    }
  }
  return sources;
}

}  // namespace

void compute(const ReshapeAttributes& /*a*/, Operands in, Results out) {
  std::copy(in[0].values.begin(), in[0].values.end(), out[0].values.begin());
}

void compute(const QuantizeAttributes& /*a*/, Operands in, Results out) {
  std::copy(in[0].values.begin(), in[0].values.end(), out[0].values.begin());
}

void compute(const PadAttributes& a, Operands in, Results out) {
  std::vector<Sources> sources;
  for (std::size_t d = 0; d < in[0].shape.size(); ++d) {
    sources.push_back(padded(a, d, in[0].shape[d]));
  }
  pick(in[0], sources, a.mode == PadMode::kValue ? in[1].values[0] : 0.0f, out[0].values);
}

void compute(const SliceAttributes& a, Operands in, Results out) {
  std::vector<Sources> sources(in[0].shape.size());
  for (std::size_t d = 0; d < sources.size(); ++d) {
    for (std::int32_t i = 0; i < a.count[d]; ++i) {
      sources[d].push_back(a.begin[d] + i * a.stride[d]);
    }
  }
  pick(in[0], sources, 0, out[0].values);
}

void compute(const TransposeAttributes& a, Operands in, Results out) {
  transpose(in[0].values, in[0].shape, a.permutation, out[0].values);
}

void compute(const GatherAttributes& a, Operands in, Results out) {
  const Shape shape = in[0].shape;
  const auto product = [](Shape dimensions) {
    std::size_t result = 1;
    for (const std::int32_t size : dimensions) result *= static_cast<std::size_t>(size);
    return result;
  };
  const std::size_t batches = product(shape.first(a.batch_dimensions));
  const std::size_t outer = product(shape.subspan(a.batch_dimensions, a.axis - a.batch_dimensions));
  const auto length = static_cast<std::size_t>(shape[a.axis]);
  const std::size_t run = product(shape.subspan(a.axis + 1));
  const std::size_t indices = a.indices.size() / batches;
  float* to = out[0].values.data();
  for (std::size_t b = 0; b < batches; ++b) {
    for (std::size_t o = 0; o < outer; ++o) {
      for (std::size_t i = 0; i < indices; ++i) {
        const auto index = static_cast<std::size_t>(a.indices[b * indices + i]);
        const std::size_t from = ((b * outer + o) * length + index) * run;
        to = std::copy_n(in[0].values.data() + from, run, to);
      }
    }
  }
}

void compute(const BlockAttributes& a, Operands in, Results out) {
  const bool to_depth = a.kind == Block::kSpaceToDepth;
  const Shape space = to_depth ? in[0].shape : out[0].shape;
  const std::int32_t rows = space[1] / a.size;
  const std::int32_t columns = space[2] / a.size;
  constexpr std::int32_t kSwapped[] = {0, 1, 3, 2, 4, 5};
  if (to_depth) {
    const std::int32_t split[] = {space[0], rows, a.size, columns, a.size, space[3]};
    transpose(in[0].values, split, kSwapped, out[0].values);
  } else {
    const std::int32_t split[] = {space[0], rows, columns, a.size, a.size, space[3]};
    transpose(in[0].values, split, kSwapped, out[0].values);
  }
}

void compute(const BatchBlockAttributes& a, Operands in, Results out) {
  const bool to_batch = a.kind == BatchBlock::kSpaceToBatch;
  // NHC counts as NH1C with blocks of one column.
  const auto four = [](Shape shape) {
    return shape.size() == 4 ? std::vector<std::int32_t>(shape.begin(), shape.end())
                             : std::vector<std::int32_t>{shape[0], shape[1], 1, shape[2]};
  };
  const std::vector<std::int32_t> small = four(to_batch ? out[0].shape : in[0].shape);
  const std::vector<std::int32_t> large = four(to_batch ? in[0].shape : out[0].shape);
  const bool planar = a.block.size() > 1;
  const std::int32_t block_x = planar ? a.block[1] : 1;
  const std::int32_t before_x = planar ? a.before[1] : 0;
  const std::int32_t channels = large[3];
  const auto pixel = [&](const std::vector<std::int32_t>& shape, std::int32_t n, std::int32_t y,
                         std::int32_t x) {
    return ((static_cast<std::ptrdiff_t>(n) * shape[1] + y) * shape[2] + x) * channels;
  };
  if (to_batch) std::fill(out[0].values.begin(), out[0].values.end(), 0.0f);
  // Every pixel of the blocks has one place in the image, or lies in what is padded or cropped.
  for (std::int32_t n = 0; n < small[0]; ++n) {
    const std::int32_t shift = n / large[0];
    for (std::int32_t y = 0; y < small[1]; ++y) {
      const std::int32_t image_y = y * a.block[0] + shift / block_x - a.before[0];
      if (image_y < 0 || image_y >= large[1]) continue;
      for (std::int32_t x = 0; x < small[2]; ++x) {
        const std::int32_t image_x = x * block_x + shift % block_x - before_x;
        if (image_x < 0 || image_x >= large[2]) continue;
        const std::ptrdiff_t block = pixel(small, n, y, x);
        const std::ptrdiff_t image = pixel(large, n % large[0], image_y, image_x);
        std::copy_n(in[0].values.data() + (to_batch ? image : block), channels,
                    out[0].values.data() + (to_batch ? block : image));
      }
    }
  }
}

}  // namespace ocellus::tools::reference

#include "tools/ocellus/plan/moves.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <variant>

namespace ocellus::tools {
namespace {

using Shape = std::span<const std::int32_t>;

std::int64_t product(Shape dimensions) {
  std::int64_t result = 1;
  for (const std::int32_t size : dimensions) result *= size;
  return result;
}

Shape shape_before(const Tensor& tensor, std::int32_t axis) {
  return Shape(tensor.shape).first(static_cast<std::size_t>(axis));
}
Shape shape_from(const Tensor& tensor, std::int32_t axis) {
  return Shape(tensor.shape).subspan(static_cast<std::size_t>(axis));
}

// `count` indices whose sources lie `step` elements apart.
RemapAxis even(std::int64_t count, std::int64_t step, std::int64_t stride) {
  RemapAxis axis{{}, stride};
  for (std::int64_t i = 0; i < count; ++i) axis.sources.push_back(i * step);
  return axis;
}

// Axes of a dense output, outermost first, from the sources alone.
std::vector<RemapAxis> dense(std::vector<std::vector<std::int64_t>> sources) {
  std::vector<RemapAxis> axes(sources.size());
  std::int64_t stride = 1;
  for (std::size_t d = sources.size(); d-- > 0;) {
    axes[d] = {std::move(sources[d]), stride};
    stride *= static_cast<std::int64_t>(axes[d].sources.size());
  }
  return axes;
}

// output[i0, i1, ...] = input[sources[0][i0], sources[1][i1], ...], where -1 stays -1.
std::vector<RemapAxis> pick(Shape input, std::vector<std::vector<std::int64_t>> sources) {
  std::int64_t pitch = 1;
  for (std::size_t d = input.size(); d-- > 0;) {
    for (std::int64_t& source : sources[d]) source = source < 0 ? -1 : source * pitch;
    pitch *= input[d];
  }
  return dense(std::move(sources));
}

std::vector<std::int64_t> count_up(std::int64_t count) {
  std::vector<std::int64_t> result;
  for (std::int64_t i = 0; i < count; ++i) result.push_back(i);
  return result;
}

// The byte that a real 0 has in `tensor`: the zero point of a quantized one.
std::uint8_t zero_byte(const Tensor& tensor) {
  const bool has = !tensor.quantization.zero_points.empty() && bytes_per_element(tensor.type) == 1;
  return has ? static_cast<std::uint8_t>(tensor.quantization.zero_points[0]) : std::uint8_t{0};
}

class Moves {
 public:
  Moves(const Graph& graph, const Operator& op) : graph_(graph), op_(op) {}

  std::vector<Move> take() { return std::move(moves_); }

  void operator()(const auto&) {}  // computes something

  void operator()(const ReshapeAttributes&) {
    add(dense({count_up(static_cast<std::int64_t>(input().elements()))}));
  }

  void operator()(const PadAttributes& a) {
    std::vector<std::vector<std::int64_t>> sources(input().shape.size());
    // How far from the border the mirror image begins.
    const std::int64_t border = a.mode == PadMode::kReflect ? 1 : 0;
    const bool mirrored = a.mode == PadMode::kReflect || a.mode == PadMode::kSymmetric;
    for (std::size_t d = 0; d < sources.size(); ++d) {
      const std::int64_t size = input().shape[d];
      for (std::int64_t i = -a.before[d]; i < size + a.after[d]; ++i) {
        const std::int64_t image = i < 0 ? border - 1 - i : 2 * size - 1 - border - i;
        const bool inside = i >= 0 && i < size;
        sources[d].push_back(inside ? i : mirrored ? image : -1);
      }
    }
    const std::uint8_t fill = a.mode == PadMode::kValue
                                  ? static_cast<std::uint8_t>(graph_.tensor(op_.inputs[1]).data[0])
                                  : zero_byte(output());
    add(pick(input().shape, std::move(sources)), fill);
  }

  void operator()(const ConcatenationAttributes& a) { join(a.axis); }
  void operator()(const PackAttributes& a) { join(a.axis); }

  void operator()(const SplitAttributes& a) { divide(a.axis); }
  void operator()(const UnpackAttributes& a) { divide(a.axis); }

  void operator()(const SliceAttributes& a) {
    std::vector<std::vector<std::int64_t>> sources(input().shape.size());
    for (std::size_t d = 0; d < sources.size(); ++d) {
      for (std::int64_t i = 0; i < a.count[d]; ++i) {
        sources[d].push_back(a.begin[d] + i * a.stride[d]);
      }
    }
    add(pick(input().shape, std::move(sources)));
  }

  void operator()(const TransposeAttributes& a) {
    std::vector<std::vector<std::int64_t>> sources;
    for (const std::int32_t axis : a.permutation) {
      const std::int64_t pitch = product(shape_from(input(), axis + 1));
      sources.push_back(even(input().shape[static_cast<std::size_t>(axis)], pitch, 0).sources);
    }
    add(dense(std::move(sources)));
  }

  void operator()(const GatherAttributes& a) {
    const std::int64_t batches = product(shape_before(input(), a.batch_dimensions));
    const std::int64_t outer = product(shape_before(input(), a.axis)) / batches;
    const std::int64_t length = input().shape[static_cast<std::size_t>(a.axis)];
    const std::int64_t run = product(shape_from(input(), a.axis + 1));
    const std::int64_t indices = static_cast<std::int64_t>(a.indices.size()) / batches;
    for (std::int64_t batch = 0; batch < batches; ++batch) {
      std::vector<std::int64_t> sources;
      for (std::int64_t i = 0; i < indices; ++i) {
        sources.push_back(a.indices[static_cast<std::size_t>(batch * indices + i)] * run);
      }
      add(dense({even(outer, length * run, 0).sources, std::move(sources), count_up(run)}), 0,
          {.input_offset = batch * outer * length * run,
           .output_offset = batch * outer * indices * run});
    }
  }

  void operator()(const ResizeAttributes& a) {
    if (a.kind != Interpolation::kNearest) return;
    const auto& in = input().shape;
    const auto& out = output().shape;
    add(pick(in, {count_up(in[0]), nearest(a, in[1], out[1]), nearest(a, in[2], out[2]),
                  count_up(in[3])}));
  }

  void operator()(const BlockAttributes& a) {
    const bool to_depth = a.kind == Block::kSpaceToDepth;
    const std::vector<std::int32_t>& space = to_depth ? input().shape : output().shape;
    const std::int64_t block = a.size;
    const std::int64_t rows = space[1] / block;
    const std::int64_t columns = space[2] / block;
    const std::int64_t channels = space[3];
    // The image is [n, rows, block, columns, block, channels]; on the other side the third and the
    // fourth are exchanged.
    const std::int64_t second = to_depth ? columns : block;
    const std::int64_t third = to_depth ? block : columns;
    add(dense({even(space[0], rows * block * columns * block * channels, 0).sources,
               even(rows, block * columns * block * channels, 0).sources,
               even(second, block * channels, 0).sources,
               even(third, second * block * channels, 0).sources, even(block, channels, 0).sources,
               count_up(channels)}));
  }

  void operator()(const BatchBlockAttributes& a) {
    const bool to_batch = a.kind == BatchBlock::kSpaceToBatch;
    const std::vector<std::int32_t> in = four(input().shape);
    const std::vector<std::int32_t> out = four(output().shape);
    const std::int64_t block_y = a.block[0];
    const std::int64_t block_x = a.block.size() > 1 ? a.block[1] : 1;
    const std::int64_t before_y = a.before[0];
    const std::int64_t before_x = a.before.size() > 1 ? a.before[1] : 0;
    const std::int64_t channels = in[3];
    if (!to_batch) {
      // Row y of the image lies in row y / block_y of batch y % block_y, and so do columns.
      const std::int64_t image = std::int64_t{in[1]} * in[2] * channels;
      const std::int64_t shift = out[0] * image;
      std::vector<std::int64_t> ys;
      std::vector<std::int64_t> xs;
      for (std::int64_t i = 0; i < out[1]; ++i) {
        const std::int64_t y = i + before_y;
        ys.push_back(y % block_y * block_x * shift + y / block_y * in[2] * channels);
      }
      for (std::int64_t i = 0; i < out[2]; ++i) {
        const std::int64_t x = i + before_x;
        xs.push_back(x % block_x * shift + x / block_x * channels);
      }
      add(dense(
          {even(out[0], image, 0).sources, std::move(ys), std::move(xs), count_up(channels)}));
      return;
    }
    // The padding is real 0, the output's zero point. (TensorFlow Lite for Microcontrollers leaves
    // it uninitialised; TensorFlow Lite pads as here.)
    const auto inside = [](std::int64_t count, std::int64_t block, std::int64_t shift,
                           std::int64_t before, std::int64_t size) {
      std::vector<std::int64_t> sources;
      for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t source = i * block + shift - before;
        sources.push_back(source < 0 || source >= size ? -1 : source);
      }
      return sources;
    };
    const std::int64_t part = std::int64_t{in[0]} * out[1] * out[2] * channels;
    for (std::int64_t shift = 0; shift < block_y * block_x; ++shift) {
      add(pick(in, {count_up(in[0]), inside(out[1], block_y, shift / block_x, before_y, in[1]),
                    inside(out[2], block_x, shift % block_x, before_x, in[2]), count_up(channels)}),
          zero_byte(output()), {.output_offset = shift * part});
    }
  }

 private:
  // Offsets in elements.
  struct Ends {
    std::size_t input_index = 0;
    std::size_t output_index = 0;
    std::int64_t input_offset = 0;
    std::int64_t output_offset = 0;
  };

  const Tensor& input(std::size_t index = 0) const { return graph_.tensor(op_.inputs[index]); }
  const Tensor& output(std::size_t index = 0) const { return graph_.tensor(op_.outputs[index]); }

  void add(std::vector<RemapAxis> axes, std::uint8_t fill = 0) { add(std::move(axes), fill, {}); }
  void add(std::vector<RemapAxis> axes, std::uint8_t fill, Ends ends) {
    const std::size_t width = bytes_per_element(output().type);
    moves_.push_back({ends.input_index, ends.output_index,
                      static_cast<std::size_t>(ends.output_offset) * width,
                      make_remap(std::move(axes), width, fill, ends.input_offset)});
  }

  // Whatever the inputs hold from `axis` on lies side by side in each row of the output.
  void join(std::int32_t axis) {
    const std::int64_t rows = product(shape_before(output(), axis));
    const std::int64_t whole = product(shape_from(output(), axis));
    std::int64_t offset = 0;
    for (std::size_t i = 0; i < op_.inputs.size(); ++i) {
      const std::int64_t part = static_cast<std::int64_t>(input(i).elements()) / rows;
      add({even(rows, part, whole), even(part, 1, 1)}, 0,
          {.input_index = i, .output_offset = offset});
      offset += part;
    }
  }

  void divide(std::int32_t axis) {
    const std::int64_t rows = product(shape_before(input(), axis));
    const std::int64_t whole = product(shape_from(input(), axis));
    std::int64_t offset = 0;
    for (std::size_t i = 0; i < op_.outputs.size(); ++i) {
      const std::int64_t part = static_cast<std::int64_t>(output(i).elements()) / rows;
      add(dense({even(rows, whole, 0).sources, count_up(part)}), 0,
          {.output_index = i, .input_offset = offset});
      offset += part;
    }
  }

  // As TensorFlow Lite computes it, in float.
  static std::vector<std::int64_t> nearest(const ResizeAttributes& a, std::int32_t in,
                                           std::int32_t out) {
    const bool align = a.align_corners && out > 1;
    const float scale = align ? static_cast<float>(in - 1) / static_cast<float>(out - 1)
                              : static_cast<float>(in) / static_cast<float>(out);
    const float centre = a.half_pixel_centers ? 0.5F : 0.0F;
    std::vector<std::int64_t> sources;
    for (std::int32_t i = 0; i < out; ++i) {
      const float position = (static_cast<float>(i) + centre) * scale;
      const float rounded = a.align_corners ? std::round(position) : std::floor(position);
      sources.push_back(std::clamp(static_cast<std::int32_t>(rounded), 0, in - 1));
    }
    return sources;
  }

  // NHC counts as NH1C.
  static std::vector<std::int32_t> four(const std::vector<std::int32_t>& shape) {
    return shape.size() == 4 ? shape : std::vector<std::int32_t>{shape[0], shape[1], 1, shape[2]};
  }

  const Graph& graph_;
  const Operator& op_;
  std::vector<Move> moves_;
};

}  // namespace

std::vector<Move> moves_of(const Graph& graph, const Operator& op) {
  Moves moves(graph, op);
  std::visit(moves, op.attributes);
  return moves.take();
}

}  // namespace ocellus::tools

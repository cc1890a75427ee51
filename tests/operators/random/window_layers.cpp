#include <algorithm>

#include "tests/operators/random/layers.hpp"

namespace ocellus::random {
namespace {

Outputs pool(Draft& d, TensorId x, Code code) {
  const Shape in = d.shape(x);
  if (in.size() != 4) return {};
  schema::Pool2DOptionsT options;
  const bool global = d.random().chance(15);
  options.height = global ? in[1] : static_cast<std::int32_t>(d.random().between(1, 5));
  options.width = global                  ? in[2]
                  : d.random().chance(70) ? options.height
                                          : static_cast<std::int32_t>(d.random().between(1, 5));
  options.stride_y = static_cast<std::int32_t>(d.random().between(1, 3));
  options.stride_x = d.random().chance(70) ? options.stride_y
                                           : static_cast<std::int32_t>(d.random().between(1, 3));
  options.activation = d.activation();
  const bool fits = options.height <= in[1] && options.width <= in[2];
  options.padding =
      fits && d.random().chance(50) ? schema::PaddingRule::Valid : schema::PaddingRule::Same;
  const bool valid = options.padding == schema::PaddingRule::Valid;
  const auto windows = [](std::int32_t room, std::int32_t stride) {
    return (room + stride - 1) / stride;
  };
  const TensorId out =
      d.computed({in[0], windows(in[1] - (valid ? options.height - 1 : 0), options.stride_y),
                  windows(in[2] - (valid ? options.width - 1 : 0), options.stride_x), in[3]},
                 d.quantization(x));
  d.add_operator(code, 2, {x}, {out}, options);
  return {out};
}

// Some axes, at least one of several dimensions is left.
Outputs reduce(Draft& d, TensorId x, Code code, bool rescales) {
  const Shape in = d.shape(x);
  if (in.size() < 2) return {};
  const auto rank = static_cast<std::int64_t>(in.size());
  std::vector<bool> reduced(in.size(), false);
  if (rank == 4 && d.random().chance(50)) {
    reduced[1] = reduced[2] = true;
  } else {
    const std::int64_t count = d.random().between(1, rank - 1);
    for (std::int64_t i = 0; i < count; ++i) {
      reduced[static_cast<std::size_t>(d.random().between(0, rank - 1))] = true;
    }
  }
  schema::ReducerOptionsT options;
  options.keep_dimensions = d.random().chance(50);
  std::vector<std::int32_t> axes;
  Shape out_shape;
  std::int64_t count = 1;
  for (std::size_t axis = 0; axis < in.size(); ++axis) {
    if (!reduced[axis]) {
      out_shape.push_back(in[axis]);
      continue;
    }
    count *= in[axis];
    if (options.keep_dimensions) out_shape.push_back(1);
    const auto number = static_cast<std::int32_t>(axis);
    axes.push_back(d.random().chance(80) ? number : number - static_cast<std::int32_t>(rank));
  }
  Quantization q = d.quantization(x);
  if (rescales && d.random().chance(80)) {
    const float spread = code == Code::kSum ? static_cast<float>(count) * 0.5F : 1.0F;
    q = d.any_quantization();
    q.scales[0] = d.scale(x) * spread * d.random().magnitude(-2, 0);
  }
  const TensorId out = d.computed(out_shape, q);
  const auto numbers = static_cast<std::int32_t>(axes.size());
  d.add_operator(code, 2, {x, d.constant({numbers}, axes)}, {out}, options);
  return {out};
}

// A new size, and sometimes the old one.
Shape resized(Draft& d, const Shape& in) {
  const auto side = [&](std::int32_t size) {
    return d.random().chance(40) ? size * 2 : static_cast<std::int32_t>(d.random().between(1, 16));
  };
  return {in[0], side(in[1]), side(in[2]), in[3]};
}

TensorId size_of(Draft& d, const Shape& shape) {
  return d.constant({2}, std::vector<std::int32_t>{shape[1], shape[2]});
}

// A frame: output shape and paddings, at most `most` on each side of each dimension.
struct Frame {
  Shape shape;
  TensorId paddings;
};

Frame frame(Draft& d, const Shape& in, bool mirrored, std::int32_t less) {
  Frame result{in, -1};
  std::vector<std::int32_t> paddings;
  const bool image = in.size() == 4 && d.random().chance(60);
  for (std::size_t axis = 0; axis < in.size(); ++axis) {
    for (int side = 0; side < 2; ++side) {
      const bool here = image ? axis == 1 || axis == 2 : d.random().chance(60);
      const std::int32_t most = mirrored ? std::min(in[axis] - less, 3) : 3;
      const std::int32_t width = here ? static_cast<std::int32_t>(d.random().between(0, most)) : 0;
      paddings.push_back(width);
      result.shape[axis] += width;
    }
  }
  result.paddings = d.constant({static_cast<std::int32_t>(in.size()), 2}, paddings);
  return result;
}

}  // namespace

Outputs average_pool_2d(Draft& d, TensorId x) { return pool(d, x, Code::kAveragePool2d); }
Outputs max_pool_2d(Draft& d, TensorId x) { return pool(d, x, Code::kMaxPool2d); }

Outputs mean(Draft& d, TensorId x) { return reduce(d, x, Code::kMean, true); }
Outputs sum(Draft& d, TensorId x) { return reduce(d, x, Code::kSum, true); }
Outputs reduce_max(Draft& d, TensorId x) { return reduce(d, x, Code::kReduceMax, false); }

Outputs arg_max(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.size() < 2) return {};
  const auto rank = static_cast<std::int32_t>(in.size());
  const auto axis =
      static_cast<std::int32_t>(d.random().chance(60) ? rank - 1 : d.random().between(0, rank - 1));
  Shape shape = in;
  shape.erase(shape.begin() + axis);
  const TensorId out = d.computed(shape, {}, ElementType::Int32);
  schema::ArgMaxOptionsT options;
  options.output_type = ElementType::Int32;
  const std::vector<std::int32_t> number{d.random().chance(70) ? axis : axis - rank};
  d.add_operator(Code::kArgMax, 2, {x, d.constant({}, number)}, {out}, options);
  return {out};
}

Outputs resize_bilinear(Draft& d, TensorId x) {
  if (d.shape(x).size() != 4) return {};
  const Shape shape = resized(d, d.shape(x));
  const TensorId out = d.computed(shape, d.moved_quantization(x));
  schema::ResizeBilinearOptionsT options;
  options.half_pixel_centers = d.random().chance(50);
  options.align_corners = !options.half_pixel_centers && d.random().chance(50);
  d.add_operator(Code::kResizeBilinear, options.half_pixel_centers ? 3 : 2, {x, size_of(d, shape)},
                 {out}, options);
  return {out};
}

Outputs resize_nearest_neighbor(Draft& d, TensorId x) {
  if (d.shape(x).size() != 4) return {};
  const Shape shape = resized(d, d.shape(x));
  const TensorId out = d.computed(shape, d.moved_quantization(x));
  schema::ResizeNearestNeighborOptionsT options;
  options.half_pixel_centers = d.random().chance(40);
  options.align_corners = d.random().chance(40);
  const int version = options.half_pixel_centers || options.align_corners ? 3 : 2;
  d.add_operator(Code::kResizeNearestNeighbor, version, {x, size_of(d, shape)}, {out}, options);
  return {out};
}

Outputs pad(Draft& d, TensorId x) {
  if (d.shape(x).empty()) return {};
  const Frame around = frame(d, d.shape(x), false, 0);
  const TensorId out = d.computed(around.shape, d.moved_quantization(x));
  d.add_operator(Code::kPad, 2, {x, around.paddings}, {out}, schema::PadOptionsT{});
  return {out};
}

Outputs pad_v2(Draft& d, TensorId x) {
  if (d.shape(x).empty()) return {};
  const Frame around = frame(d, d.shape(x), false, 0);
  const TensorId value = d.constant({}, d.quantization(x), d.values(1));
  const TensorId out = d.computed(around.shape, d.quantization(x));
  d.add_operator(Code::kPadV2, 2, {x, around.paddings, value}, {out}, schema::PadV2OptionsT{});
  return {out};
}

Outputs mirror_pad(Draft& d, TensorId x) {
  if (d.shape(x).empty()) return {};
  schema::MirrorPadOptionsT options;
  options.mode = d.random().pick({schema::MirrorMode::Reflect, schema::MirrorMode::Symmetric});
  const Frame around =
      frame(d, d.shape(x), true, options.mode == schema::MirrorMode::Reflect ? 1 : 0);
  const TensorId out = d.computed(around.shape, d.moved_quantization(x));
  d.add_operator(Code::kMirrorPad, 2, {x, around.paddings}, {out}, options);
  return {out};
}

}  // namespace ocellus::random

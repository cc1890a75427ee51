// The anchors of a single-shot detector: boxes of a few fixed shapes centred on every cell of a few
// grids. The model reports how to move and scale each.
//
// Lengths are fractions of the model's input: 1 is its whole width or height.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ocellus {

struct AnchorShape {
  float width = 0;
  float height = 0;
};

struct Anchor {
  float x = 0;  // of its centre
  float y = 0;
  AnchorShape shape;
};

// The anchors of one layer, in the order of the model's outputs: row by row, cell by cell, shape
// by shape. Each is centred on its cell.
struct AnchorGrid {
  static constexpr std::size_t kMaxShapes = 6;

  std::int32_t rows = 0;
  std::int32_t columns = 0;
  std::size_t shape_count = 0;
  std::array<AnchorShape, kMaxShapes> shapes = {};

  constexpr std::size_t cells() const {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  }
  constexpr std::size_t size() const { return cells() * shape_count; }

  constexpr Anchor at(std::size_t index) const {
    const auto cell = static_cast<std::int32_t>(index / shape_count);
    return {(static_cast<float>(cell % columns) + 0.5f) / static_cast<float>(columns),
            (static_cast<float>(cell / columns) + 0.5f) / static_cast<float>(rows),
            shapes[index % shape_count]};
  }
};

constexpr std::size_t anchor_count(std::span<const AnchorGrid> grids) {
  std::size_t count = 0;
  for (const AnchorGrid& grid : grids) count += grid.size();
  return count;
}

// 0 <= index < anchor_count(grids).
constexpr Anchor anchor_at(std::span<const AnchorGrid> grids, std::size_t index) {
  for (const AnchorGrid& grid : grids) {
    if (index < grid.size()) return grid.at(index);
    index -= grid.size();
  }
  return {};
}

// Newton's method; for building tables at compile time. x > 0.
consteval double square_root(double x) {
  double root = x < 1 ? 1 : x;
  for (int i = 0; i < 100; ++i) root = 0.5 * (root + x / root);
  return root;
}

// A box of area scale^2 whose width is `aspect` times its height.
consteval AnchorShape anchor_shape(double scale, double aspect) {
  const double root = square_root(aspect);
  return {static_cast<float>(scale * root), static_cast<float>(scale / root)};
}

// The anchors of SSD (Liu et al., 2016, section 2.2) as TensorFlow's Object Detection API lays them
// out by default. Layer k of n has scale s(k), evenly spaced from `lowest_scale` to
// `highest_scale`, and these shapes: aspect 1, 2, 1/2, 3 and 1/3 at s(k), then a square of
// sqrt(s(k) s(k + 1)), where s(n) = 1. The first layer is reduced to three: a square of 0.1, and
// aspects 2 and 1/2 at s(0).
template <std::size_t N>
consteval std::array<AnchorGrid, N> ssd_anchor_grids(const std::array<std::int32_t, N>& sides,
                                                     double lowest_scale, double highest_scale) {
  static_assert(N >= 2);
  const auto scale = [&](std::size_t k) {
    if (k == N) return 1.0;
    return lowest_scale + (highest_scale - lowest_scale) * static_cast<double>(k) / (N - 1);
  };
  std::array<AnchorGrid, N> grids{};
  for (std::size_t k = 0; k < N; ++k) {
    AnchorGrid& grid = grids[k];
    grid.rows = grid.columns = sides[k];
    if (k == 0) {
      grid.shape_count = 3;
      grid.shapes = {anchor_shape(0.1, 1), anchor_shape(scale(0), 2), anchor_shape(scale(0), 0.5)};
    } else {
      grid.shape_count = 6;
      grid.shapes = {
          anchor_shape(scale(k), 1),       anchor_shape(scale(k), 2),
          anchor_shape(scale(k), 0.5),     anchor_shape(scale(k), 3),
          anchor_shape(scale(k), 1.0 / 3), anchor_shape(square_root(scale(k) * scale(k + 1)), 1)};
    }
  }
  return grids;
}

}  // namespace ocellus

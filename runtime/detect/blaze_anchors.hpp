// The anchors of the BlazeFace family (Bazarevsky et al., 2019, section 3.2): a few at the centre
// of every cell, all of one size, the model's whole input. The model reports where the box is
// relative to the cell and how large it is, so an anchor is no more than a place.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "runtime/detect/anchors.hpp"

namespace ocellus {

// Every layer, one per entry of `strides` (pixels of the input, rising), puts `anchors_per_layer`
// on each of its cells, `input` / stride a side. Layers of equal stride share one grid: all their
// anchors of a cell stand together. N is the number of different strides.
template <std::size_t N, std::size_t kLayers>
consteval std::array<AnchorGrid, N> blaze_anchor_grids(std::int32_t input,
                                                       std::size_t anchors_per_layer,
                                                       const std::int32_t (&strides)[kLayers]) {
  std::array<AnchorGrid, N> grids{};
  std::size_t used = 0;
  for (std::size_t layer = 0; layer < kLayers; ++layer) {
    if (layer == 0 || strides[layer] != strides[layer - 1]) {
      grids[used].rows = grids[used].columns = input / strides[layer];
      ++used;
    }
    AnchorGrid& grid = grids[used - 1];
    for (std::size_t i = 0; i < anchors_per_layer; ++i) grid.shapes[grid.shape_count++] = {1, 1};
  }
  return grids;
}

}  // namespace ocellus

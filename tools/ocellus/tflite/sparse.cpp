#include "tools/ocellus/tflite/sparse.hpp"

#include <algorithm>
#include <cstring>

#include "schema_generated.h"

namespace ocellus::tools {
namespace {

// One of the nested walks over a dimension, or over the blocks' inside.
struct Level {
  std::size_t extent = 0;  // how many indices there may be
  std::size_t step = 0;    // elements from one index to the next in the dense tensor
};

template <typename Values>
std::vector<std::size_t> widened(const Values* table) {
  if (table == nullptr || table->values() == nullptr) return {};
  return {table->values()->begin(), table->values()->end()};
}

std::vector<std::size_t> numbers(schema::Indices type, const void* table) {
  switch (type) {
    case schema::Indices::IndicesInt32:
      return widened(static_cast<const schema::IndicesInt32*>(table));
    case schema::Indices::IndicesUInt16:
      return widened(static_cast<const schema::IndicesUInt16*>(table));
    case schema::Indices::IndicesUInt8:
      return widened(static_cast<const schema::IndicesUInt8*>(table));
    case schema::Indices::NONE:
      break;
  }
  return {};
}

constexpr const char* kContradiction = "is stored sparse in a way that contradicts its shape";

// The levels in the order they are walked in; empty when they do not cover the tensor exactly.
std::vector<Level> levels_of(const schema::Sparsity& sparsity, const Tensor& tensor) {
  const auto* const order = sparsity.traversal_order();
  const auto* const dimensions = sparsity.dimensions();
  const std::size_t rank = tensor.shape.size();
  const std::size_t blocks = sparsity.block_map() == nullptr ? 0 : sparsity.block_map()->size();
  if (order == nullptr || dimensions == nullptr || rank == 0 || blocks > rank ||
      order->size() != rank + blocks || dimensions->size() != rank + blocks) {
    return {};
  }
  std::vector<std::size_t> size(rank), step(rank, 1), block(rank, 1);
  for (std::size_t i = rank; i-- > 0;) {
    size[i] = static_cast<std::size_t>(tensor.shape[i]);
    if (i + 1 < rank) step[i] = step[i + 1] * size[i + 1];
  }
  std::vector<bool> seen(rank + blocks);
  // Blocks first: they say how many are left of the dimensions that they divide.
  std::vector<Level> levels(rank + blocks);
  for (const bool inside : {true, false}) {
    for (flatbuffers::uoffset_t i = 0; i < order->size(); ++i) {
      const std::int64_t walked = order->Get(i);
      if (walked < 0 || walked >= static_cast<std::int64_t>(rank + blocks)) return {};
      const auto at = static_cast<std::size_t>(walked);
      if ((at >= rank) != inside) continue;
      if (seen[at]) return {};
      seen[at] = true;
      if (inside) {
        const std::int64_t divided =
            sparsity.block_map()->Get(static_cast<flatbuffers::uoffset_t>(at - rank));
        const std::int64_t extent = dimensions->Get(i)->dense_size();
        if (divided < 0 || divided >= static_cast<std::int64_t>(rank) || extent < 1) return {};
        const auto d = static_cast<std::size_t>(divided);
        if (block[d] != 1 || size[d] % static_cast<std::size_t>(extent) != 0) return {};
        block[d] = static_cast<std::size_t>(extent);
        levels[i] = {block[d], step[d]};
      } else {
        levels[i] = {size[at] / block[at], step[at] * block[at]};
      }
    }
  }
  return levels;
}

}  // namespace

Refusal densify(const schema::Sparsity& sparsity, const Tensor& tensor,
                std::span<const std::byte> values, std::vector<std::byte>& dense) {
  if (tensor.elements() > kMostSparseElements) {
    return "is stored sparse with more than " + std::to_string(kMostSparseElements) + " elements";
  }
  const std::vector<Level> levels = levels_of(sparsity, tensor);
  if (levels.empty()) return kContradiction;
  // Where in the dense tensor each position of the levels walked so far lies.
  std::vector<std::size_t> places = {0};
  for (std::size_t l = 0; l < levels.size(); ++l) {
    const schema::SparseDimension& stored =
        *sparsity.dimensions()->Get(static_cast<flatbuffers::uoffset_t>(l));
    const Level& level = levels[l];
    std::vector<std::size_t> next;
    if (stored.format() == schema::DimensionFormat::Dense) {
      if (static_cast<std::size_t>(stored.dense_size()) != level.extent) return kContradiction;
      for (const std::size_t place : places) {
        for (std::size_t i = 0; i < level.extent; ++i) next.push_back(place + i * level.step);
      }
    } else {
      const auto segments = numbers(stored.segments_type(), stored.segments());
      const auto indices = numbers(stored.indices_type(), stored.indices());
      if (segments.size() != places.size() + 1 || segments.front() != 0 ||
          segments.back() != indices.size() || !std::is_sorted(segments.begin(), segments.end())) {
        return kContradiction;
      }
      for (std::size_t p = 0; p < places.size(); ++p) {
        for (std::size_t i = segments[p]; i < segments[p + 1]; ++i) {
          const bool ascends = i == segments[p] || indices[i] > indices[i - 1];
          if (!ascends || indices[i] >= level.extent) return kContradiction;
          next.push_back(places[p] + indices[i] * level.step);
        }
      }
    }
    places = std::move(next);
  }
  const std::size_t width = bytes_per_element(tensor.type);
  if (values.size() != places.size() * width) {
    return "has " + std::to_string(values.size()) + " bytes of data, its " +
           std::to_string(places.size()) + " sparse elements need " +
           std::to_string(places.size() * width);
  }
  dense.assign(tensor.bytes(), std::byte{0});
  for (std::size_t i = 0; i < places.size(); ++i) {
    std::memcpy(dense.data() + places[i] * width, values.data() + i * width, width);
  }
  return {};
}

}  // namespace ocellus::tools

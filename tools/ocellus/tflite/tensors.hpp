// The tensors of a file, checked and turned into the graph's one at a time, when first used.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {

namespace schema {
struct Model;
struct SubGraph;
struct Tensor;
}  // namespace schema

// Why something is refused, as the end of a sentence that names it; nothing when it is fine.
using Refusal = std::optional<std::string>;

// Printable text of at most 255 bytes: control characters and broken UTF-8 become '?'.
std::string printable(std::string_view text);

class TensorReader {
 public:
  // Limits on what a file may hold; far above what any board can run.
  static constexpr std::size_t kMostDimensions = 6;
  static constexpr std::uint64_t kMostElements = std::uint64_t{1} << 28;
  static constexpr std::uint64_t kMostConstantBytes = std::uint64_t{1} << 29;

  // Gives `graph` one tensor for each of the file's, under the same numbers, with only its name.
  // All three must outlive this object.
  TensorReader(const schema::Model& model, const schema::SubGraph& subgraph, Graph& graph);

  bool exists(std::int64_t index) const {
    return index >= 0 && index < static_cast<std::int64_t>(graph_->tensors.size());
  }

  // Whether the file gives tensor `id` a value; asked before it is loaded.
  bool has_data(TensorId id) const;

  // Makes graph.tensor(id) complete: shape, type, quantization and, for a constant, data.
  Refusal load(TensorId id);

  // Counts bytes of constants that are about to be kept, and refuses them beyond the limit.
  Refusal claim(std::uint64_t bytes);

 private:
  Refusal read(TensorId id);
  Refusal read_shape(const schema::Tensor& from, Tensor& to) const;
  Refusal read_quantization(const schema::Tensor& from, Tensor& to) const;
  Refusal read_data(const schema::Tensor& from, Tensor& to);

  const schema::Model* model_;
  const schema::SubGraph* subgraph_;
  Graph* graph_;
  std::vector<bool> loaded_;
  std::uint64_t constant_bytes_ = 0;
};

}  // namespace ocellus::tools

// Of which kind an operator is.
#pragma once

#include <variant>

#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools::quantize {

template <typename... Kinds>  // attributes of attributes.hpp
bool is_any_of(const Operator& op) {
  return (std::holds_alternative<Kinds>(op.attributes) || ...);
}

}  // namespace ocellus::tools::quantize

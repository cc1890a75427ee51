// The type of an input or output as compiled models state it.
#pragma once

#include "runtime/model.hpp"
#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {

constexpr ElementType element_type(DataType type) {
  switch (type) {
    case DataType::kUint8:
      return ElementType::kUint8;
    case DataType::kFloat32:
      return ElementType::kFloat32;
    case DataType::kInt32:
      return ElementType::kInt32;
    case DataType::kInt64:
      return ElementType::kInt64;
    default:
      return ElementType::kInt8;
  }
}

}  // namespace ocellus::tools

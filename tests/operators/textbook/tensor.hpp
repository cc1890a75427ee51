// A tensor of a file, with its values: row by row, the last dimension fastest, little-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "schema_generated.h"

namespace ocellus::textbook {

namespace schema = ocellus::tools::schema;
using schema::ElementType;
using Bytes = std::vector<std::byte>;
using Index = std::vector<std::int64_t>;  // a shape, or a place in one

// The model has no answer for this file: says why on stderr and ends the program. Only broken
// tests get here; the files are made beside them.
[[noreturn]] void give_up(const std::string& why);

std::size_t bytes_of(ElementType type);
std::int64_t elements(const Index& shape);

// Calls `visit` for every place of `shape`, in the order the values lie.
void for_each_place(const Index& shape, const std::function<void(const Index&)>& visit);

// -1 is the last dimension, and so on.
std::int64_t positive_axis(std::int64_t axis, std::size_t rank);

struct Tensor {
  ElementType type = ElementType::Int8;
  Index shape;
  // real = scale * (quantized - zero_point): one pair, or one for each output channel.
  std::vector<float> scales;
  std::vector<std::int64_t> zero_points;
  Bytes bytes;

  std::int64_t size() const { return elements(shape); }
  std::int64_t dimension(std::int64_t axis) const {
    return shape.at(static_cast<std::size_t>(axis));
  }
  std::size_t rank() const { return shape.size(); }

  float scale() const { return scales.at(0); }
  std::int64_t zero_point() const { return zero_points.at(0); }

  // The least and the greatest value of an integer type.
  std::int64_t lowest() const;
  std::int64_t highest() const;

  // Where a place lies among the values.
  std::int64_t flat(const Index& place) const;

  std::int64_t integer(std::int64_t flat) const;
  std::int64_t integer(const Index& place) const { return integer(flat(place)); }
  float real(std::int64_t flat) const;

  void set_integer(std::int64_t flat, std::int64_t value);
  void set_integer(const Index& place, std::int64_t value) { set_integer(flat(place), value); }
  void set_real(std::int64_t flat, float value);

  // An element of another tensor of the same type, whatever the type.
  void copy_element(const Index& to, const Tensor& from, const Index& place);
};

// The operator, what it reads (null where an optional input is absent) and what it writes.
struct Operation {
  const schema::OperatorT& op;
  std::vector<const Tensor*> inputs;
  std::vector<Tensor*> outputs;

  const Tensor& input(std::size_t index) const { return *inputs.at(index); }
  Tensor& output(std::size_t index = 0) const { return *outputs.at(index); }
  const Tensor* optional_input(std::size_t index) const {
    return index < inputs.size() ? inputs[index] : nullptr;
  }
};

}  // namespace ocellus::textbook

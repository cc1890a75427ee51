// Tensors side by side, and apart again. All of them share one quantization.
#include "tests/operators/textbook/operators.hpp"

namespace ocellus::textbook {
namespace {

void join(const std::vector<const Tensor*>& parts, std::int64_t axis, Tensor& whole) {
  const auto along = static_cast<std::size_t>(positive_axis(axis, whole.rank()));
  std::int64_t begin = 0;
  for (const Tensor* part : parts) {
    for_each_place(part->shape, [&](const Index& from) {
      Index to = from;
      to[along] += begin;
      whole.copy_element(to, *part, from);
    });
    begin += part->shape[along];
  }
}

void part(const Tensor& whole, std::int64_t axis, const std::vector<Tensor*>& parts) {
  const auto along = static_cast<std::size_t>(positive_axis(axis, whole.rank()));
  std::int64_t begin = 0;
  for (Tensor* piece : parts) {
    for_each_place(piece->shape, [&](const Index& to) {
      Index from = to;
      from[along] += begin;
      piece->copy_element(to, whole, from);
    });
    begin += piece->shape[along];
  }
}

}  // namespace

void concatenation(const Operation& o) {
  join(o.inputs, o.op.options.AsConcatenationOptions()->axis, o.output());
}

// Inputs: the axis, then the tensor.
void split(const Operation& o) { part(o.input(1), o.input(0).integer(0), o.outputs); }

// Inputs: the tensor, the sizes of the parts (which the outputs' shapes repeat), the axis.
void split_v(const Operation& o) { part(o.input(0), o.input(2).integer(0), o.outputs); }

// Along a new dimension.
void pack(const Operation& o) {
  Tensor& whole = o.output();
  const auto axis = positive_axis(o.op.options.AsPackOptions()->axis, whole.rank());
  for (std::size_t i = 0; i < o.inputs.size(); ++i) {
    for_each_place(o.input(i).shape, [&](const Index& from) {
      Index to = from;
      to.insert(to.begin() + axis, static_cast<std::int64_t>(i));
      whole.copy_element(to, o.input(i), from);
    });
  }
}

void unpack(const Operation& o) {
  const Tensor& whole = o.input(0);
  const auto axis = positive_axis(o.op.options.AsUnpackOptions()->axis, whole.rank());
  for (std::size_t i = 0; i < o.outputs.size(); ++i) {
    for_each_place(o.output(i).shape, [&](const Index& to) {
      Index from = to;
      from.insert(from.begin() + axis, static_cast<std::int64_t>(i));
      o.output(i).copy_element(to, whole, from);
    });
  }
}

}  // namespace ocellus::textbook

// A frame around a tensor. Paddings: for each dimension how much goes before and how much behind.
#include "tests/operators/textbook/fixed_point.hpp"
#include "tests/operators/textbook/operators.hpp"

namespace ocellus::textbook {

// The frame holds the output's zero point, or with PADV2 the value of the third input.
void pad(const Operation& o) {
  const Tensor& input = o.input(0);
  const Tensor* given = o.optional_input(2);
  const std::int64_t value = given != nullptr ? given->integer(0) : o.output().zero_point();
  for_each_place(o.output().shape, [&](const Index& at) {
    Index from(at.size());
    bool inside = true;
    for (std::size_t axis = 0; axis < at.size(); ++axis) {
      from[axis] = at[axis] - o.input(1).integer(static_cast<std::int64_t>(2 * axis));
      inside = inside && from[axis] >= 0 && from[axis] < input.shape[axis];
    }
    o.output().set_integer(at, inside ? input.integer(from) : value);
  });
}

// The frame mirrors the tensor: with the border itself (SYMMETRIC) or without (REFLECT).
void mirror_pad(const Operation& o) {
  const Tensor& input = o.input(0);
  const bool reflect = o.op.options.AsMirrorPadOptions()->mode == schema::MirrorMode::Reflect;
  const std::int64_t border = reflect ? 0 : 1;
  for_each_place(o.output().shape, [&](const Index& at) {
    Index from(at.size());
    for (std::size_t axis = 0; axis < at.size(); ++axis) {
      const std::int64_t extent = input.shape[axis];
      std::int64_t x = at[axis] - o.input(1).integer(static_cast<std::int64_t>(2 * axis));
      if (x < 0) x = -x - border;
      if (x >= extent) x = 2 * (extent - 1) - x + border;
      from[axis] = x;
    }
    o.output().set_integer(at, input.integer(from));
  });
}

}  // namespace ocellus::textbook

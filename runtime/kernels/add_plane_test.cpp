// A plane is claimed only where it gives ADD's results: for every pair of inputs, against the
// scalar kernel.
#include "runtime/kernels/add_plane.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "runtime/kernels/kernel_set.hpp"
#include "runtime/kernels/random_layer.hpp"

namespace ocellus::kernels {
namespace {

constexpr std::uint32_t kPairs = 65536;

// ADD as converters make it from three scales.
Add add_of(double first, double second, double output, const Output& quantized) {
  const double twice_largest = 2 * std::max(first, second);
  Add op;
  op.size = kPairs;
  op.first = multiplier_of(first / twice_largest);
  op.second = multiplier_of(second / twice_largest);
  op.sum = multiplier_of(twice_largest / (output * (1 << Add::kLeftShift)));
  op.quantized = quantized;
  return op;
}

TEST(AddPlane, GivesTheResultOfEveryPair) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  std::vector<std::int8_t> first(kPairs);
  std::vector<std::int8_t> second(kPairs);
  std::vector<std::int8_t> expected(kPairs);
  for (std::uint32_t i = 0; i < kPairs; ++i) {
    first[i] = static_cast<std::int8_t>(i);
    second[i] = static_cast<std::int8_t>(i >> 8);
  }
  constexpr int kOperators = 100;
  int found = 0;
  for (int n = 0; n < kOperators; ++n) {
    const auto zero_point = [&] { return static_cast<std::int32_t>(random() % 256) - 128; };
    const double one = 0.1 + unit(random);
    const double other = n % 4 == 0 ? one : 0.1 + unit(random);
    Add op = add_of(one, other, std::max(one, other) * (0.5 + 2 * unit(random)),
                    {.zero_point = zero_point(), .low = n % 3 == 0 ? -20 : -128, .high = 127});
    op.first_zero_point = zero_point();
    op.second_zero_point = zero_point();
    const std::optional<AddPlane> plane = find_add_plane(op);
    if (!plane) {
      continue;
    }
    ++found;
    kernel_set(Isa::kScalar)->add(op, first.data(), second.data(), expected.data());
    for (std::uint32_t i = 0; i < kPairs; ++i) {
      const std::int64_t step = (std::int64_t{plane->first} * first[i] +
                                 std::int64_t{plane->second} * second[i] + plane->constant) >>
                                plane->shift;
      ASSERT_EQ(std::clamp<std::int64_t>(step, op.quantized.low, op.quantized.high), expected[i])
          << "operator " << n << ", " << int{first[i]} << " and " << int{second[i]};
    }
  }
  EXPECT_GE(found, kOperators * 9 / 10);
}

// Halves are rounded away from zero: no plane does that on both sides of it.
TEST(AddPlane, IsNotFoundForExactTies) { EXPECT_FALSE(find_add_plane(add_of(1.0, 1.0, 2.0, {}))); }

TEST(AddPlane, IsNotFoundForFactorsThatOverflow) {
  Add op = add_of(0.7, 1.0, 1.1, {});
  op.first.shift = 3;
  EXPECT_FALSE(find_add_plane(op));
}

}  // namespace
}  // namespace ocellus::kernels

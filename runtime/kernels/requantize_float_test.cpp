// Requantize::kFloat is claimed only where it is equal: the claim against every accumulator, and
// the emulation the claim rests on against the kernels that use it.
#include "runtime/kernels/requantize_float.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "runtime/kernels/kernel_set.hpp"
#include "runtime/kernels/runnable_isas.hpp"

namespace ocellus::kernels {
namespace {

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : random_(seed) {}
  std::int32_t between(std::int32_t low, std::int32_t high) {
    return std::uniform_int_distribution<std::int32_t>(low, high)(random_);
  }
  Multiplier factor(std::int32_t lowest_shift, std::int32_t highest_shift) {
    return {between(1 << 30, std::numeric_limits<std::int32_t>::max()),
            between(lowest_shift, highest_shift)};
  }
  Output output() {
    Output output;
    output.zero_point = between(-128, 127);
    if (between(0, 1) == 0) {
      output.low = output.zero_point;
      output.high = between(output.low, 127);
    }
    return output;
  }

 private:
  std::mt19937 random_;
};

TEST(RequantizeFloat, IsEqualForEveryAccumulatorWhereItIsClaimed) {
  Dice dice(21);
  int claimed = 0;
  for (int i = 0; i < 60; ++i) {
    const Multiplier factor = dice.factor(-14, 0);
    const Output output = dice.output();
    const AccumulatorRange range{-dice.between(0, 200'000), dice.between(0, 200'000)};
    const std::optional<FloatFactor> found = find_float_factor(factor, output, range);
    if (!found) {
      continue;
    }
    ++claimed;
    for (std::int64_t x = range.low; x <= range.high; ++x) {
      const std::int32_t accumulator = static_cast<std::int32_t>(x);
      ASSERT_EQ(requantize_float(accumulator, *found, output),
                requantize_integer(accumulator, factor, output))
          << accumulator << " * " << factor.multiplier << " >> " << -factor.shift;
    }
  }
  // Such factors are what layers have: hardly any may be refused, or nobody gains anything.
  EXPECT_GE(claimed, 58);
}

// The smaller the factor, the closer accumulators come to thresholds: here the plain constant is
// often wrong, and only the check of every threshold finds one that is not.
TEST(RequantizeFloat, IsEqualForSmallFactorsWhereItIsClaimed) {
  Dice dice(24);
  int claimed = 0;
  for (int i = 0; i < 30; ++i) {
    const Multiplier factor = dice.factor(-19, -16);
    const Output output{.zero_point = 0, .low = 0, .high = 127};
    const AccumulatorRange range{0, 2'000'000};
    const std::optional<FloatFactor> found = find_float_factor(factor, output, range);
    if (!found) {
      continue;
    }
    ++claimed;
    for (std::int32_t x = 0; x <= 2'000'000; ++x) {
      ASSERT_EQ(requantize_float(x, *found, output), requantize_integer(x, factor, output))
          << x << " * " << factor.multiplier << " >> " << -factor.shift;
    }
  }
  EXPECT_GE(claimed, 25);
}

// The emulation notices a constant that is off by a little.
TEST(RequantizeFloat, EmulationNoticesWrongConstants) {
  Dice dice(22);
  int different = 0;
  for (int i = 0; i < 40; ++i) {
    const Multiplier factor = dice.factor(-12, -12);
    const Output output{.zero_point = -128, .low = -128, .high = 127};
    std::optional<FloatFactor> found = find_float_factor(factor, output, {0, 1 << 20});
    ASSERT_TRUE(found);
    found->c += 1.0F / (1 << 15);
    for (std::int32_t x = 0; x <= 1 << 20; ++x) {
      if (requantize_float(x, *found, output) != requantize_integer(x, factor, output)) {
        ++different;
        break;
      }
    }
  }
  EXPECT_GT(different, 20);
}

TEST(RequantizeFloat, RefusesWhatMayWrapOrOverflow) {
  const Output output{.zero_point = 0, .low = -128, .high = 127};
  EXPECT_FALSE(find_float_factor({1 << 30, 8}, output, {0, 1 << 24}));
  EXPECT_FALSE(find_float_factor({1 << 30, 0}, output, {0, std::int64_t{1} << 31}));
  EXPECT_FALSE(find_float_factor({1 << 30, 0}, output, {-(std::int64_t{1} << 31) - 1, 0}));
  EXPECT_TRUE(find_float_factor({1 << 30, 0}, output, {-1000, 1000}));
}

TEST(RequantizeFloat, AccumulatorRangeIsWhatInputsCanReach) {
  const std::int8_t weights[] = {2, 99, -3, 99};
  const AccumulatorRange range = accumulator_range(weights, 2, 2, 10, 1000);
  EXPECT_EQ(range.low, 1000 + 2 * (-128 - 10) - 3 * (127 - 10));
  EXPECT_EQ(range.high, 1000 + 2 * (127 - 10) - 3 * (-128 - 10));
}

// A 1x1 convolution with the weight 1 turns its 256 inputs and its biases into consecutive
// accumulators: each ISA's requantization, both ways, against the specification.
TEST(RequantizeFloat, KernelsAgreeOnEveryAccumulator) {
  Dice dice(23);
  constexpr std::int32_t kChannels = 1024;
  Conv2d op;
  op.input = {16, 16, 1};
  op.output = {16, 16, kChannels};
  std::vector<std::int8_t> input(256);
  for (int i = 0; i < 256; ++i) {
    input[static_cast<std::size_t>(i)] = static_cast<std::int8_t>(i);
  }
  const std::vector<std::int8_t> filter(kChannels, 1);
  for (int i = 0; i < 24; ++i) {
    op.quantized = dice.output();
    const std::vector<Multiplier> factors(kChannels, dice.factor(-14, -4));
    std::vector<std::int32_t> bias;
    const std::int32_t middle = i % 2 == 0 ? 0 : dice.between(-3'000'000, 3'000'000);
    for (std::int32_t c = 0; c < kChannels; ++c) {
      bias.push_back(middle + (c - kChannels / 2) * 256);
    }
    const ConvParameters parameters{filter, bias, factors};
    std::vector<std::int8_t> expected;
    for (const Isa isa : runnable_isas()) {
      const Packing<Conv2d>& packing = conv2d_packing(isa);
      for (const Requantize way :
           {Requantize::kInteger, packing.choose_requantize(op, parameters)}) {
        op.requantize = way;
        struct alignas(64) Line {
          std::byte bytes[64];
        };
        std::vector<Line> packed(packing.packed_bytes(op) / 64 + 1);
        std::vector<Line> scratch(packing.scratch_bytes(op) / 64 + 1);
        packing.pack(op, parameters, {packed[0].bytes, packing.packed_bytes(op)});
        std::vector<std::int8_t> output(op.output.bytes());
        kernel_set(isa)->conv2d(op, input.data(), packed[0].bytes, output.data(), scratch[0].bytes);
        if (isa == Isa::kScalar) {
          expected = output;
        }
        ASSERT_EQ(output, expected)
            << name(isa) << (way == Requantize::kFloat ? " float" : "") << " * "
            << factors[0].multiplier << " >> " << -factors[0].shift;
      }
    }
  }
}

}  // namespace
}  // namespace ocellus::kernels

#include "tools/ocellus/plan/lookup_tables.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tools/ocellus/plan/random_graph.hpp"

namespace ocellus::tools {
namespace {

constexpr int kCases = 60;
// A factor under 1/2 is rounded a second time after a shift: by up to a half and a quarter.
constexpr double kTwice = 0.26;

Codes random_codes(Random& random, bool is_unsigned = false) {
  return {.scale = static_cast<float>(random.between(1, 4000)) / 20000.0F,
          .zero_point = random.between(-128, 127) + (is_unsigned ? 128 : 0),
          .is_unsigned = is_unsigned};
}

double real(const Codes& codes, int q) {
  return static_cast<double>(codes.scale) * (q - codes.zero_point);
}

int entry(const LookupTable& table, const Codes& to, std::size_t byte) {
  const int value = static_cast<int>(table[byte]);
  return to.is_unsigned || value < 128 ? value : value - 256;
}

// The code of a real number, which a table may miss by `slack` steps before it is rounded: the
// reference rounds multipliers to 31 bits and products twice.
void expect_codes(const LookupTable& table, const Codes& from, const Codes& to, double slack,
                  double (*function)(double)) {
  const int low = to.is_unsigned ? 0 : -128;
  for (int byte = 0; byte < 256; ++byte) {
    const int q = from.is_unsigned ? byte : static_cast<std::int8_t>(byte);
    const double exact = std::clamp<double>(
        function(real(from, q)) / static_cast<double>(to.scale) + to.zero_point, low, low + 255);
    EXPECT_LE(std::abs(entry(table, to, static_cast<std::size_t>(byte)) - exact), 0.5 + slack)
        << "q " << q << " scale " << from.scale << " zero point " << from.zero_point;
  }
}

TEST(LookupTables, RescaleInAllFourDirections) {
  Random random(1);
  for (int i = 0; i < kCases; ++i) {
    const Codes from = random_codes(random, random.chance(0.5));
    const Codes to = random_codes(random, random.chance(0.5));
    expect_codes(requantize_table(from, to), from, to, kTwice, [](double x) { return x; });
  }
}

TEST(LookupTables, QuantizingBetweenSignsFlipsTheHighestBit) {
  const LookupTable table = requantize_table({0.5F, 128, true}, {0.5F, 0, false});
  for (std::size_t i = 0; i < table.size(); ++i)
    EXPECT_EQ(static_cast<std::size_t>(table[i]), i ^ 128);
}

TEST(LookupTables, RectifiersFollowTheirDefinitions) {
  Random random(2);
  for (int i = 0; i < kCases; ++i) {
    const Codes from = random_codes(random), to = random_codes(random);
    expect_codes(relu_table(from, to), from, to, kTwice, [](double x) { return std::max(x, 0.0); });
    // Their bounds are rounded to whole steps.
    expect_codes(relu_n1_to_1_table(from, to), from, to, 0.5,
                 [](double x) { return std::clamp(x, -1.0, 1.0); });
    expect_codes(relu6_table(from), from, from, 0.5,
                 [](double x) { return std::clamp(x, 0.0, 6.0); });
    expect_codes(leaky_relu_table(from, to, 0.3F), from, to, kTwice,
                 [](double x) { return x < 0 ? static_cast<double>(0.3F) * x : x; });
    expect_codes(leaky_relu_table(from, to, -0.3F), from, to, kTwice,
                 [](double x) { return x < 0 ? static_cast<double>(-0.3F) * x : x; });
  }
}

TEST(LookupTables, HardSwishFollowsItsDefinitionIn16Bits) {
  Random random(3);
  for (int i = 0; i < kCases; ++i) {
    const Codes from = random_codes(random);
    Codes to = random_codes(random);
    to.scale = std::max(to.scale, from.scale / 4);
    // 15 bits of the product's factor, and a product that is cut instead of rounded.
    expect_codes(hard_swish_table(from, to), from, to, 1.1,
                 [](double x) { return x * std::clamp(x + 3, 0.0, 6.0) / 6; });
  }
}

TEST(LookupTables, SigmoidsFollowTheirDefinitions) {
  Random random(4);
  for (int i = 0; i < kCases; ++i) {
    const Codes from = random_codes(random);
    expect_codes(logistic_table(from), from, {1.0F / 256, -128}, 1e-4,
                 [](double x) { return 1 / (1 + std::exp(-x)); });
    expect_codes(tanh_table(from), from, {1.0F / 128, 0}, 1e-4,
                 [](double x) { return std::tanh(x); });
  }
}

TEST(LookupTables, SaysWhatHasNoRoom) {
  EXPECT_TRUE(rescales({1.0F, 0}, {1.0F, 0}));
  EXPECT_FALSE(rescales({1.0F, 0}, {1e-9F, 0}));
  EXPECT_FALSE(rescales({1.0F, 0}, {1.0F, 0}, 1e9F));
  EXPECT_TRUE(hard_swish_fits({1.27F, 0}, {0.01F, 0}));
  EXPECT_FALSE(hard_swish_fits({1.28F, 0}, {0.01F, 0}));
}

}  // namespace
}  // namespace ocellus::tools

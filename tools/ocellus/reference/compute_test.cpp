#include "tools/ocellus/reference/compute.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

namespace ocellus::tools::reference {
namespace {

using Values = std::vector<float>;
using Sizes = std::vector<std::int32_t>;

struct Array {
  Sizes shape;
  Values values;
};

std::size_t elements(const Sizes& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1},
                         [](std::size_t n, std::int32_t size) { return n * size; });
}

// 0, 1, 2, ...: every value tells where it came from.
Array counting(Sizes shape) {
  Array array{shape, Values(elements(shape))};
  std::iota(array.values.begin(), array.values.end(), 0.0f);
  return array;
}

template <typename Attributes>
std::vector<Values> run(const Attributes& a, const std::vector<Array>& in,
                        const std::vector<Sizes>& shapes) {
  std::vector<Operand> operands;
  for (const Array& array : in) operands.push_back({array.values, array.shape});
  std::vector<Values> values;
  for (const Sizes& shape : shapes) values.emplace_back(elements(shape), -999.0f);
  std::vector<Result> results;
  for (std::size_t i = 0; i < shapes.size(); ++i) results.push_back({values[i], shapes[i]});
  compute(a, operands, results);
  return values;
}

TEST(Elementwise, BroadcastsEitherOperand) {
  const Array matrix = {{2, 3}, {0, 1, 2, 3, 4, 5}};
  const Array row = {{3}, {10, 20, 30}};
  const Array column = {{2, 1}, {100, 200}};
  const auto of = [&](Arithmetic kind, const Array& a, const Array& b) {
    return run(ArithmeticAttributes{kind, Activation::kNone}, {a, b}, {{2, 3}})[0];
  };
  EXPECT_EQ(of(Arithmetic::kAdd, matrix, row), (Values{10, 21, 32, 13, 24, 35}));
  EXPECT_EQ(of(Arithmetic::kSub, column, matrix), (Values{100, 99, 98, 197, 196, 195}));
  EXPECT_EQ(of(Arithmetic::kMul, row, column), (Values{1000, 2000, 3000, 2000, 4000, 6000}));
  EXPECT_EQ(of(Arithmetic::kMaximum, matrix, {{}, {2}}), (Values{2, 2, 2, 3, 4, 5}));
  EXPECT_EQ(of(Arithmetic::kMinimum, matrix, matrix), matrix.values);
}

TEST(Elementwise, BendsByTheDefinitions) {
  const Array in = {{2, 3}, {-4, -1, 0, 0.5f, 2, 9}};
  const auto of = [&](Unary kind) { return run(UnaryAttributes{kind, 0.25f}, {in}, {{2, 3}})[0]; };
  EXPECT_EQ(of(Unary::kRelu6), in.values);  // its bend is applied as a fused one
  EXPECT_EQ(of(Unary::kLeakyRelu), (Values{-1, -0.25f, 0, 0.5f, 2, 9}));
  const Values swish = of(Unary::kHardSwish);
  const Values logistic = of(Unary::kLogistic);
  const Values tangent = of(Unary::kTanh);
  for (std::size_t i = 0; i < in.values.size(); ++i) {
    const float x = in.values[i];
    EXPECT_FLOAT_EQ(swish[i], x < -3 ? 0 : x > 3 ? x : x * (x + 3) / 6);
    EXPECT_FLOAT_EQ(logistic[i], 1 / (1 + std::exp(-x)));
    EXPECT_FLOAT_EQ(tangent[i], std::tanh(x));
  }
  EXPECT_EQ(run(PreluAttributes{}, {in, {{3}, {2, 3, 4}}}, {{2, 3}})[0],
            (Values{-8, -3, 0, 0.5f, 2, 9}));
}

TEST(Reductions, WorkAlongTheirAxes) {
  const Array in = counting({2, 3, 2});
  const auto of = [&](Reduction kind, Sizes axes, const Sizes& shape) {
    return run(ReduceAttributes{kind, std::move(axes)}, {in}, {shape})[0];
  };
  EXPECT_EQ(of(Reduction::kMean, {1}, {2, 1, 2}), (Values{2, 3, 8, 9}));
  EXPECT_EQ(of(Reduction::kSum, {0, 2}, {3}), (Values{14, 22, 30}));
  EXPECT_EQ(of(Reduction::kMax, {0, 1, 2}, {}), (Values{11}));
}

TEST(Reductions, MaximumOfNegativesIsNegative) {
  EXPECT_EQ(run(ReduceAttributes{Reduction::kMax, {0}}, {{{2}, {-3, -2}}}, {{}})[0], Values{-2});
}

TEST(Reductions, NormaliseRows) {
  const Array in = {{2, 2}, {3, 4, 0, 0}};
  EXPECT_EQ(run(L2NormalizationAttributes{}, {in}, {{2, 2}})[0], (Values{0.6f, 0.8f, 0, 0}));
  const Values soft = run(SoftmaxAttributes{2}, {in}, {{2, 2}})[0];
  EXPECT_FLOAT_EQ(soft[0], 1 / (1 + std::exp(2.0f)));
  EXPECT_FLOAT_EQ(soft[0] + soft[1], 1);
  EXPECT_EQ(soft[2], 0.5f);
}

TEST(Reductions, ArgMaxTakesTheFirstOfEquals) {
  const Array in = {{2, 3, 2}, {1, 9, 5, 9, 5, 0, -1, -4, -2, -3, -3, -2}};
  EXPECT_EQ(run(ArgMaxAttributes{1}, {in}, {{2, 2}})[0], (Values{1, 0, 0, 2}));
}

TEST(Windows, PoolOnlyWhatLiesInTheImage) {
  const Array in = {{1, 2, 3, 1}, {-1, -2, -3, -4, -5, -6}};
  PoolAttributes a = {
      .height = 2, .width = 2, .stride_y = 2, .stride_x = 2, .padding = {0, 0, 0, 1}};
  EXPECT_EQ(run(a, {in}, {{1, 1, 2, 1}})[0], (Values{-3, -4.5f}));
  a.kind = Pooling::kMax;
  EXPECT_EQ(run(a, {in}, {{1, 1, 2, 1}})[0], (Values{-1, -3}));
}

TEST(Windows, PoolEveryImageOfABatch) {
  PoolAttributes a = {.kind = Pooling::kMax, .height = 2, .width = 1};
  EXPECT_EQ(run(a, {counting({2, 2, 1, 2})}, {{2, 1, 1, 2}})[0], (Values{2, 3, 6, 7}));
}

TEST(Windows, ResizeBetweenPixels) {
  const Array in = {{1, 1, 2, 1}, {0, 4}};
  const auto of = [&](ResizeAttributes a) { return run(a, {in}, {{1, 1, 4, 1}})[0]; };
  EXPECT_EQ(of({Interpolation::kBilinear, false, false}), (Values{0, 2, 4, 4}));
  EXPECT_EQ(of({Interpolation::kBilinear, false, true}), (Values{0, 1, 3, 4}));
  EXPECT_FLOAT_EQ(of({Interpolation::kBilinear, true, false})[1], 4.0f / 3);
  EXPECT_EQ(of({Interpolation::kNearest, false, false}), (Values{0, 0, 4, 4}));
  EXPECT_EQ(of({Interpolation::kNearest, true, false}), (Values{0, 0, 4, 4}));
}

TEST(Move, PadsInEveryMode) {
  const Array in = counting({2, 3});
  PadAttributes a = {{0, 2}, {1, 1}, PadMode::kZero};
  EXPECT_EQ(run(a, {in}, {{3, 6}})[0],
            (Values{0, 0, 0, 1, 2, 0, 0, 0, 3, 4, 5, 0, 0, 0, 0, 0, 0, 0}));
  a.mode = PadMode::kValue;
  EXPECT_EQ(run(a, {in, {{1}, {7}}}, {{3, 6}})[0],
            (Values{7, 7, 0, 1, 2, 7, 7, 7, 3, 4, 5, 7, 7, 7, 7, 7, 7, 7}));
  a.mode = PadMode::kReflect;
  EXPECT_EQ(run(a, {in}, {{3, 6}})[0],
            (Values{2, 1, 0, 1, 2, 1, 5, 4, 3, 4, 5, 4, 2, 1, 0, 1, 2, 1}));
  a.mode = PadMode::kSymmetric;
  EXPECT_EQ(run(a, {in}, {{3, 6}})[0],
            (Values{1, 0, 0, 1, 2, 2, 4, 3, 3, 4, 5, 5, 4, 3, 3, 4, 5, 5}));
}

TEST(Move, SlicesBackwardsToo) {
  const SliceAttributes a = {{0, 3}, {1, -2}, {2, 2}};
  EXPECT_EQ(run(a, {counting({2, 4})}, {{2, 2}})[0], (Values{3, 1, 7, 5}));
}

TEST(Move, Transposes) {
  EXPECT_EQ(run(TransposeAttributes{{2, 0, 1}}, {counting({2, 2, 3})}, {{3, 2, 2}})[0],
            (Values{0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11}));
}

TEST(Move, GathersWithAndWithoutBatches) {
  const Array in = counting({2, 3, 2});
  EXPECT_EQ(run(GatherAttributes{1, 0, {2, 0}, {2}}, {in}, {{2, 2, 2}})[0],
            (Values{4, 5, 0, 1, 10, 11, 6, 7}));
  EXPECT_EQ(run(GatherAttributes{1, 1, {2, 0}, {2, 1}}, {in}, {{2, 1, 2}})[0],
            (Values{4, 5, 6, 7}));
}

TEST(Move, BlocksBecomeChannelsAndBack) {
  const Array in = counting({1, 2, 4, 1});
  const Values depth = run(BlockAttributes{Block::kSpaceToDepth, 2}, {in}, {{1, 1, 2, 4}})[0];
  EXPECT_EQ(depth, (Values{0, 1, 4, 5, 2, 3, 6, 7}));
  EXPECT_EQ(run(BlockAttributes{Block::kDepthToSpace, 2}, {{{1, 1, 2, 4}, depth}}, {in.shape})[0],
            in.values);
}

TEST(Move, BlocksBecomeBatchesAndBack) {
  const Array in = {{1, 2, 3, 1}, {1, 2, 3, 4, 5, 6}};
  const BatchBlockAttributes to = {BatchBlock::kSpaceToBatch, {2, 2}, {0, 1}, {0, 0}};
  const Values batches = run(to, {in}, {{4, 1, 2, 1}})[0];
  EXPECT_EQ(batches, (Values{0, 2, 1, 3, 0, 5, 4, 6}));
  BatchBlockAttributes back = to;
  back.kind = BatchBlock::kBatchToSpace;
  EXPECT_EQ(run(back, {{{4, 1, 2, 1}, batches}}, {in.shape})[0], in.values);
  // NHC: one spatial dimension.
  const BatchBlockAttributes line = {BatchBlock::kSpaceToBatch, {2}, {0}, {0}};
  EXPECT_EQ(run(line, {counting({2, 4, 1})}, {{4, 2, 1}})[0], (Values{0, 2, 4, 6, 1, 3, 5, 7}));
}

TEST(Join, PutsTogetherAndTakesApart) {
  const Array a = counting({2, 1});
  const Array b = {{2, 2}, {10, 11, 12, 13}};
  const Values whole = run(ConcatenationAttributes{1}, {a, b}, {{2, 3}})[0];
  EXPECT_EQ(whole, (Values{0, 10, 11, 1, 12, 13}));
  const auto parts = run(SplitAttributes{1}, {{{2, 3}, whole}}, {{2, 1}, {2, 2}});
  EXPECT_EQ(parts[0], a.values);
  EXPECT_EQ(parts[1], b.values);
}

TEST(Join, PacksAndUnpacks) {
  const Array a = counting({2});
  const Array b = {{2}, {10, 11}};
  EXPECT_EQ(run(PackAttributes{0}, {a, b}, {{2, 2}})[0], (Values{0, 1, 10, 11}));
  const Values packed = run(PackAttributes{1}, {a, b}, {{2, 2}})[0];
  EXPECT_EQ(packed, (Values{0, 10, 1, 11}));
  const auto parts = run(UnpackAttributes{1}, {{{2, 2}, packed}}, {{2}, {2}});
  EXPECT_EQ(parts[1], b.values);
}

}  // namespace
}  // namespace ocellus::tools::reference

// Every instruction set of this build that the CPU can run, against the scalar specification, bit
// for bit, in buffers of exactly the stated size.
#include "runtime/vision/resample.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "runtime/kernels/guarded_buffer.hpp"
#include "runtime/kernels/runnable_isas.hpp"

namespace ocellus {
namespace {

using kernels::GuardedBuffer;

// `count` elements between guards, and a copy of them to compare.
template <typename T>
class Guarded {
 public:
  explicit Guarded(std::size_t count) : count_(count), buffer_(count * sizeof(T)) {
    std::memset(buffer_.bytes(), 0, count * sizeof(T));
  }

  template <typename Fill>
  Guarded(std::size_t count, Fill fill) : Guarded(count) {
    for (std::size_t i = 0; i < count; ++i) at(i) = static_cast<T>(fill());
  }

  T* data() { return reinterpret_cast<T*>(buffer_.bytes()); }
  T& at(std::size_t i) { return data()[i]; }
  bool intact() { return buffer_.intact(); }
  std::vector<T> values() { return {data(), data() + count_}; }

 private:
  std::size_t count_;
  GuardedBuffer buffer_;
};

using Values = Guarded<std::int16_t>;
using Bytes = Guarded<std::uint8_t>;

std::vector<std::int16_t> make_weights(std::size_t count, std::mt19937& random) {
  std::vector<std::int16_t> weights;
  std::int32_t left = 16384;
  while (weights.size() + 1 < count) {
    weights.push_back(static_cast<std::int16_t>(random() % static_cast<unsigned>(left + 1)));
    left -= weights.back();
  }
  weights.push_back(static_cast<std::int16_t>(left));
  return weights;
}

class ResampleTest : public testing::TestWithParam<Isa> {
 protected:
  const Resample& vector() const { return *resample(GetParam()); }
  const Resample& scalar() const { return *resample(Isa::kScalar); }
  std::int16_t value() { return static_cast<std::int16_t>(random_() % 32641); }

  std::mt19937 random_{5};
};

TEST_P(ResampleTest, BlendsRows) {
  for (const std::int32_t count : {1, 15, 16, 17, 31, 32, 63, 64, 65, 100, 128, 199}) {
    for (const std::size_t taps : {1, 2, 3, 4, 5, 8, 39}) {
      for (const bool white : {false, true}) {
        const std::ptrdiff_t stride = count + 5;
        // Not a byte more than the last row.
        Bytes rows((taps - 1) * static_cast<std::size_t>(stride) + static_cast<std::size_t>(count),
                   [&] { return white ? 255 : random_(); });
        const auto weights = make_weights(taps, random_);
        Values expected(static_cast<std::size_t>(count)), got(static_cast<std::size_t>(count));
        scalar().blend_rows(rows.data(), stride, weights, count, expected.data());
        vector().blend_rows(rows.data(), stride, weights, count, got.data());
        ASSERT_EQ(got.values(), expected.values()) << count << " by " << taps;
        ASSERT_TRUE(got.intact());
        if (white) {
          ASSERT_EQ(got.at(0), 255 << kValueBits);
        }
      }
    }
  }
}

TEST_P(ResampleTest, Splits) {
  for (const std::size_t count : {1, 7, 8, 9, 15, 16, 17, 40, 100}) {
    for (const std::size_t n : {2, 3}) {
      Values row(n * count, [&] { return value(); });
      Values first(count), second(count), third(count);
      std::int16_t* const planes[] = {first.data(), second.data(), third.data()};
      const auto split = n == 2 ? vector().split_in_2 : vector().split_in_3;
      split(row.data(), static_cast<std::int32_t>(count), planes);
      for (std::size_t c = 0; c < n; ++c) {
        for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(planes[c][i], row.at(n * i + c)) << count;
      }
      ASSERT_TRUE(first.intact() && second.intact() && third.intact());
    }
  }
}

TEST_P(ResampleTest, BlendsColumns) {
  const struct {
    std::int32_t source, target;
  } cases[] = {{1, 1},    {3, 2},     {5, 16},   {640, 300}, {768, 300}, {1280, 300}, {384, 300},
               {640, 17}, {300, 300}, {16, 640}, {4096, 5},  {4096, 33}, {97, 31},    {4096, 640}};
  const auto sampling = std::make_unique<Sampling>();
  const auto taps = std::make_unique<ColumnTaps>();
  for (const auto& [source, target] : cases) {
    for (const int shift : {kWeightBits, kWeightBits + kValueBits}) {
      for (const bool white : {false, true}) {
        ASSERT_TRUE(sampling->prepare(source, target).ok());
        taps->prepare(*sampling);
        Values row(static_cast<std::size_t>(source + ColumnTaps::kSlack),
                   [&] { return white ? 255 << kValueBits : value(); });
        Values expected(static_cast<std::size_t>(target)), got(static_cast<std::size_t>(target));
        scalar().blend_columns(row.data(), *taps, shift, expected.data());
        vector().blend_columns(row.data(), *taps, shift, got.data());
        ASSERT_EQ(got.values(), expected.values()) << source << " to " << target;
        ASSERT_TRUE(got.intact());
        if (white) {
          ASSERT_EQ(got.at(0), shift == kWeightBits ? 255 << kValueBits : 255);
        }
      }
    }
  }
}

TEST_P(ResampleTest, Writes) {
  for (const std::size_t count : {1, 7, 8, 9, 31, 32, 33, 100}) {
    const std::int32_t pixels = static_cast<std::int32_t>(count);
    for (const std::uint8_t offset : std::initializer_list<std::uint8_t>{0, 128, 77}) {
      Values r(count, [&] { return random_() % 256; }), g(count, [&] { return random_() % 256; }),
          b(count, [&] { return random_() % 256; });
      Bytes expected(3 * count), got(3 * count);
      const PlaneRows levels = {{r.data(), g.data(), b.data()}, pixels};
      scalar().write_rgb(levels, offset, expected.data());
      vector().write_rgb(levels, offset, got.data());
      ASSERT_EQ(got.values(), expected.values()) << count;
      ASSERT_TRUE(got.intact());

      // Half of the values at the ends of their range, for what is beyond black and white.
      const auto extreme = [&] {
        const auto pick = random_() % 4;
        return pick == 0 ? 0 : pick == 1 ? 255 << kValueBits : value();
      };
      Values y(count, extreme), u(count, extreme), v(count, extreme);
      const PlaneRows values = {{y.data(), u.data(), v.data()}, pixels};
      for (const ColourMatrix& matrix : {kStudioRange, kFullRange}) {
        scalar().write_yuv(values, matrix, offset, expected.data());
        vector().write_yuv(values, matrix, offset, got.data());
        ASSERT_EQ(got.values(), expected.values()) << count;
        ASSERT_TRUE(got.intact());
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(EveryIsa, ResampleTest, testing::ValuesIn(kernels::runnable_isas()),
                         [](const auto& isa) { return std::string(name(isa.param)); });

}  // namespace
}  // namespace ocellus

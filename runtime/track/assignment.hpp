// Who is who: pairs rows with columns so that the costs sum to the least possible (the assignment
// problem), leaving a row alone where no column is worth its cost.
//
// The best pair is not always right: where two people pass each other, the closest track and
// detection may belong to different people, and taking them first leaves a bad pair behind. The sum
// over all pairs decides. Shortest augmenting paths with potentials (Kuhn's Hungarian method) take
// rows^2 * columns steps: with the few dozen objects of one picture that is nothing, and integer
// costs make the result exact.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ocellus {

class Assignment {
 public:
  static constexpr std::size_t kMaxRows = 64;
  static constexpr std::size_t kMaxColumns = 100;
  static constexpr std::int32_t kForbidden = 1 << 24;  // a pair that must not be
  static constexpr std::size_t kNone = kMaxColumns;    // a row without a column

  // Starts over: all pairs forbidden. At most kMaxRows and kMaxColumns.
  void reset(std::size_t rows, std::size_t columns);

  // 0 <= cost < kForbidden.
  void set_cost(std::size_t row, std::size_t column, std::int32_t cost) {
    costs_[row][column] = cost;
  }

  // The column of every row, or kNone. Leaving a row alone costs `alone`, so a pair that costs more
  // is never made. The result lives until the next call.
  std::span<const std::size_t> solve(std::int32_t alone);

 private:
  std::int32_t cost(std::size_t row, std::size_t column, std::int32_t alone) const {
    return column < columns_ ? costs_[row][column] : alone;
  }
  void assign(std::size_t row, std::int32_t alone);

  // Every row may also take one of as many extra columns, which stand for being left alone.
  static constexpr std::size_t kWidth = kMaxColumns + kMaxRows;
  static constexpr std::size_t kFree = kMaxRows;  // a column without a row

  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::array<std::array<std::int32_t, kMaxColumns>, kMaxRows> costs_ = {};
  std::array<std::int32_t, kMaxRows> row_potential_ = {};
  std::array<std::int32_t, kWidth> column_potential_ = {};
  std::array<std::size_t, kWidth> row_of_ = {};
  std::array<std::size_t, kMaxRows> column_of_ = {};
};

}  // namespace ocellus

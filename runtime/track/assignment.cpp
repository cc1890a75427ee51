#include "runtime/track/assignment.hpp"

namespace ocellus {

void Assignment::reset(std::size_t rows, std::size_t columns) {
  rows_ = rows;
  columns_ = columns;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) costs_[row][column] = kForbidden;
  }
}

std::span<const std::size_t> Assignment::solve(std::int32_t alone) {
  row_potential_.fill(0);
  column_potential_.fill(0);
  row_of_.fill(kFree);
  for (std::size_t row = 0; row < rows_; ++row) assign(row, alone);

  for (std::size_t column = 0; column < columns_ + rows_; ++column) {
    if (row_of_[column] == kFree) continue;
    column_of_[row_of_[column]] = column < columns_ ? column : kNone;
  }
  return std::span(column_of_).first(rows_);
}

// Finds the cheapest path that ends in a free column, alternating between columns not yet taken by
// the row at hand and the rows that hold them, and shifts every row on it by one.
void Assignment::assign(std::size_t row, std::int32_t alone) {
  constexpr std::int32_t kInfinity = 0x7fffffff;
  constexpr std::size_t kStart = kWidth;
  const std::size_t width = columns_ + rows_;
  std::array<std::int32_t, kWidth> distance;
  std::array<std::size_t, kWidth> before;  // the column ahead of this one on the path
  std::array<bool, kWidth> reached = {};
  distance.fill(kInfinity);
  before.fill(kStart);

  std::size_t at_column = kStart;
  std::size_t at_row = row;
  for (;;) {
    std::int32_t step = kInfinity;
    std::size_t next = kStart;
    for (std::size_t column = 0; column < width; ++column) {
      if (reached[column]) continue;
      const std::int32_t reduced =
          cost(at_row, column, alone) - row_potential_[at_row] - column_potential_[column];
      if (reduced < distance[column]) {
        distance[column] = reduced;
        before[column] = at_column;
      }
      if (distance[column] < step) {
        step = distance[column];
        next = column;
      }
    }
    row_potential_[row] += step;
    for (std::size_t column = 0; column < width; ++column) {
      if (reached[column]) {
        row_potential_[row_of_[column]] += step;
        column_potential_[column] -= step;
      } else {
        distance[column] -= step;
      }
    }
    reached[next] = true;
    at_column = next;
    if (row_of_[next] == kFree) break;
    at_row = row_of_[next];
  }

  while (at_column != kStart) {
    const std::size_t previous = before[at_column];
    row_of_[at_column] = previous == kStart ? row : row_of_[previous];
    at_column = previous;
  }
}

}  // namespace ocellus

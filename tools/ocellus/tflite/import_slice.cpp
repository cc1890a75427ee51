// SLICE and STRIDED_SLICE.
#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "schema_generated.h"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {
namespace {

// The elements that `slice` takes of a constant.
std::vector<std::byte> slice_of(const Tensor& input, const SliceAttributes& slice) {
  const std::size_t width = bytes_per_element(input.type);
  const std::size_t rank = input.shape.size();
  std::vector<std::byte> data;
  std::vector<std::int32_t> at(rank, 0);
  while (true) {
    std::size_t index = 0;
    for (std::size_t i = 0; i < rank; ++i) {
      index = index * static_cast<std::size_t>(input.shape[i]) +
              static_cast<std::size_t>(slice.begin[i] + at[i] * slice.stride[i]);
    }
    const auto from = input.data.begin() + static_cast<std::ptrdiff_t>(index * width);
    data.insert(data.end(), from, from + static_cast<std::ptrdiff_t>(width));
    std::size_t axis = rank;
    while (axis > 0 && ++at[axis - 1] == slice.count[axis - 1]) at[--axis] = 0;
    if (axis == 0) return data;
  }
}

// The output has the shape that the slice makes.
Refusal finish(OperatorSource& source, SliceAttributes slice, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  source.inputs.resize(1);
  if (input.constant()) {
    if (input.type != output.type) return "it changes the type of a constant";
    return source.fold(slice_of(input, slice));
  }
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  made = std::move(slice);
  return {};
}

std::string not_constant(std::string_view what) {
  return "its " + std::string(what) + " is not a constant of whole numbers that fits its input";
}

bool has_bit(std::int32_t mask, std::size_t index) {
  return index < 32 && (mask >> index & 1) != 0;
}

// What STRIDED_SLICE asks of its dimensions, walked along both shapes at once.
struct StridedSlice {
  const schema::StridedSliceOptions& options;
  std::vector<std::int64_t> begin, end, stride;
  std::vector<std::int32_t> shape;  // of the input

  SliceAttributes slice = {};
  std::vector<std::int32_t> made = {};  // the output's shape

  void keep_whole() {
    const std::int32_t extent = shape[slice.begin.size()];
    slice.begin.push_back(0);
    slice.stride.push_back(1);
    slice.count.push_back(extent);
    made.push_back(extent);
  }

  Refusal take(std::size_t spec) {
    const std::size_t axis = slice.begin.size();
    if (axis == shape.size()) return "it slices more dimensions than its input has";
    const std::int64_t extent = shape[axis];
    const std::int64_t step = stride[spec];
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    if (step == 0 || step > kMost || step < -kMost) {
      return "its stride along dimension " + std::to_string(axis) + " is " + std::to_string(step);
    }
    // Where a walk may stand: behind the last element it ends forwards, before the first backwards.
    const std::int64_t lowest = step > 0 ? 0 : -1;
    const std::int64_t highest = step > 0 ? extent : extent - 1;
    const auto place = [&](std::int64_t index) {
      return std::clamp(index < 0 ? index + extent : index, lowest, highest);
    };
    const bool whole_begin = has_bit(options.begin_mask(), spec);
    const std::int64_t from = whole_begin ? (step > 0 ? 0 : extent - 1) : place(begin[spec]);
    std::int64_t to = has_bit(options.end_mask(), spec)
                          ? (step > 0 ? extent : -1)
                          : place(end[spec] + (options.offset() ? begin[spec] : 0));
    const bool shrink = has_bit(options.shrink_axis_mask(), spec);
    if (shrink) {
      const std::int64_t index = begin[spec];
      if (!whole_begin && (index < -extent || index >= extent)) {
        return "its index " + std::to_string(index) + " is outside dimension " +
               std::to_string(axis) + " of its input " + text(shape);
      }
      to = from + (step > 0 ? 1 : -1);
    }
    const std::int64_t span = step > 0 ? to - from : from - to;
    const std::int64_t length = step > 0 ? step : -step;
    const std::int64_t count = shrink ? 1 : (span + length - 1) / length;
    if (span <= 0) return "it takes nothing of dimension " + std::to_string(axis);
    slice.begin.push_back(static_cast<std::int32_t>(from));
    slice.stride.push_back(count == 1 ? 1 : static_cast<std::int32_t>(step));
    slice.count.push_back(static_cast<std::int32_t>(count));
    if (!shrink) made.push_back(static_cast<std::int32_t>(count));
    return {};
  }

  Refusal walk() {
    const std::size_t specs = begin.size();
    // An ellipsis stands for as many dimensions as the other entries leave.
    std::size_t named = 0;
    bool ellipsis = false;
    for (std::size_t i = 0; i < specs; ++i) {
      if (has_bit(options.ellipsis_mask(), i)) {
        if (ellipsis) return "it has two ellipses";
        ellipsis = true;
      } else if (!has_bit(options.new_axis_mask(), i)) {
        ++named;
      }
    }
    if (named > shape.size()) return "it slices more dimensions than its input has";
    for (std::size_t i = 0; i < specs; ++i) {
      if (has_bit(options.ellipsis_mask(), i)) {
        for (std::size_t left = shape.size() - named; left > 0; --left) keep_whole();
      } else if (has_bit(options.new_axis_mask(), i)) {
        made.push_back(1);
      } else if (Refusal refusal = take(i)) {
        return refusal;
      }
    }
    while (slice.begin.size() < shape.size()) keep_whole();
    return {};
  }
};

}  // namespace

Refusal import_slice(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const std::size_t rank = input.shape.size();
  const auto begin = constant_integers(source.input(1));
  const auto size = constant_integers(source.input(2));
  if (!begin || begin->size() != rank) return not_constant("begin");
  if (!size || size->size() != rank) return not_constant("size");
  SliceAttributes slice;
  for (std::size_t i = 0; i < rank; ++i) {
    const std::int64_t from = (*begin)[i];
    const std::int64_t count = (*size)[i] == -1 ? input.shape[i] - from : (*size)[i];
    if (from < 0 || from >= input.shape[i] || count < 1 || count > input.shape[i] - from) {
      return "it takes " + std::to_string((*size)[i]) + " from " + std::to_string(from) +
             " on of dimension " + std::to_string(i) + " of its input " + text(input.shape);
    }
    slice.begin.push_back(static_cast<std::int32_t>(from));
    slice.stride.push_back(1);
    slice.count.push_back(static_cast<std::int32_t>(count));
  }
  if (slice.count != source.result().shape) return shapes_differ(input, source.result());
  return finish(source, std::move(slice), made);
}

Refusal import_strided_slice(OperatorSource& source, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_StridedSliceOptions();
  if (options == nullptr) return "it has no options";
  const auto begin = constant_integers(source.input(1));
  const auto end = constant_integers(source.input(2));
  const auto stride = constant_integers(source.input(3));
  if (!begin) return not_constant("begin");
  if (!end || end->size() != begin->size()) return not_constant("end");
  if (!stride || stride->size() != begin->size()) return not_constant("stride");
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  for (const auto* values : {&*begin, &*end}) {
    for (const std::int64_t value : *values) {
      if (value < -kMost || value > kMost) return "its index is " + std::to_string(value);
    }
  }
  StridedSlice asked = {*options, *begin, *end, *stride, source.input(0).shape};
  if (Refusal refusal = asked.walk()) return refusal;
  if (asked.made != source.result().shape) {
    return "it makes " + text(asked.made) + " of its input " + text(asked.shape) +
           ", its output is " + text(source.result().shape);
  }
  return finish(source, std::move(asked.slice), made);
}

}  // namespace ocellus::tools

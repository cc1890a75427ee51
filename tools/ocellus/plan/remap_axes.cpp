#include "tools/ocellus/plan/remap_axes.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ocellus::tools {
namespace {

using kernels::Remap;

// An axis in bytes. Without a table, source(i) = step * i.
struct Axis {
  std::int64_t size = 1;
  std::int64_t stride = 0;
  std::int64_t step = 0;
  std::vector<std::int64_t> table;

  std::int64_t source(std::int64_t i) const {
    return table.empty() ? step * i : table[static_cast<std::size_t>(i)];
  }
  bool follows_runs_of(std::int64_t run) const { return stride == run && step == run; }
};

// Takes what an evenly spaced axis adds to every source out of it.
Axis simplified(const RemapAxis& from, std::int64_t width, std::int64_t& first) {
  Axis axis{static_cast<std::int64_t>(from.sources.size()), from.stride * width, 0, {}};
  const std::vector<std::int64_t>& sources = from.sources;
  bool even = std::ranges::find(sources, -1) == sources.end();
  const std::int64_t step = sources.size() > 1 ? sources[1] - sources[0] : 0;
  for (std::size_t i = 1; i < sources.size(); ++i) {
    even = even && sources[i] - sources[i - 1] == step;
  }
  if (even) {
    first += sources[0] * width;
    axis.step = step * width;
    return axis;
  }
  for (const std::int64_t source : sources) axis.table.push_back(source < 0 ? -1 : source * width);
  return axis;
}

bool dense(const Axis& outer, const Axis& inner) {
  return outer.stride == inner.size * inner.stride;
}

bool continues(const Axis& outer, const Axis& inner) {
  return outer.table.empty() && inner.table.empty() && dense(outer, inner) &&
         outer.step == inner.size * inner.step;
}

// Both as one table.
Axis multiplied(const Axis& outer, const Axis& inner) {
  Axis result{outer.size * inner.size, inner.stride, 0, {}};
  // A negative step counts back from `first`, which a table cannot: its entries are at least 0.
  for (std::int64_t i = 0; i < outer.size; ++i) {
    for (std::int64_t j = 0; j < inner.size; ++j) {
      const std::int64_t a = outer.source(i);
      const std::int64_t b = inner.source(j);
      const bool filled = (!outer.table.empty() && a < 0) || (!inner.table.empty() && b < 0);
      result.table.push_back(filled ? -1 : a + b);
    }
  }
  return result;
}

// A step back becomes a table whose entries count from the lowest source.
void make_forward(Axis& axis, std::int64_t& first) {
  if (!axis.table.empty() || axis.step >= 0) return;
  const std::int64_t lowest = axis.step * (axis.size - 1);
  for (std::int64_t i = 0; i < axis.size; ++i) axis.table.push_back(axis.step * i - lowest);
  first += lowest;
}

void merge_to_limit(std::vector<Axis>& axes, std::int64_t& first) {
  while (axes.size() > Remap::kMostDimensions) {
    std::size_t best = axes.size();
    for (std::size_t d = 0; d + 1 < axes.size(); ++d) {
      if (!dense(axes[d], axes[d + 1])) continue;
      if (best == axes.size() ||
          axes[d].size * axes[d + 1].size < axes[best].size * axes[best + 1].size) {
        best = d;
      }
    }
    make_forward(axes[best], first);
    make_forward(axes[best + 1], first);
    axes[best] = multiplied(axes[best], axes[best + 1]);
    axes.erase(axes.begin() + static_cast<std::ptrdiff_t>(best) + 1);
  }
}

// The last axis as runs of different lengths: where each begins in the input (-1 to fill), bytes.
std::vector<std::pair<std::int64_t, std::int64_t>> segments(const Axis& axis, std::int64_t run) {
  std::vector<std::pair<std::int64_t, std::int64_t>> result;
  for (const std::int64_t source : axis.table) {
    const bool continued =
        !result.empty() && (source < 0 ? result.back().first < 0
                                       : result.back().first >= 0 &&
                                             result.back().first + result.back().second == source);
    if (continued) {
      result.back().second += run;
    } else {
      result.emplace_back(source, run);
    }
  }
  return result;
}

void append(std::vector<std::byte>& tables, std::int64_t value) {
  const auto entry = static_cast<std::int32_t>(value);
  tables.resize(tables.size() + sizeof(entry));
  std::memcpy(tables.data() + tables.size() - sizeof(entry), &entry, sizeof(entry));
}

}  // namespace

Remapping make_remap(std::vector<RemapAxis> from, std::size_t width, std::uint8_t fill,
                     std::int64_t input_offset) {
  auto run = static_cast<std::int64_t>(width);
  std::int64_t first = input_offset * run;
  std::vector<Axis> axes;
  for (const RemapAxis& one : from) {
    Axis axis = simplified(one, static_cast<std::int64_t>(width), first);
    if (axis.size == 1 && axis.table.empty()) continue;
    if (!axes.empty() && continues(axes.back(), axis)) {
      axes.back() = {axes.back().size * axis.size, axis.stride, axis.step, {}};
    } else {
      axes.push_back(std::move(axis));
    }
  }
  while (!axes.empty() && axes.back().table.empty() && axes.back().follows_runs_of(run)) {
    run *= axes.back().size;
    axes.pop_back();
  }
  merge_to_limit(axes, first);
  if (axes.empty()) axes.push_back({1, run, 0, {}});

  Remapping result;
  Remap& op = result.op;
  op.dimensions = static_cast<std::uint32_t>(axes.size());
  op.run_bytes = static_cast<std::uint32_t>(run);
  op.first = static_cast<std::uint32_t>(first);
  op.fill = fill;
  // Calls of memcpy pay off from a few times the elements that they replace.
  constexpr std::size_t kWorthwhile = 4;
  std::vector<std::pair<std::int64_t, std::int64_t>> runs;
  if (axes.back().stride == run) runs = segments(axes.back(), run);
  const bool uneven = !runs.empty() && runs.size() * kWorthwhile <= axes.back().table.size();
  if (uneven) {
    op.run_bytes = 0;
    axes.back().size = static_cast<std::int64_t>(runs.size());
    axes.back().table.clear();
    for (const auto& [source, bytes] : runs) axes.back().table.push_back(source);
  }
  for (std::size_t d = 0; d < axes.size(); ++d) {
    const Axis& axis = axes[d];
    op.shape[d] = {static_cast<std::uint32_t>(axis.size), static_cast<std::uint32_t>(axis.stride),
                   static_cast<std::int32_t>(axis.step), Remap::kNoTable};
    if (axis.table.empty()) continue;
    op.shape[d].table = static_cast<std::int32_t>(result.tables.size() / sizeof(std::int32_t));
    for (const std::int64_t source : axis.table) append(result.tables, source);
  }
  if (uneven) {
    for (const auto& [source, bytes] : runs) append(result.tables, bytes);
  }
  return result;
}

bool is_one_run(const kernels::Remap& op) {
  return op.dimensions == 1 && op.shape[0].size == 1 && op.shape[0].table == Remap::kNoTable;
}

std::size_t span_bytes(const Remapping& remapping) {
  const Remap& op = remapping.op;
  std::size_t bytes = op.run_bytes;
  std::uint32_t dimensions = op.dimensions;
  if (op.run_bytes == 0) {
    const Remap::Dimension& row = op.shape[--dimensions];
    for (std::uint32_t i = 0; i < row.size; ++i) {
      std::int32_t length = 0;
      const std::size_t entry = static_cast<std::size_t>(row.table) + row.size + i;
      std::memcpy(&length, remapping.tables.data() + entry * sizeof(length), sizeof(length));
      bytes += static_cast<std::size_t>(length);
    }
  }
  for (std::uint32_t d = 0; d < dimensions; ++d) {
    bytes += std::size_t{op.shape[d].size - 1} * op.shape[d].stride;
  }
  return bytes;
}

}  // namespace ocellus::tools

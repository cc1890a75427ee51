#include "tools/ocellus/plan/share.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "runtime/kernels/band.hpp"
#include "tools/ocellus/plan/arena.hpp"

namespace ocellus::tools {
namespace {

// A range of bytes in the arena.
struct Access {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool writes = false;
};

using Accesses = std::vector<Access>;

bool conflict(const Accesses& first, const Accesses& second) {
  return std::ranges::any_of(first, [&](const Access& a) {
    return std::ranges::any_of(second, [&](const Access& b) {
      return (a.writes || b.writes) && a.begin < b.end && b.begin < a.end;
    });
  });
}

Access part(const Plan& plan, const Place& place, std::int64_t begin, std::int64_t end,
            bool writes) {
  const auto inside = [&](std::int64_t at) {
    return static_cast<std::size_t>(
        std::clamp<std::int64_t>(at, 0, static_cast<std::int64_t>(place.bytes)));
  };
  const std::size_t start = plan.offset(place);
  return {start + inside(begin), start + inside(end), writes};
}

// The rows that lie below the windows of output rows first to last, and one more, because vectors
// run on into the next row.
template <typename Op>
Access input_rows(const Plan& plan, const Place& place, const Op& op, std::int64_t first,
                  std::int64_t last) {
  const kernels::Window& w = op.window;
  const std::int64_t row = std::int64_t{op.input.width} * op.input.channels;
  const std::int64_t top = first * w.stride_y - w.pad_top;
  const std::int64_t bottom = last * w.stride_y - w.pad_top + (w.height - 1) * w.dilation_y;
  return part(plan, place, top * row, (bottom + 2) * row, false);
}

// What the kernels know of a step's bands. Overloads for all that can be divided.
struct Bands {
  std::int32_t end = 0;    // 0 when it cannot be divided
  std::int32_t unit = 1;   // where it may be cut
  std::uint64_t work = 0;  // in multiply-accumulates that take as long
  Along along = Along::kOutput;
};

// Whether channels are what to divide: of a map too small to be cut evenly, where most of what is
// read are weights besides. On larger ones (10x10) it is no faster: every thread then reads what
// the others have written.
bool by_channels(const kernels::Conv2d& op, Isa isa) {
  constexpr std::int32_t kMostPixels = 4 * kernels::kBandPixels;
  return isa != Isa::kNeon && isa != Isa::kNeonDot && whole(op).end <= kMostPixels &&
         op.output.channels >= 2 * kernels::kBandChannels;
}

struct Divide {
  const Step& step;
  Isa isa;

  Bands operator()(const Convolution<kernels::Conv2d>& convolution) const {
    if (by_channels(convolution.op, isa)) {
      return {convolution.op.output.channels, kernels::kBandChannels, step.macs, Along::kChannels};
    }
    return {whole(convolution.op).end, kernels::kBandPixels, step.macs};
  }
  Bands operator()(const Convolution<kernels::DepthwiseConv2d>& convolution) const {
    return {whole(convolution.op).end, band_rows(convolution.op), 4 * step.macs};
  }
  Bands operator()(const kernels::Add& op) const {
    return {whole(op).end, kernels::kBandElements, 8 * std::uint64_t{op.size}};
  }
  Bands operator()(const kernels::Lookup& op) const {
    return {static_cast<std::int32_t>(op.size), kernels::kBandElements, 8 * std::uint64_t{op.size}};
  }
  template <typename Op>
  Bands operator()(const Op&) const {
    return {.end = 0, .unit = 1, .work = 8 * std::uint64_t{step.outputs[0].bytes}};
  }
};

Bands bands(const Step& step, Isa isa) { return std::visit(Divide{step, isa}, step.call); }

// Below this, meeting costs more than a second thread wins.
constexpr std::uint64_t kLeastWork = 60'000;

bool divided(const Bands& b) { return b.end >= 2 * b.unit && b.work >= kLeastWork; }

class Touched {
 public:
  Touched(const Plan& plan, const Step& step, std::int32_t begin, std::int32_t end)
      : plan_(plan), step_(step), begin_(begin), end_(end) {}

  Accesses operator()(const Convolution<kernels::Conv2d>& convolution) const {
    const kernels::Conv2d& op = convolution.op;
    const kernels::Window& w = op.window;
    const bool pointwise = w.height == 1 && w.width == 1 && w.stride_y == 1 && w.stride_x == 1 &&
                           w.pad_top == 0 && w.pad_left == 0 && op.input.width == op.output.width;
    return {output(op.output.channels),
            pointwise ? input(0, op.input.channels)
                      : input_rows(plan_, step_.inputs[0], op, begin_ / op.output.width,
                                   (end_ - 1) / op.output.width)};
  }
  Accesses operator()(const Convolution<kernels::DepthwiseConv2d>& convolution) const {
    const kernels::DepthwiseConv2d& op = convolution.op;
    return {output(std::int64_t{op.output.width} * op.output.channels),
            input_rows(plan_, step_.inputs[0], op, begin_, end_ - 1)};
  }
  Accesses operator()(const kernels::Add&) const { return {output(1), input(0, 1), input(1, 1)}; }
  Accesses operator()(const kernels::Lookup&) const { return {output(1), input(0, 1)}; }
  template <typename Op>
  Accesses operator()(const Op&) const {
    return {};
  }

 private:
  Access output(std::int64_t unit) const {
    return part(plan_, step_.outputs[0], begin_ * unit, end_ * unit, true);
  }
  Access input(std::size_t index, std::int64_t unit) const {
    return part(plan_, step_.inputs[index], begin_ * unit, end_ * unit, false);
  }

  const Plan& plan_;
  const Step& step_;
  std::int64_t begin_;
  std::int64_t end_;
};

Accesses all(const Plan& plan, const Step& step) {
  Accesses result;
  for (const Place& place : step.inputs) {
    if (place.storage < 0) continue;
    result.push_back(part(plan, place, 0, static_cast<std::int64_t>(place.bytes), false));
  }
  for (const Place& place : step.outputs) {
    if (place.storage < 0) continue;
    result.push_back(part(plan, place, 0, static_cast<std::int64_t>(place.bytes), true));
  }
  return result;
}

void add_scratch(Accesses& accesses, std::size_t offset, std::size_t bytes) {
  if (bytes != 0) accesses.push_back({offset, offset + bytes, true});
}

// Where band number `index` of `count` begins.
std::int32_t cut(const Bands& b, int index, int count) {
  if (index == count) return b.end;
  const std::int64_t exact = std::int64_t{b.end} * index;
  const std::int64_t unit = std::int64_t{b.unit} * count;
  return static_cast<std::int32_t>(
      std::min<std::int64_t>((exact + unit / 2) / unit * b.unit, b.end));
}

// What threads have done since they last met.
class Since {
 public:
  explicit Since(int threads) : accesses_(threads), work_(threads, 0) {}

  bool clashes(std::size_t thread, const Accesses& next) const {
    for (std::size_t other = 0; other < accesses_.size(); ++other) {
      if (other != thread && conflict(next, accesses_[other])) return true;
    }
    return false;
  }
  void add(std::size_t thread, const Accesses& next, std::uint64_t work) {
    accesses_[thread].insert(accesses_[thread].end(), next.begin(), next.end());
    work_[thread] += work;
  }
  void met() {
    for (Accesses& accesses : accesses_) accesses.clear();
    std::ranges::fill(work_, 0);
  }
  std::uint64_t work(std::size_t thread) const { return work_[thread]; }

 private:
  std::vector<Accesses> accesses_;  // by thread
  std::vector<std::uint64_t> work_;
};

}  // namespace

Division division(const Step& step, Isa isa) {
  const Bands b = bands(step, isa);
  return divided(b) ? Division{b.end, b.along} : Division{};
}

std::size_t scratch_apart(std::size_t bytes) {
  return (bytes + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment;
}

std::vector<std::size_t> scratch_of_threads(const Program& program,
                                            std::vector<std::size_t> scratch_bytes, int threads) {
  if (threads == 1) return scratch_bytes;
  for (std::size_t i = 0; i < scratch_bytes.size(); ++i) {
    const Step& step = program.steps[i];
    if (division(step, Isa::kScalar).end == 0 && division(step, Isa::kNeon).end == 0) continue;
    scratch_bytes[i] = scratch_apart(scratch_bytes[i]) * static_cast<std::size_t>(threads);
  }
  return scratch_bytes;
}

Sharing share(const Program& program, const Plan& plan,
              const std::vector<std::size_t>& scratch_bytes, Isa isa, int threads) {
  const auto members = static_cast<std::size_t>(threads);
  Sharing result(members);
  Since since(threads);
  for (const std::size_t index : plan.order) {
    const Step& step = program.steps[index];
    const Bands b = bands(step, isa);
    std::vector<StepShare> shares(members);
    std::vector<Accesses> accesses(members);
    if (divided(b)) {
      for (std::size_t t = 0; t < members; ++t) {
        shares[t].begin = cut(b, static_cast<int>(t), threads);
        shares[t].end = cut(b, static_cast<int>(t) + 1, threads);
        if (shares[t].begin == shares[t].end) continue;
        accesses[t] =
            b.along == Along::kChannels
                ? all(plan, step)
                : std::visit(Touched(plan, step, shares[t].begin, shares[t].end), step.call);
        const std::size_t apart = scratch_apart(scratch_bytes[index]);
        add_scratch(accesses[t], plan.scratch_offsets[index] + t * apart, apart);
      }
    } else {
      // One thread: who need not wait, and has done least.
      Accesses one = all(plan, step);
      add_scratch(one, plan.scratch_offsets[index], scratch_bytes[index]);
      std::size_t best = 0;
      for (std::size_t t = 1; t < members; ++t) {
        if (std::pair(since.clashes(t, one), since.work(t)) <
            std::pair(since.clashes(best, one), since.work(best))) {
          best = t;
        }
      }
      shares[best].end = 1;
      accesses[best] = std::move(one);
    }
    bool meet = false;
    for (std::size_t t = 0; t < members; ++t) meet = meet || since.clashes(t, accesses[t]);
    if (meet) since.met();
    for (std::size_t t = 0; t < members; ++t) {
      shares[t].meet = meet;
      const std::uint64_t work = divided(b) ? b.work / members : b.work;
      if (!accesses[t].empty()) since.add(t, accesses[t], work);
      result[t].push_back(shares[t]);
    }
  }
  return result;
}

}  // namespace ocellus::tools

#include "tools/ocellus/compare/channel_factors.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include "tools/ocellus/compare/match.hpp"
#include "tools/ocellus/quantize/channels.hpp"
#include "tools/ocellus/quantize/encode.hpp"
#include "tools/ocellus/quantize/equalise.hpp"

namespace ocellus::tools::compare {
namespace {

using quantize::FilterLayout;

constexpr double kUnlimited = std::numeric_limits<double>::infinity();

// By channel of a tensor: the group that is scaled alike, or -1; empty for a tensor without any.
using Groups = std::vector<std::ptrdiff_t>;

// The same layer in both models.
struct Pair {
  FilterLayout layout;
  std::vector<float> exact, coded;            // weights
  std::vector<float> exact_bias, coded_bias;  // empty: there is none
  std::vector<float> scales;                  // of the codes, for each output channel or one
  Groups from, to;                            // of its input's and output's channels

  double rounding(std::size_t o) const {  // the variance of one weight's rounding
    const double scale = scales[scales.size() == 1 ? 0 : o];
    return scale * scale / 12;
  }
};

// A least-squares factor of y = factor * x, and what rounding of y makes of it.
struct Fit {
  double xx = 0, xy = 0, yy = 0, rounding = 0, variance = 0;
  void add(double x, double y, double variance_of_y) {
    xx += x * x;
    xy += x * y;
    yy += y * y;
    rounding += variance_of_y;
    variance += x * x * variance_of_y;
  }
  // Whether y is x, scaled and rounded, or something else besides.
  bool fits() const { return yy - xy * xy / xx <= 9 * rounding + 0.0025 * yy; }
  double factor() const { return xy / xx; }
  double deviation() const { return std::sqrt(variance) / xx; }
};

// What one layer says of one channel's factor: a value, and what it could be as well.
struct Opinion {
  double factor = 1;
  double low = 0, high = kUnlimited;
  bool precise = false;
  bool fits = false;  // the weights are the float ones, scaled and rounded, and nothing else

  bool allows(double f) const { return low <= f && f <= high; }
};
using Opinions = std::vector<Opinion>;

// So far a factor may be off and still mean the same: weights are corrected and clipped, too.
constexpr double kSlack = 0.1;
constexpr double kLargest = 256;

Opinion opinion(double factor, double deviation, bool fits) {
  const double reach = kSlack * std::fabs(factor) + 4 * deviation;
  return {factor, factor - reach, factor + reach, deviation <= 0.05 * factor, fits};
}
Opinion opinion(const Fit& fit) {
  return fit.xx > 0 ? opinion(fit.factor(), fit.deviation(), fit.fits()) : Opinion{};
}

// Of 1 / factor.
Opinion inverse(const Opinion& of) {
  const auto over = [](double f) { return f > 0 ? 1 / f : kUnlimited; };
  return {over(of.factor), of.high > 0 ? 1 / of.high : kUnlimited, over(of.low), of.precise,
          of.fits};
}

// The factor that most opinions allow; among equals one of weights that fit, and the nearest to 1.
// A channel that one layer has lost or scaled on its own is so outvoted, and the layer found
// guilty.
double chosen(const Opinions& opinions) {
  double best = 1;
  std::tuple<std::ptrdiff_t, bool, double> rank = {0, false, 0};
  for (const Opinion& candidate : opinions) {
    const double f = candidate.factor;
    if (!candidate.precise || f < 1 / kLargest || f > kLargest) continue;
    const auto votes =
        std::ranges::count_if(opinions, [&](const Opinion& other) { return other.allows(f); });
    const std::tuple own = {votes, candidate.fits, -std::fabs(std::log(f))};
    if (own <= rank) continue;
    rank = own;
    best = f;
  }
  return best;
}

using Factors = std::vector<double>;  // by group

double factor_of(const Factors& factors, const Groups& groups, std::int32_t channel) {
  return groups.empty() || groups[channel] < 0 ? 1 : factors[groups[channel]];
}

// Both models' layer, if exactly one operator with weights leads to it in the float model.
std::optional<Pair> pair_of(const Graph& exact, const Graph& coded, const Graph& decoded,
                            const Operator& op, std::span<const TensorId> matches) {
  const std::optional<FilterLayout> layout = quantize::filter_layout(decoded, op);
  const TensorId input = matches[op.inputs[0]];
  const TensorId output = matches[op.outputs[0]];
  if (!layout || input == kNoTensor || output == kNoTensor) return std::nullopt;
  const auto way = way_to(exact, output, std::span(&input, 1));
  if (!way) return std::nullopt;
  const Operator* original = nullptr;
  for (const std::size_t index : *way) {
    const Operator& step = exact.operators[index];
    if (!quantize::filter_layout(exact, step)) continue;
    if (original != nullptr) return std::nullopt;
    original = &step;
  }
  if (original == nullptr || original->attributes.index() != op.attributes.index()) {
    return std::nullopt;
  }
  const Tensor& filter = exact.tensor(original->inputs[1]);
  if (filter.shape != decoded.tensor(op.inputs[1]).shape) return std::nullopt;
  Pair pair;
  pair.layout = *layout;
  pair.exact = quantize::to_vector(filter);
  pair.coded = quantize::to_vector(decoded.tensor(op.inputs[1]));
  pair.scales = coded.tensor(op.inputs[1]).quantization.scales;
  if (quantize::has_bias(op) && quantize::has_bias(*original)) {
    pair.exact_bias = quantize::to_vector(exact.tensor(original->inputs[2]));
    pair.coded_bias = quantize::to_vector(decoded.tensor(op.inputs[2]));
  }
  return pair;
}

// What the layer says of its output's channels, its input's being known. Where its codes are too
// few to tell, as in a channel that is little more than its bias, the bias does.
Opinions of_maker(const Pair& pair, const Factors& known) {
  std::vector<Fit> fits(static_cast<std::size_t>(pair.layout.outputs));
  pair.layout.for_each([&](std::size_t at, std::int32_t i, std::int32_t o) {
    const double f = factor_of(known, pair.from, i);
    fits[o].add(pair.exact[at], pair.coded[at] * f, pair.rounding(o) * f * f);
  });
  Opinions opinions;
  for (std::size_t o = 0; o < fits.size(); ++o) {
    Opinion by_weights = opinion(fits[o]);
    const bool vague = fits[o].xx == 0 || fits[o].deviation() > 0.05;
    const double bias = pair.exact_bias.empty() ? 0 : pair.exact_bias[o];
    if (vague && !by_weights.precise && bias != 0) {
      by_weights = opinion(pair.coded_bias[o] / bias, 0, true);
    }
    opinions.push_back(by_weights);
  }
  return opinions;
}

// What the layer says of its input's channels, its output's being known. `made`: what it says of
// those. Outputs that it makes otherwise than they are known to be are not asked, unless they are
// the most: then it is the inputs of which too little is known yet.
Opinions of_reader(const Pair& pair, const Factors& known, const Opinions& made) {
  std::vector<bool> trusted;
  for (std::size_t o = 0; o < made.size(); ++o) {
    trusted.push_back(made[o].allows(factor_of(known, pair.to, static_cast<std::int32_t>(o))));
  }
  if (2 * std::ranges::count(trusted, true) < std::ssize(trusted))
    trusted.assign(made.size(), true);
  std::vector<Fit> fits(static_cast<std::size_t>(pair.layout.inputs));
  pair.layout.for_each([&](std::size_t at, std::int32_t i, std::int32_t o) {
    if (!trusted[o]) return;
    const double f = factor_of(known, pair.to, o);
    fits[i].add(pair.exact[at] * f, pair.coded[at], pair.rounding(o));
  });
  Opinions opinions;
  for (const Fit& fit : fits) opinions.push_back(inverse(opinion(fit)));
  return opinions;
}

// What was said of each group.
class Ballots {
 public:
  explicit Ballots(std::size_t groups) : makers(groups), readers(groups) {}

  static void cast(const Opinions& said, const Groups& groups, std::vector<Opinions>& ballots) {
    for (std::size_t c = 0; c < groups.size(); ++c) {
      if (groups[c] >= 0) ballots[groups[c]].push_back(said[c]);
    }
  }

  // Nobody's scale is believed that only one side can vouch for.
  Factors count() const {
    Factors factors;
    for (std::size_t g = 0; g < makers.size(); ++g) {
      Opinions all = makers[g];
      all.insert(all.end(), readers[g].begin(), readers[g].end());
      const bool both = !makers[g].empty() && !readers[g].empty();
      factors.push_back(both ? chosen(all) : 1);
    }
    return factors;
  }

  std::vector<Opinions> makers, readers;  // by group
};

// Asks every layer, in order about its output, in reverse about its input: what is known grows on
// the way.
Factors first_round(const std::vector<Pair>& pairs, const Factors& ones) {
  Ballots ballots(ones.size());
  const auto hear = [](const Opinions& said, const Groups& groups, std::vector<Opinions>& all,
                       Factors& known) {
    Ballots::cast(said, groups, all);
    for (const std::ptrdiff_t group : groups) {
      if (group >= 0) known[group] = chosen(all[group]);
    }
  };
  Factors known = ones;
  std::vector<Opinions> made;
  for (const Pair& pair : pairs) {
    made.push_back(of_maker(pair, known));
    hear(made.back(), pair.to, ballots.makers, known);
  }
  known = ones;
  for (std::size_t k = pairs.size(); k-- > 0;) {
    if (pairs[k].from.empty()) continue;
    hear(of_reader(pairs[k], known, made[k]), pairs[k].from, ballots.readers, known);
  }
  return ballots.count();
}

// Asks again, now that all is known: nobody is misled by a neighbour that was outvoted.
Factors second_round(const std::vector<Pair>& pairs, const Factors& known) {
  Ballots ballots(known.size());
  for (const Pair& pair : pairs) {
    const Opinions made = of_maker(pair, known);
    Ballots::cast(made, pair.to, ballots.makers);
    Ballots::cast(of_reader(pair, known, made), pair.from, ballots.readers);
  }
  return ballots.count();
}

}  // namespace

std::vector<ChannelFactors> estimate_factors(const Graph& exact, const Graph& coded,
                                             std::span<const TensorId> matches) {
  const Graph decoded = quantize::decode(coded);
  std::vector<quantize::ChannelGroup> scalable = quantize::scalable_groups(decoded);
  // A file may name tensors that nothing makes.
  std::erase_if(scalable, [&](const quantize::ChannelGroup& group) {
    return std::ranges::none_of(
        group, [&](const auto& place) { return matches[place.tensor] != kNoTensor; });
  });
  std::vector<Groups> groups_of(coded.tensors.size());
  for (std::size_t g = 0; g < scalable.size(); ++g) {
    for (const auto [id, channel] : scalable[g]) {
      if (groups_of[id].empty()) groups_of[id].assign(decoded.tensor(id).shape.back(), -1);
      groups_of[id][channel] = static_cast<std::ptrdiff_t>(g);
    }
  }

  std::vector<Pair> pairs;
  for (const Operator& op : decoded.operators) {
    std::optional<Pair> pair = pair_of(exact, coded, decoded, op, matches);
    if (!pair) continue;
    pair->from = groups_of[op.inputs[0]];
    pair->to = groups_of[op.outputs[0]];
    pairs.push_back(std::move(*pair));
  }
  const Factors ones(scalable.size(), 1.0);
  const Factors known = second_round(pairs, first_round(pairs, ones));

  std::vector<ChannelFactors> factors(coded.tensors.size());
  for (std::size_t id = 0; id < factors.size(); ++id) {
    std::vector<double> own;
    for (std::size_t c = 0; c < groups_of[id].size(); ++c) {
      own.push_back(factor_of(known, groups_of[id], static_cast<std::int32_t>(c)));
    }
    // Weights rounded to codes give a factor near 1 where there is none.
    const bool scaled = std::ranges::any_of(own, [](double f) { return std::fabs(f - 1) > 0.02; });
    if (scaled) factors[id].assign(own.begin(), own.end());
  }
  return factors;
}

}  // namespace ocellus::tools::compare

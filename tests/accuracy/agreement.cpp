#include "tests/accuracy/agreement.hpp"

#include <cmath>

#include "runtime/detect/box.hpp"

namespace ocellus::tests {
namespace {

struct Match {
  const Detection* detection = nullptr;
  float overlap = 0;
};

Match best_match(const Detection& wanted, std::span<const Detection> among) {
  Match best;
  for (const Detection& candidate : among) {
    if (candidate.label != wanted.label || candidate.score < Agreement::kWeakScore) continue;
    const float overlap = intersection_over_union(candidate.box, wanted.box);
    if (overlap >= Agreement::kOverlap && overlap > best.overlap) best = {&candidate, overlap};
  }
  return best;
}

}  // namespace

void Agreement::add(std::span<const Detection> exact, std::span<const Detection> quantized) {
  for (const Detection& wanted : exact) {
    if (wanted.score < kScore) continue;
    ++exact_;
    const Match match = best_match(wanted, quantized);
    if (match.detection == nullptr) continue;
    ++found_;
    score_sum_ += std::fabs(static_cast<double>(match.detection->score) - wanted.score);
    overlap_sum_ += match.overlap;
  }
  for (const Detection& seen : quantized) {
    if (seen.score < kScore) continue;
    ++quantized_;
    if (best_match(seen, exact).detection == nullptr) ++extra_;
  }
}

}  // namespace ocellus::tests

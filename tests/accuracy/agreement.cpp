#include "tests/accuracy/agreement.hpp"

#include <cmath>

#include "runtime/detect/box.hpp"

namespace ocellus::tests {

const Finding* Agreement::best_match(const Finding& wanted, std::span<const Finding> among) const {
  const Finding* best = nullptr;
  float best_overlap = 0;
  for (const Finding& candidate : among) {
    const Detection& detection = candidate.detection;
    if (detection.label != wanted.detection.label || detection.score < thresholds_.weak_score) {
      continue;
    }
    const float overlap = intersection_over_union(detection.box, wanted.detection.box);
    if (overlap >= thresholds_.overlap && overlap > best_overlap) {
      best = &candidate;
      best_overlap = overlap;
    }
  }
  return best;
}

void Agreement::add(std::span<const Finding> exact, std::span<const Finding> quantized) {
  const std::size_t before = exact_;
  for (const Finding& wanted : exact) {
    const Detection& a = wanted.detection;
    if (a.score < thresholds_.score) continue;
    ++exact_;
    const Finding* match = best_match(wanted, quantized);
    if (match == nullptr) continue;
    const Detection& b = match->detection;
    ++found_;
    score_sum_ += std::fabs(static_cast<double>(b.score) - a.score);
    overlap_sum_ += intersection_over_union(a.box, b.box);
    const double size = std::sqrt(static_cast<double>(a.box.area()));
    for (std::size_t k = 0; k < wanted.key_points.size(); ++k) {
      const Point p = wanted.key_points[k];
      const Point q = match->key_points[k];
      key_point_sum_ += std::hypot(static_cast<double>(p.x - q.x), p.y - q.y) / size;
      ++key_points_;
    }
  }
  if (exact_ > before) ++pictures_;
  for (const Finding& seen : quantized) {
    if (seen.detection.score < thresholds_.score) continue;
    ++quantized_;
    if (best_match(seen, exact) == nullptr) ++extra_;
  }
}

}  // namespace ocellus::tests

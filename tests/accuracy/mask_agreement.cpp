#include "tests/accuracy/mask_agreement.hpp"

#include <algorithm>
#include <cmath>

namespace ocellus::tests {

void MaskAgreement::add(std::span<const float> exact, std::span<const float> quantized) {
  double inside = 0;
  double both = 0;
  double either = 0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const bool a = exact[i] > kInside;
    const bool b = quantized[i] > kInside;
    inside += a ? 1 : 0;
    both += a && b ? 1 : 0;
    either += a || b ? 1 : 0;
    difference_sum_ += std::fabs(static_cast<double>(exact[i]) - quantized[i]);
  }
  values_ += static_cast<double>(exact.size());
  ++pictures_;
  if (inside < kLeastShown * static_cast<double>(exact.size())) return;
  ++shown_;
  overlap_sum_ += both / either;
  least_overlap_ = std::min(least_overlap_, both / either);
}

}  // namespace ocellus::tests

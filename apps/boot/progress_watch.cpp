#include "apps/boot/progress_watch.hpp"

#include <algorithm>

namespace ocellus::boot {

using platform::Duty;
using platform::index;

void ProgressWatch::begin(Instant now) {
  counts_ = {};
  since_.fill(now);
  looked_ = now;
  first_inference_ = std::nullopt;
}

std::optional<Duty> ProgressWatch::look(const platform::ProgressPage& page, Instant now) {
  const Duration gap = now - looked_;
  const Duration unseen = gap > kLongestGap ? gap : Duration::zero();
  looked_ = now;
  std::optional<Duty> neglected;
  for (const Duty duty : platform::kDuties) {
    std::uint32_t& count = counts_[index(duty)];
    Instant& since = since_[index(duty)];
    const std::uint32_t newest = page.count(duty);
    const bool started = duty != Duty::kTurn || newest != 0 || count != 0;
    if (newest != count || !page.due(duty)) {
      if (duty == Duty::kInference && newest != count && !first_inference_) first_inference_ = now;
      count = newest;
      since = now;
      continue;
    }
    since = std::min(since + unseen, now);
    const Duration deadline = started ? Duration(page.deadline(duty)) : kStart;
    if (now - since > deadline && !neglected) neglected = duty;
  }
  return neglected;
}

}  // namespace ocellus::boot

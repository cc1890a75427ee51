#include "runtime/vision/column_taps.hpp"

namespace ocellus {

void ColumnTaps::prepare(const Sampling& sampling) {
  targets_ = sampling.target_length();
  std::int32_t most = 0;
  for (std::int32_t t = 0; t < targets_; ++t) {
    const auto count = static_cast<std::int32_t>(sampling.taps(t).weights.size());
    most = count > most ? count : most;
  }
  runs_ = (most + kRun - 1) / kRun;

  weights_.fill(0);
  for (std::int32_t t = 0; t < targets_; ++t) {
    const Sampling::Taps taps = sampling.taps(t);
    // The last targets begin earlier, so that their runs end inside the row where it is long
    // enough.
    const std::int32_t last = sampling.source_length() - runs_ * kRun;
    const std::int32_t first = taps.first < last ? taps.first : last < 0 ? 0 : last;
    first_[t] = first;
    std::int32_t at = taps.first - first;
    for (const std::int16_t weight : taps.weights) {
      const std::int32_t run = at / kRun;
      weights_[(run * targets_ + t) * kRun + at % kRun] = weight;
      ++at;
    }
  }
#if defined(__x86_64__)
  pairs_.prepare(sampling);
#endif
}

}  // namespace ocellus

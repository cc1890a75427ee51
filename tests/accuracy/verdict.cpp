#include "tests/accuracy/verdict.hpp"

#include <cstdarg>
#include <cstdio>

namespace ocellus::tests {

void Verdict::add(const char* format, ...) {
  char buffer[256];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  text_ += buffer;
}

void Verdict::line(const char* what, double value, Bound bound, double limit) {
  const bool holds = bound == Bound::kAtLeast ? value >= limit : value <= limit;
  add("%-26s %.4f   %s %.3f   %s\n", what, value,
      bound == Bound::kAtLeast ? "at least" : "at most ", limit, holds ? "good" : "NOT REACHED");
  good_ = good_ && holds;
}

void Verdict::enough(std::size_t scenes, std::size_t least) {
  if (scenes >= least) return;
  add("only %zu pictures show something, at least %zu are wanted\n", scenes, least);
  good_ = false;
}

void Verdict::judge(const Agreement& agreement, const DetectorLimits& limits,
                    std::size_t least_scenes) {
  add("%zu float detections in %zu pictures\n", agreement.detections(),
      agreement.pictures_with_detections());
  line("recall", agreement.recall(), Bound::kAtLeast, limits.recall);
  line("extra", agreement.extra(), Bound::kAtMost, limits.extra);
  line("mean score difference", agreement.score_difference(), Bound::kAtMost,
       limits.score_difference);
  line("mean IoU", agreement.overlap(), Bound::kAtLeast, limits.overlap);
  if (limits.key_points > 0) {
    line("mean key point distance", agreement.key_point_distance(), Bound::kAtMost,
         limits.key_points);
  }
  enough(agreement.pictures_with_detections(), least_scenes);
}

void Verdict::judge(const MaskAgreement& agreement, const MaskLimits& limits,
                    std::size_t least_scenes) {
  add("%zu of %zu float masks show something\n", agreement.shown(), agreement.pictures());
  line("mean absolute difference", agreement.difference(), Bound::kAtMost, limits.difference);
  line("mean IoU above one half", agreement.overlap(), Bound::kAtLeast, limits.overlap);
  add("%-26s %.4f\n", "smallest IoU", agreement.least_overlap());
  enough(agreement.shown(), least_scenes);
}

}  // namespace ocellus::tests

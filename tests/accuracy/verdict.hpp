// Figures against their limits, as lines of text.
#pragma once

#include <string>

#include "tests/accuracy/family.hpp"

namespace ocellus::tests {

class Verdict {
 public:
  // `least_scenes`: in so many pictures the float model has to see something.
  void judge(const Agreement& agreement, const DetectorLimits& limits, std::size_t least_scenes);
  void judge(const MaskAgreement& agreement, const MaskLimits& limits, std::size_t least_scenes);

  bool good() const { return good_; }
  const std::string& text() const { return text_; }

 private:
  enum class Bound { kAtLeast, kAtMost };

  void line(const char* what, double value, Bound bound, double limit);
  void enough(std::size_t scenes, std::size_t least);
  void add(const char* format, ...) __attribute__((format(printf, 2, 3)));

  bool good_ = true;
  std::string text_;
};

}  // namespace ocellus::tests

#include "apps/selftest/finding.hpp"

#include <algorithm>

namespace ocellus::selftest {

Finding Finding::measured(const Name& name, const Quantity& quantity, const Sentence& remedy) {
  Finding finding = judged(name, quantity.within(), {}, {}, remedy);
  finding.quantity_ = quantity;
  return finding;
}

Finding Finding::compared(const Name& name, const Word& value, const Word& expected,
                          const Sentence& remedy) {
  const bool equal = value.view() == expected.view() && !value.cut() && !expected.cut();
  return judged(name, equal, value, expected, remedy);
}

Finding Finding::judged(const Name& name, bool holds, const Word& value, const Word& limit,
                        const Sentence& remedy) {
  Finding finding;
  finding.name_ = name;
  finding.verdict_ = holds ? Verdict::kPassed : Verdict::kFailed;
  finding.value_ = value;
  finding.limit_ = limit;
  if (!holds) finding.sentence_ = remedy;
  return finding;
}

Finding Finding::not_tested(const Name& name, const Sentence& reason) {
  Finding finding;
  finding.name_ = name;
  finding.sentence_ = reason;
  return finding;
}

void Findings::add(const Finding& finding) {
  if (size_ == kMost) {
    ++lost_;
  } else {
    findings_[size_++] = finding;
  }
}

std::size_t Findings::count(Verdict verdict) const {
  return static_cast<std::size_t>(std::ranges::count(all(), verdict, &Finding::verdict));
}

int Findings::exit_status() const {
  const bool sound = count(Verdict::kFailed) == 0 && count(Verdict::kPassed) > 0 && lost_ == 0;
  return sound ? 0 : 1;
}

}  // namespace ocellus::selftest

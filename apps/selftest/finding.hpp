// What one test found. Whether it passed follows from the value and its limit and cannot be said
// otherwise; what was not tested has no value, and says why.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "apps/selftest/text.hpp"

namespace ocellus::selftest {

enum class Verdict : std::uint8_t { kNotTested, kPassed, kFailed };

constexpr std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed:
      return "passed";
    case Verdict::kFailed:
      return "failed";
    case Verdict::kNotTested:
      return "not tested";
  }
  return "?";
}

// A number and its limits, both inclusive, as counts of 10^-decimals units: 72.5 degrees are 725
// with one decimal. At least one of the limits is there.
struct Quantity {
  std::int64_t value = 0;
  std::optional<std::int64_t> least = {};
  std::optional<std::int64_t> most = {};
  std::string_view unit = {};  // a literal
  int decimals = 0;            // 0 to 9

  constexpr bool within() const {
    return (least || most) && (!least || value >= *least) && (!most || value <= *most);
  }
};

class Finding {
 public:
  using Name = Text<96>;       // "weights of ssd_mobilenet_v2_oidv4__neondot"
  using Word = Text<96>;       // a value that is no number
  using Sentence = Text<240>;  // with its full stop

  Finding() = default;  // not tested

  // `remedy`: what somebody who stands in front of the device does about it, a sentence.
  static Finding measured(const Name& name, const Quantity& quantity, const Sentence& remedy);
  static Finding compared(const Name& name, const Word& value, const Word& expected,
                          const Sentence& remedy);
  // `limit` in words, where it is neither a number nor one word; `holds`: the value is within.
  static Finding judged(const Name& name, bool holds, const Word& value, const Word& limit,
                        const Sentence& remedy);
  static Finding not_tested(const Name& name, const Sentence& reason);

  Verdict verdict() const { return verdict_; }
  std::string_view name() const { return name_.view(); }
  // What to do where it failed, why not where it was not tested, empty where it passed.
  std::string_view sentence() const { return sentence_.view(); }

  // The value: a number, or words with the limit in words; neither of what was not tested.
  const std::optional<Quantity>& quantity() const { return quantity_; }
  std::string_view value() const { return value_.view(); }
  std::string_view limit() const { return limit_.view(); }

 private:
  Verdict verdict_ = Verdict::kNotTested;
  Name name_;
  Sentence sentence_;
  std::optional<Quantity> quantity_;
  Word value_;
  Word limit_;
};

// All that one self-test found, in the order of the tests.
class Findings {
 public:
  static constexpr std::size_t kMost = 64;

  // Of more than kMost only the number is kept.
  void add(const Finding& finding);

  std::span<const Finding> all() const { return std::span(findings_).first(size_); }
  std::size_t count(Verdict verdict) const;
  // Findings that there was no room for: then nobody may call the device sound.
  std::size_t lost() const { return lost_; }

  // 0: something was tested, and nothing failed. 1 otherwise.
  int exit_status() const;

 private:
  std::array<Finding, kMost> findings_;
  std::size_t size_ = 0;
  std::size_t lost_ = 0;
};

}  // namespace ocellus::selftest

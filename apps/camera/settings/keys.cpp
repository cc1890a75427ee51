#include "apps/camera/settings/keys.hpp"

#include "apps/camera/settings/values.hpp"

namespace ocellus::camera {
namespace {

// Fills a Text from its parts; the rest is cut when it is full.
class Sentence {
 public:
  explicit Sentence(Description& text) : text_(text) {}
  ~Sentence() { static_cast<void>(text_.assign({room_.data(), size_})); }
  Sentence(const Sentence&) = delete;
  Sentence& operator=(const Sentence&) = delete;

  Sentence& operator<<(std::string_view part) {
    for (const char c : part) {
      if (size_ < room_.size()) room_[size_++] = c;
    }
    return *this;
  }

  // With as many of two decimals as it needs; 0..1e9.
  Sentence& operator<<(double number) {
    const double raised = number * 100 + 0.5;
    const auto hundredths = static_cast<std::uint64_t>(raised);
    whole(hundredths / 100);
    const auto rest = static_cast<char>(hundredths % 100);
    if (rest == 0) return *this;
    const std::array<char, 3> decimals = {'.', static_cast<char>('0' + rest / 10),
                                          static_cast<char>('0' + rest % 10)};
    return *this << std::string_view(decimals.data(), rest % 10 == 0 ? 2 : 3);
  }

 private:
  void whole(std::uint64_t number) {
    if (number >= 10) whole(number / 10);
    const char digit = static_cast<char>('0' + number % 10);
    *this << std::string_view(&digit, 1);
  }

  Description& text_;
  std::array<char, 255> room_ = {};
  std::size_t size_ = 0;
};

void describe(const Number& number, Sentence& sentence) {
  sentence << (number.whole ? "a whole number of " : "") << number.unit << ", " << number.low
           << " to " << number.high;
  if (number.word.empty()) return;
  sentence << ", or " << number.word;
  if (!number.meaning.empty()) sentence << " " << number.meaning;
}

void describe(const YesOrNo&, Sentence& sentence) { sentence << "yes or no"; }

void describe(const Choice& choice, Sentence& sentence) {
  for (std::size_t i = 0; i < choice.words.size(); ++i) {
    if (i > 0) sentence << (i + 1 < choice.words.size() ? ", " : " or ");
    sentence << choice.words[i];
  }
}

void describe(const Written& written, Sentence& sentence) { sentence << written.what; }

bool set(const Number& number, Target& target, std::string_view value) {
  if (!number.word.empty() && same_word(value, number.word)) {
    number.set(target, std::nullopt);
    return true;
  }
  const std::optional<double> read = read_number(value);
  if (!read || *read < number.low || *read > number.high) return false;
  if (number.whole && static_cast<double>(static_cast<std::int64_t>(*read)) != *read) return false;
  number.set(target, read);
  return true;
}

bool set(const YesOrNo& yes_or_no, Target& target, std::string_view value) {
  const bool yes = same_word(value, "yes");
  if (!yes && !same_word(value, "no")) return false;
  yes_or_no.set(target, yes);
  return true;
}

bool set(const Choice& choice, Target& target, std::string_view value) {
  for (std::size_t i = 0; i < choice.words.size(); ++i) {
    if (!same_word(value, choice.words[i])) continue;
    choice.set(target, i);
    return true;
  }
  return false;
}

bool set(const Written& written, Target& target, std::string_view value) {
  return written.set(target, value);
}

}  // namespace

void describe(const Key& key, Description& description) {
  Sentence sentence(description);
  std::visit([&](const auto& takes) { describe(takes, sentence); }, key.takes);
}

bool set(const Key& key, Target& target, std::string_view value) {
  return std::visit([&](const auto& takes) { return set(takes, target, trimmed(value)); },
                    key.takes);
}

}  // namespace ocellus::camera

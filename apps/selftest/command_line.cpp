#include <span>
#include <string_view>

#include "apps/selftest/selftest.hpp"

namespace ocellus::selftest {
namespace {

constexpr std::string_view kWord = "--selftest";
constexpr std::string_view kName = "selftest";

bool is_called_selftest(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1) == kName;
}

}  // namespace

bool is_asked_for(std::span<char* const> words) {
  if (words.empty()) return false;
  return is_called_selftest(words[0]) || (words.size() > 1 && words[1] == kWord);
}

std::optional<Asked> read_words(std::span<char* const> words) {
  Asked asked;
  for (const std::string_view word : words.subspan(words.empty() ? 0 : 1)) {
    if (word == "--full") {
      asked.form = Form::kFull;
    } else if (word == "--json") {
      asked.json = true;
    } else if (word == "--help" || word == "-h") {
      asked.help = true;
    } else if (word != kWord) {
      return std::nullopt;
    }
  }
  return asked;
}

}  // namespace ocellus::selftest

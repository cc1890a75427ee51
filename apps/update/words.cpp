#include "apps/update/words.hpp"

#include <array>
#include <utility>

namespace ocellus::update {
namespace {

std::optional<slots::Slot> slot_named(std::string_view name) {
  for (const slots::Slot slot : {slots::Slot::kA, slots::Slot::kB}) {
    if (name.size() == 1 && name[0] == slots::letter_of(slot)) return slot;
  }
  return std::nullopt;
}

std::optional<Deed> deed_named(std::string_view name) {
  constexpr std::pair<std::string_view, Deed> kDeeds[] = {
      {"check", Deed::kCheck}, {"install", Deed::kInstall}, {"take", Deed::kTake}};
  for (const auto& [word, deed] : kDeeds) {
    if (name == word) return deed;
  }
  return std::nullopt;
}

bool read_option(std::string_view name, const char* value, Words& result,
                 std::optional<slots::Slot>& running) {
  if (name == "--slot") {
    result.slot = value;
  } else if (name == "--state") {
    result.state = value;
  } else if (name == "--etc") {
    result.etc = value;
  } else if (name == "--again") {
    result.again = std::string_view(value) == "yes";
    return result.again;
  } else if (name == "--running") {
    running = slot_named(value);
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::optional<Words> read_words(std::span<const char* const> words) {
  if (words.size() < 2 || words.size() % 2 != 0) return std::nullopt;
  const auto deed = deed_named(words[0]);
  if (!deed) return std::nullopt;
  Words result = {.deed = *deed, .place = words[1]};
  std::optional<slots::Slot> running;
  for (std::size_t i = 2; i < words.size(); i += 2) {
    if (!read_option(words[i], words[i + 1], result, running)) return std::nullopt;
  }
  if (result.slot == nullptr || result.state == nullptr || !running) return std::nullopt;
  result.running = *running;
  return result;
}

}  // namespace ocellus::update

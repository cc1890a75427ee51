#include "apps/selftest/processor.hpp"

#include <algorithm>

namespace ocellus::selftest {
namespace {

Finding::Word list(std::span<const Isa> isas) {
  Finding::Word words;
  for (const Isa isa : isas) words.put(words.empty() ? "" : " or ").put(name(isa));
  return words;
}

}  // namespace

Finding judge_processor(std::span<const Isa> built, std::span<const Isa> promised,
                        bool (*supports)(Isa)) {
  const auto runs = std::ranges::find_if(built, supports);
  if (runs == built.end()) {
    return Finding::judged("processor", false, "none of them", list(built),
                           "The system on its card is for another board: install its own.");
  }
  if (promised.empty()) promised = built;
  const bool kept = std::ranges::any_of(promised, supports);
  return Finding::judged("processor", kept, name(*runs), list(promised),
                         "The system on its card is for another board, and runs more slowly than "
                         "it might: install its own.");
}

}  // namespace ocellus::selftest

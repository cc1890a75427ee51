// The self-test, as a program calls it that carries models.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "apps/selftest/journal_line.hpp"
#include "platform/linux/crew.hpp"
#include "runtime/golden.hpp"

namespace ocellus::selftest {

// What is tested of the program itself.
struct Carried {
  std::span<const std::span<const Golden* const>> models;  // each by instruction set, best first
  std::span<std::byte> arena;  // enough for each of them, on a 64-byte boundary
  platform::Crew& crew;        // not started
};

// What the command line asks for.
struct Asked {
  Form form = Form::kQuick;
  bool json = false;  // lines for the log instead of TAP
  bool help = false;
};

// Whether the program is to be the self-test: it is called selftest, or the first word behind its
// name is --selftest. `words`: the program's name and what is behind it.
bool is_asked_for(std::span<char* const> words);

// Of the same words; none where one of them is not understood.
std::optional<Asked> read_words(std::span<char* const> words);

// Tests, and tells it on stdout. The exit status: 0 where nothing failed, 1 where something did or
// nothing could be tested, 2 after a complaint about `words`. From one thread, before anything else
// is done.
int selftest(std::span<char* const> words, const Carried& carried);

}  // namespace ocellus::selftest

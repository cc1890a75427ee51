// Other programs, run to their end.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// `words[0]` is looked up in PATH. What it writes to stdout and to stderr goes into these files,
// which may be one. Fails when it cannot be started, and when it fails itself.
Result<Done> execute(std::span<const std::string> words, const std::string& output,
                     const std::string& errors);

// Adds the words of `text`, which are separated by white space.
void add_words(std::vector<std::string>& words, std::string_view text);

}  // namespace ocellus::tools

// What a compilation came to, for people and for programs.
#pragma once

#include <string>

#include "tools/ocellus/emit/compilation.hpp"

namespace ocellus::tools {

// Totals, then one line per step: what is live while it runs, how it requantizes.
std::string text_report(const Compilation& compilation);

// The same as one JSON document, newline at the end.
std::string json_report(const Compilation& compilation);

}  // namespace ocellus::tools

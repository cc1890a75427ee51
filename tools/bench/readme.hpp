// The project's README.md keeps the last figures between two marks.
#pragma once

#include <string>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// Puts `markdown` between the marks of the file and leaves the rest as it is.
Result<Done> renew_readme(const std::string& path, const std::string& markdown);

}  // namespace ocellus::tools

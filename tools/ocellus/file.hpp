// Whole files in and out, with failures that say what to do.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// The bytes of a regular file, at most `limit` of them.
Result<std::vector<std::byte>> read_file(const std::string& path, std::size_t limit);

// The same as text.
Result<std::string> read_text(const std::string& path, std::size_t limit);

// Writes PATH.part, makes it durable, and renames it to `path`: under its final name a file is
// whole or as it was before. On failure PATH.part is removed. An existing `path` that is not a
// regular file (a device, a folder) is refused, never replaced.
Result<Done> write_file(const std::string& path, std::span<const std::byte> bytes);

}  // namespace ocellus::tools

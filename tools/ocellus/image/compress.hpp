// The two compressions of kernel files.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// As `gzip -9n`: no name, no time; the same bytes for the same input and version of zlib.
// `advance` is told after each piece how many bytes it had. At most 4 GiB.
std::vector<std::byte> gzip(
    std::span<const std::byte> bytes,
    const std::function<void(std::size_t)>& advance = [](std::size_t) {});

// The contents of a whole .xz file, at most `limit` bytes; `path` is what failures call it.
Result<std::vector<std::byte>> unxz(std::span<const std::byte> file, std::size_t limit,
                                    const std::string& path);

}  // namespace ocellus::tools

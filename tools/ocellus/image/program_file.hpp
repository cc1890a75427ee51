// Our programs on their way into an image: only what the kernel maps.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// The 64-bit ELF program without symbols, debugging information and section headers, which are two
// megabytes of the camera. Refuses what is no static program or is for another processor than
// `architecture` ("arm64", "amd64"); `path` is what failures call it.
Result<std::vector<std::byte>> program_without_symbols(std::span<const std::byte> file,
                                                       std::string_view architecture,
                                                       const std::string& path);

}  // namespace ocellus::tools

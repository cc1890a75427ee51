// Our programs on their way into an image: only what the kernel maps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

enum class Linkage : std::uint8_t {
  kStatic,   // refuses a program that wants a loader
  kDynamic,  // accepts it (shared_libraries.hpp)
};

// The 64-bit ELF program without symbols, debugging information and section headers, which are two
// megabytes of the camera. Refuses what is no program or is for another processor than
// `architecture` ("arm64", "amd64"); `path` is what failures call it.
Result<std::vector<std::byte>> program_without_symbols(std::span<const std::byte> file,
                                                       std::string_view architecture,
                                                       const std::string& path,
                                                       Linkage linkage = Linkage::kStatic);

// The number that ELF has for a processor of that name; none when it is not known here.
std::optional<std::uint16_t> elf_machine(std::string_view architecture);

}  // namespace ocellus::tools

// The boot loader's environment: what a maker writes into the flash memory of a board. U-Boot
// without one waits two seconds for a key and then looks for something to boot on every bus.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

// U-Boot's form: the CRC-32 of all that follows, then "name=value" texts, each with a zero byte at
// its end, and zeros up to `bytes`, which is part of the loader's build. `variables` must fit.
std::vector<std::byte> loader_environment(std::span<const std::string_view> variables,
                                          std::size_t bytes);

// The second flash memory of QEMU's machine with the virtual board's environment: a file of 64 MiB,
// nearly all of it a hole.
Result<Done> write_loader_environment(const std::string& path);

}  // namespace ocellus::tools::board

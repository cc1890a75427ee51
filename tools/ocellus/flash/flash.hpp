// An image onto a medium, and the proof that it is there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "tools/ocellus/flash/medium.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// Whether a file with these bytes is an image that `ocellus image` made: a master boot record with
// its signature, three FAT partitions and a raw one inside the file. `path` is what failures call
// it.
Result<Done> check_image(std::span<const std::byte> image, const std::string& path);

// What is done at the moment, and with how many more bytes of the image than when it said so last.
using FlashProgress = std::function<void(std::size_t bytes)>;

// All bytes but those of the first MiB, then those: a medium that was pulled out early starts
// nothing. `image` is a multiple of 512 bytes.
Result<Done> write_image(std::span<const std::byte> image, Medium& medium,
                         const FlashProgress& advance);

// Reads the medium and fails at the first difference; `path` is what failures call it.
Result<Done> verify_image(std::span<const std::byte> image, Medium& medium, const std::string& path,
                          const FlashProgress& advance);

}  // namespace ocellus::tools

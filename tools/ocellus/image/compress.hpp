// The compressions of kernels, their modules and the initramfs.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// As `gzip -n`, no name, no time, but 4 % smaller than its -9 makes a kernel. The same bytes for
// the same input and version of libdeflate. At most 4 GiB.
std::vector<std::byte> gzip(std::span<const std::byte> bytes);

// As one LZ4 frame of independent blocks, the kind that U-Boot reads: 1.2 times as large as gzip's
// and decompressed five times as fast. The same bytes for the same input and version of liblz4.
std::vector<std::byte> lz4(std::span<const std::byte> bytes);

// As blocks of 8 MiB behind LZ4's first magic number, the only kind that Linux reads. As large as
// the frame above.
std::vector<std::byte> lz4_for_linux(std::span<const std::byte> bytes);

// The contents of a whole .xz file, at most `limit` bytes; `path` is what failures call it.
Result<std::vector<std::byte>> unxz(std::span<const std::byte> file, std::size_t limit,
                                    const std::string& path);

}  // namespace ocellus::tools

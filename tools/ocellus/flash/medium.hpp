// Where an image is written to and read back from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

class Medium {
 public:
  virtual ~Medium() = default;
  // Offsets and sizes are multiples of 512; the bytes of both are aligned to kMediumAlignment.
  virtual Result<Done> write(std::uint64_t offset, std::span<const std::byte> bytes) = 0;
  // All that was written is on the medium, and none of it in the machine's memory.
  virtual Result<Done> finish_writing() = 0;
  virtual Result<Done> read(std::uint64_t offset, std::span<std::byte> bytes) = 0;
  // The kernel is told that there are other partitions now.
  virtual void announce() = 0;
};

inline constexpr std::size_t kMediumAlignment = 4096;

// A disk, opened for nobody else to use meanwhile, or a file. Past the machine's cache where the
// file system can; then what is counted as written is.
Result<std::unique_ptr<Medium>> open_medium(const std::string& path);

}  // namespace ocellus::tools

// A log as crash states are explored for it: this project's, or one that is careless on purpose.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "drivers/storage/block_device.hpp"
#include "drivers/storage/log_region.hpp"
#include "runtime/status.hpp"

namespace ocellus::tests {

// The bytes of record `number`: a run that no other number gives.
class Record {
 public:
  static constexpr std::uint32_t kNone = 0;
  static constexpr std::uint32_t kStranger = ~std::uint32_t{0};  // bytes that nobody wrote

  static std::vector<std::byte> bytes(std::uint32_t number, std::size_t length);
  static std::uint32_t number(storage::Bytes bytes);
};

// One life of the writer, from its start to its end or to the power's.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual Status open() = 0;
  // Acknowledged when it returns success.
  virtual Status append(storage::Bytes record) = 0;
  // The number of the newest record, by the writer's own account.
  virtual std::uint32_t newest() = 0;
};

struct Design {
  const char* name;
  std::unique_ptr<Writer> (*writer)(storage::BlockDevice& device, const storage::LogRegion& region,
                                    std::span<std::byte> scratch);
  // What is wrong with a device that open() has written to. The careless may, to be found out by
  // what it costs them.
  bool opening_only_reads = true;
};

// storage::Log.
extern const Design kLog;

// Reads every record, oldest first; `sequences`, if not null: of each. A log that cannot be read:
// its failure.
Status read_numbers(storage::BlockDevice& device, const storage::LogRegion& region,
                    std::vector<std::uint32_t>& numbers,
                    std::vector<std::uint32_t>* sequences = nullptr);

}  // namespace ocellus::tests

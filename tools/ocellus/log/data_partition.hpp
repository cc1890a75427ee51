// Where the data partition lies in what a person has at hand: a card, an image of one, or the
// partition itself.
#pragma once

#include <cstdint>
#include <string>

#include "drivers/storage/file_device.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

struct DataPartition {
  std::uint64_t offset = 0;  // in the file or device, bytes
  std::uint64_t size = 0;
  bool in_table = false;  // a partition table named it; otherwise the whole is taken for it
};

// Opens it for reading. A partition table's only entry of type 0xda counts, or the whole where
// there is no such table.
Result<DataPartition> open_data_partition(const std::string& path, storage::FileDevice& device);

}  // namespace ocellus::tools

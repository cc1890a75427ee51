// What a disk was asked to write, in order: QEMU's write log (its driver blklogwrites, in the form
// of Linux' dm-log-writes).
//
// A sector of 512 bytes with u64 magic, u64 version 1, u64 number of entries, u32 sector size; then
// for each entry a sector with u64 sector, u64 sectors, u64 flags, u64 length, and the sectors'
// data. All little-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

struct DiskWrite {
  bool flush_before = false;          // what was written earlier lasts
  std::uint64_t offset = 0;           // bytes
  std::vector<std::byte> bytes = {};  // empty: only a flush
};

// How many writes and flushes have been carried out: while the board runs too.
Result<std::uint64_t> count_disk_writes(const std::string& path);

// All of them. Fails where the file is none, ends early, or holds what a card of ours is never
// asked: to discard, or to write past its cache.
Result<std::vector<DiskWrite>> read_write_log(const std::string& path);

}  // namespace ocellus::tools::board

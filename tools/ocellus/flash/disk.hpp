// What Linux says of a disk before anything is written to it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

struct Disk {
  std::string path;             // "/dev/sdb", links resolved
  bool regular_file = false;    // a file in place of a disk
  bool partition = false;       // a part of a disk
  bool removable = false;       // its medium is: a card reader's, a USB stick, an SD card
  bool read_only = false;       // the card's switch
  std::uint64_t bytes = 0;      // its size; of a regular file, what it has now
  std::string mounted_at = {};  // where it or one of its partitions is mounted; empty: nowhere
};

// Where the facts come from; other folders for tests.
struct DiskSources {
  std::string sys = "/sys";
  std::string mounts = "/proc/self/mountinfo";
};

Result<Disk> find_disk(const std::string& path, const DiskSources& sources = {});

// The facts of block device `number` ("8:16") from sysfs and the table of mounts: all but path,
// regular_file. `path` is what failures call it.
Result<Disk> disk_of_number(const std::string& number, const std::string& path,
                            const DiskSources& sources);

// Where device `number` is mounted according to the text of mountinfo; empty: nowhere.
std::string mount_of(std::string_view mountinfo, std::string_view number);

// Whether `bytes` of an image may go there. `force`: a disk that is not removable, and a regular
// file, may be written to. Never a disk that is mounted, read-only or too small, or a partition.
Result<Done> allow_writing(const Disk& disk, std::uint64_t bytes, bool force);

}  // namespace ocellus::tools

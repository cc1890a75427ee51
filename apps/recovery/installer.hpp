// Looks for a bundle where one may lie, and has /bin/update take it: what that reads was made by
// strangers, and a stick may never answer.
//
//   the places   the boot partition, once; every partition of another disk, once each time it
//                appears; all of them again when somebody asks
//   a program that takes kLimit is killed
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "apps/recovery/disk.hpp"
#include "apps/update/foreign_partitions.hpp"

namespace ocellus::recovery {

using Time = std::chrono::steady_clock::time_point;

class Installer {
 public:
  static constexpr std::chrono::minutes kLimit{20};
  using Line = std::array<char, 240>;

  // `disk` outlives this.
  explicit Installer(const Disk& disk, const char* program = "/bin/update")
      : disk_(disk), program_(program) {}

  bool busy() const { return process_ > 0; }
  // Readable when there is something to hear(); -1 while not busy().
  int descriptor() const { return descriptor_; }

  // Starts the program for the next place that was not looked at; does nothing while busy(), or
  // where there is none.
  void look(Time now);
  // Looks everywhere once more.
  void forget();

  // What the program said since, a line a call; nothing: no more for now. The last line of a
  // program that ended is what came of it, where it said anything.
  std::optional<Line> hear();

  // Whether it ended since the last call, and with which exit status; a signal counts as kFailed.
  std::optional<int> take_end(Time now);

 private:
  bool next_place();
  void start(Time now);

  const Disk& disk_;
  const char* program_;
  bool boot_partition_looked_at_ = false;
  update::ForeignPartitions looked_at_;
  update::DeviceName place_ = {};
  pid_t process_ = 0;
  int descriptor_ = -1;
  Time began_;
  std::array<char, 512> heard_ = {};
  std::size_t length_ = 0;
};

}  // namespace ocellus::recovery

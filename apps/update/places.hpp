// Where a bundle may lie, and how to get at it there: for the first process while the camera runs
// (apps/boot/updates.hpp), and for whoever else takes updates. Nothing here allocates.
//
//   the boot partition     kOnBootPartition; it is mounted already
//   a stick, a card        kBundleName in the top folder of a FAT file system, on any disk but the
//                          system's own: foreign_partitions.hpp lists them, Medium mounts one
//   a program on the board connects to kSocketPath and writes the bundle; it is answered one line
#pragma once

#include <cstdint>

#include "runtime/status.hpp"

namespace ocellus::update {

inline constexpr const char* kOnBootPartition = "/boot/update.bundle";
inline constexpr const char* kFolder = "/run/ocellus";
inline constexpr const char* kSocketPath = "/run/ocellus/update";
inline constexpr const char* kMediumFolder = "/run/ocellus/medium";
inline constexpr const char* kOnMedium = "/run/ocellus/medium/update.bundle";

// A partition that is mounted, read-only, nosuid, nodev, noexec, at kMediumFolder: for this process
// and its children alone where the kernel can do that, so that it is let go of whenever and however
// the process ends.
class Medium {
 public:
  Medium() = default;
  ~Medium() { unmount(); }
  Medium(const Medium&) = delete;
  Medium& operator=(const Medium&) = delete;

  // kNotFound: no such device, or not any more. kUnsupported: it holds no FAT file system. kIo.
  // Takes as long as the device does, which may be for ever: for a process that another one kills.
  Status mount(const char* device);
  void unmount();

 private:
  bool mounted_ = false;
};

// A stream socket at kSocketPath that listens; only its owner may connect to it. What lay there is
// replaced. kIo: `listener` is -1.
Status open_socket(int& listener);

// The next who connects, within `patience_ms`; `connection` is the caller's to close. kTimeout,
// kIo: it is -1.
Status accept_sender(int listener, std::uint32_t patience_ms, int& connection);

}  // namespace ocellus::update

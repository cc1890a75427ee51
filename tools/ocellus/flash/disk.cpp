#include "tools/ocellus/flash/disk.hpp"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include "tools/ocellus/format.hpp"

namespace ocellus::tools {
namespace {

namespace fs = std::filesystem;

// The first line of a file of sysfs; empty where there is none.
std::string line_of(const fs::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

std::string text_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// The next word of `line`, which loses it.
std::string_view take_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

// mountinfo writes a blank as "\040".
std::string unescaped(std::string_view word) {
  std::string text;
  while (!word.empty()) {
    unsigned code = 0;
    if (word.size() >= 4 && word[0] == '\\' &&
        std::from_chars(word.data() + 1, word.data() + 4, code, 8).ptr == word.data() + 4) {
      text += static_cast<char>(code);
      word.remove_prefix(4);
    } else {
      text += word[0];
      word.remove_prefix(1);
    }
  }
  return text;
}

std::string mebibytes(std::uint64_t bytes) {
  return format("%.1f MiB", static_cast<double>(bytes) / (1 << 20));
}

}  // namespace

// "36 35 98:0 /root /mnt options - type source": the third word is the device, the fifth the place.
std::string mount_of(std::string_view mountinfo, std::string_view number) {
  while (!mountinfo.empty()) {
    const std::size_t end = std::min(mountinfo.find('\n'), mountinfo.size());
    std::string_view line = mountinfo.substr(0, end);
    mountinfo.remove_prefix(std::min(end + 1, mountinfo.size()));
    take_word(line);
    take_word(line);
    const std::string_view device = take_word(line);
    take_word(line);
    if (device == number) return unescaped(take_word(line));
  }
  return "";
}

Result<Disk> disk_of_number(const std::string& number, const std::string& path,
                            const DiskSources& sources) {
  const fs::path entry = fs::path(sources.sys) / "dev/block" / number;
  std::error_code error;
  const fs::path folder = fs::canonical(entry, error);
  const std::string sectors = error ? "" : line_of(folder / "size");
  Disk disk = {.path = path};
  const auto read = std::from_chars(sectors.data(), sectors.data() + sectors.size(), disk.bytes);
  if (sectors.empty() || read.ec != std::errc()) {
    return Failure{path, "is a block device that " + sources.sys + " says nothing of",
                   "run it where /sys is mounted"};
  }
  disk.bytes *= 512;  // whatever the medium's own sectors are
  disk.partition = fs::exists(folder / "partition", error);
  disk.read_only = line_of(folder / "ro") == "1";
  // Of an SD card in a slot of its own, the kernel does not say that it is removable.
  disk.removable = line_of(folder / "removable") == "1" || line_of(folder / "device/type") == "SD";

  const std::string mounts = text_of(sources.mounts);
  disk.mounted_at = mount_of(mounts, number);
  for (fs::directory_iterator part(folder, error), end; !error && part != end;
       part.increment(error)) {
    if (!disk.mounted_at.empty()) break;
    if (!fs::exists(part->path() / "partition")) continue;
    disk.mounted_at = mount_of(mounts, line_of(part->path() / "dev"));
  }
  return disk;
}

Result<Disk> find_disk(const std::string& path, const DiskSources& sources) {
  struct stat facts = {};
  if (stat(path.c_str(), &facts) != 0) {
    return Failure{path, std::string("cannot be used: ") + std::strerror(errno),
                   "lsblk shows the disks there are"};
  }
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  const std::string name = error ? path : real.string();
  if (S_ISREG(facts.st_mode)) {
    return Disk{
        .path = name, .regular_file = true, .bytes = static_cast<std::uint64_t>(facts.st_size)};
  }
  if (!S_ISBLK(facts.st_mode)) {
    return Failure{path, "is neither a disk nor a file", "lsblk shows the disks there are"};
  }
  return disk_of_number(format("%u:%u", major(facts.st_rdev), minor(facts.st_rdev)), name, sources);
}

Result<Done> allow_writing(const Disk& disk, std::uint64_t bytes, bool force) {
  if (disk.regular_file) {
    if (force) return Done{};
    return Failure{disk.path, "is a file and no disk", "write to it all the same with --force"};
  }
  if (disk.partition) {
    return Failure{disk.path, "is a partition, and an image is a whole disk", "name the disk"};
  }
  if (!disk.mounted_at.empty()) {
    return Failure{disk.path, "is mounted at " + disk.mounted_at,
                   "umount " + disk.mounted_at + ", if this is the right disk"};
  }
  if (disk.read_only) {
    return Failure{disk.path, "is read-only", "look at the switch on the card"};
  }
  if (disk.bytes < bytes) {
    return Failure{disk.path, "has " + mebibytes(disk.bytes) + ", the image " + mebibytes(bytes),
                   "take a larger card"};
  }
  if (!disk.removable && !force) {
    return Failure{disk.path, "is not removable, so it may be this machine's own disk",
                   "if you are sure, --force"};
  }
  return Done{};
}

}  // namespace ocellus::tools

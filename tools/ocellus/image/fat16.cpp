#include "tools/ocellus/image/fat16.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "tools/ocellus/format.hpp"
#include "tools/ocellus/image/little_endian.hpp"

namespace ocellus::tools {
namespace {

constexpr std::uint32_t kSector = 512;
constexpr std::uint32_t kReservedSectors = 1;
constexpr std::uint32_t kFats = 2;
constexpr std::uint32_t kRootEntries = 512;
constexpr std::uint32_t kEntryBytes = 32;
constexpr std::uint32_t kRootSectors = kRootEntries * kEntryBytes / kSector;
// The count of clusters is what makes it FAT16.
constexpr std::uint32_t kLeastClusters = 4085 + 16;
constexpr std::uint32_t kMostClusters = 65524 - 16;
constexpr std::uint32_t kFirstCluster = 2;
constexpr std::uint32_t kLastOfFile = 0xffff;
constexpr std::uint32_t kDate = (2024 - 1980) << 9 | 1 << 5 | 1;  // the first of January 2024
constexpr std::byte kLabelAttribute{0x08};
constexpr std::byte kFolderAttribute{0x10};
constexpr std::byte kArchiveAttribute{0x20};
constexpr std::byte kLongNameAttribute{0x0f};
constexpr std::size_t kLongNameUnits = 13;  // characters in one entry of a long name
constexpr std::size_t kLongestName = 60;
constexpr std::size_t kNoteAt = 62;
constexpr std::size_t kLongestNote = 128;

struct Geometry {
  std::uint32_t sectors_per_cluster = 0;
  std::uint32_t fat_sectors = 0;
  std::uint32_t clusters = 0;

  std::uint32_t cluster_bytes() const { return sectors_per_cluster * kSector; }
  std::uint32_t root() const { return (kReservedSectors + kFats * fat_sectors) * kSector; }
  std::uint32_t data() const { return root() + kRootSectors * kSector; }
};

// The largest clusters that FAT16 allows here: the fewer there are, the fewer a loader follows.
std::optional<Geometry> geometry_of(std::uint32_t sectors) {
  for (std::uint32_t size = 64; size > 0; size /= 2) {
    const std::uint32_t fixed = kReservedSectors + kRootSectors;
    if (sectors <= fixed) break;
    const std::uint32_t most = (sectors - fixed) / size;
    const std::uint32_t fat_sectors = ((most + kFirstCluster) * 2 + kSector - 1) / kSector;
    if (sectors <= fixed + kFats * fat_sectors) continue;
    const std::uint32_t clusters = (sectors - fixed - kFats * fat_sectors) / size;
    if (clusters >= kLeastClusters && clusters <= kMostClusters) {
      return Geometry{size, fat_sectors, clusters};
    }
  }
  return std::nullopt;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && name.front() != '.' &&
         name.back() != '.' && std::ranges::all_of(name, [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
         });
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

using ShortName = std::array<char, 11>;

// The name's eight and three letters; `number` makes unique what is cut.
ShortName short_name(std::string_view name, std::size_t number) {
  const std::size_t dot = std::min(name.rfind('.'), name.size());
  const std::string extension = upper(name.substr(std::min(dot + 1, name.size())));
  std::string base = upper(name.substr(0, dot));
  const bool fits = base.size() <= 8 && extension.size() <= 3 && base.find('.') == base.npos;
  if (!fits) {
    std::erase(base, '.');
    const std::string tail = "~" + std::to_string(number);
    base = base.substr(0, 8 - tail.size()) + tail;
  }
  ShortName result;
  result.fill(' ');
  std::copy_n(base.begin(), base.size(), result.begin());
  std::copy_n(extension.begin(), std::min<std::size_t>(extension.size(), 3), result.begin() + 8);
  return result;
}

std::uint8_t checksum(const ShortName& name) {
  std::uint8_t sum = 0;
  for (const char c : name) {
    sum = static_cast<std::uint8_t>((sum << 7 | sum >> 1) + static_cast<std::uint8_t>(c));
  }
  return sum;
}

void put_text(std::span<std::byte> bytes, std::size_t offset, std::string_view text) {
  std::ranges::copy(std::as_bytes(std::span(text)), bytes.begin() + offset);
}

// A file, or a folder with more of them, and where it lies.
struct Node {
  std::string name;
  bool folder = false;
  std::span<const std::byte> bytes = {};
  std::vector<Node> children = {};
  std::uint32_t first_cluster = 0;  // 0: has none
  std::uint32_t clusters = 0;
};

// The entries of a folder. A file's names: the long one, its last part first, then the short one
// with what it has.
class Folder {
 public:
  explicit Folder(std::span<std::byte> entries) : free_(entries) {}

  // Every folder but the root knows itself and the one above it, whose cluster is 0 where that is
  // the root.
  void add_dots(std::uint32_t own, std::uint32_t above) {
    for (const auto& [name, cluster] : {std::pair{".", own}, std::pair{"..", above}}) {
      const std::span entry = next();
      std::fill_n(entry.begin(), 11, std::byte{' '});
      put_text(entry, 0, name);
      fill(entry, kFolderAttribute, cluster, 0);
    }
  }

  void add_label(std::string_view label) {
    const std::span entry = next();
    std::fill_n(entry.begin(), 11, std::byte{' '});
    put_text(entry, 0, label);
    entry[11] = kLabelAttribute;
    store_u16(entry, 24, kDate);
  }

  void add(const Node& node) {
    const ShortName name = short_name(node.name, ++number_);
    add_long_name(node.name, checksum(name));
    const std::span entry = next();
    put_text(entry, 0, {name.data(), name.size()});
    fill(entry, node.folder ? kFolderAttribute : kArchiveAttribute, node.first_cluster,
         static_cast<std::uint32_t>(node.bytes.size()));
  }

  // How many entries a file with this name takes.
  static std::size_t entries_of(std::string_view name) {
    return (name.size() + kLongNameUnits - 1) / kLongNameUnits + 1;
  }

 private:
  static void fill(std::span<std::byte> entry, std::byte attribute, std::uint32_t cluster,
                   std::uint32_t size) {
    entry[11] = attribute;
    for (const std::size_t date : {16, 18, 24}) store_u16(entry, date, kDate);
    store_u16(entry, 26, cluster);
    store_u32(entry, 28, size);
  }

  void add_long_name(std::string_view name, std::uint8_t short_sum) {
    constexpr std::array<std::size_t, kLongNameUnits> kOffsets = {1,  3,  5,  7,  9,  14, 16,
                                                                  18, 20, 22, 24, 28, 30};
    constexpr std::size_t kLastPart = 0x40;
    const std::size_t parts = entries_of(name) - 1;
    for (std::size_t part = parts; part > 0; --part) {
      const std::span entry = next();
      entry[0] = static_cast<std::byte>(part == parts ? part | kLastPart : part);
      entry[11] = kLongNameAttribute;
      entry[13] = static_cast<std::byte>(short_sum);
      for (std::size_t i = 0; i < kLongNameUnits; ++i) {
        const std::size_t at = (part - 1) * kLongNameUnits + i;
        const std::uint32_t unit = at < name.size()    ? static_cast<unsigned char>(name[at])
                                   : at == name.size() ? 0
                                                       : 0xffff;
        store_u16(entry, kOffsets[i], unit);
      }
    }
  }

  std::span<std::byte> next() {
    const std::span<std::byte> entry = free_.first(kEntryBytes);
    free_ = free_.subspan(kEntryBytes);
    return entry;
  }

  std::span<std::byte> free_;
  std::size_t number_ = 0;
};

void write_boot_sector(std::span<std::byte> sector, const FatVolume& volume,
                       const Geometry& geometry) {
  put_text(sector, 0,
           "\xeb\x3c\x90"
           "OCELLUS ");
  store_u16(sector, 11, kSector);
  sector[13] = static_cast<std::byte>(geometry.sectors_per_cluster);
  store_u16(sector, 14, kReservedSectors);
  sector[16] = static_cast<std::byte>(kFats);
  store_u16(sector, 17, kRootEntries);
  const bool short_count = volume.sectors < 0x10000;
  store_u16(sector, 19, short_count ? volume.sectors : 0);
  sector[21] = std::byte{0xf8};  // a disk that stays
  store_u16(sector, 22, geometry.fat_sectors);
  store_u16(sector, 24, 32);  // sectors of a track, heads: nobody asks any more
  store_u16(sector, 26, 64);
  store_u32(sector, 28, volume.first_sector);
  store_u32(sector, 32, short_count ? 0 : volume.sectors);
  sector[36] = std::byte{0x80};  // the BIOS's number of a disk
  sector[38] = std::byte{0x29};  // what follows is there
  store_u32(sector, 39, volume.id);
  put_text(sector, 43, "           FAT16   ");
  put_text(sector, 43, volume.label);
  put_text(sector, kNoteAt, volume.note);
  sector[510] = std::byte{0x55};
  sector[511] = std::byte{0xaa};
}

// Adds a file below `folder`, and the folders on its path.
Result<Done> add_to_tree(Node& folder, std::string_view path, const FatFile& file) {
  const std::size_t slash = path.find('/');
  const std::string name(path.substr(0, slash));
  if (!is_name(name)) return Failure{file.name, "is no file name that we write to FAT"};
  const auto same = [&name](const Node& node) { return upper(node.name) == upper(name); };
  const auto found = std::ranges::find_if(folder.children, same);
  if (slash == path.npos) {
    if (found != folder.children.end()) {
      return Failure{file.name, "is there twice; FAT does not tell upper from lower case"};
    }
    folder.children.push_back({.name = name, .bytes = file.bytes});
    return Done{};
  }
  if (found != folder.children.end() && !found->folder) {
    return Failure{file.name, "lies in a folder that is a file"};
  }
  Node& next = found != folder.children.end()
                   ? *found
                   : folder.children.emplace_back(Node{.name = name, .folder = true});
  return add_to_tree(next, path.substr(slash + 1), file);
}

std::size_t entries_in(const Node& folder) {
  std::size_t entries = 2;  // the root's label, or the two dots
  for (const Node& child : folder.children) entries += Folder::entries_of(child.name);
  return entries;
}

// Gives every node below `folder` its run of clusters from `next` on; returns what follows.
std::uint32_t place(Node& folder, std::uint32_t next, std::uint32_t cluster_bytes) {
  for (Node& child : folder.children) {
    const std::size_t size = child.folder ? entries_in(child) * kEntryBytes : child.bytes.size();
    child.clusters = static_cast<std::uint32_t>((size + cluster_bytes - 1) / cluster_bytes);
    child.first_cluster = child.clusters == 0 ? 0 : next;
    next += child.clusters;
    if (child.folder) next = place(child, next, cluster_bytes);
  }
  return next;
}

// A disk's allocation table and data, while nodes are written to it.
struct Areas {
  std::span<std::byte> fat;
  std::span<std::byte> data;
  std::uint32_t cluster_bytes = 0;

  std::span<std::byte> of(const Node& node) const {
    return data.subspan(std::size_t{node.first_cluster - kFirstCluster} * cluster_bytes,
                        std::size_t{node.clusters} * cluster_bytes);
  }
};

void write(const Node& folder, Folder& entries, const Areas& areas) {
  for (const Node& child : folder.children) {
    entries.add(child);
    for (std::uint32_t i = 0; i < child.clusters; ++i) {
      const std::uint32_t cluster = child.first_cluster + i;
      store_u16(areas.fat, std::size_t{cluster} * 2,
                i + 1 == child.clusters ? kLastOfFile : cluster + 1);
    }
    if (child.folder) {
      Folder below(areas.of(child));
      below.add_dots(child.first_cluster, folder.first_cluster);
      write(child, below, areas);
    } else if (child.clusters > 0) {
      std::ranges::copy(child.bytes, areas.of(child).begin());
    }
  }
}

}  // namespace

Result<std::vector<std::byte>> make_fat16(const FatVolume& volume, std::span<const FatFile> files) {
  const std::string where = "partition " + std::string(volume.label);
  const std::optional<Geometry> geometry = geometry_of(volume.sectors);
  if (!geometry || volume.label.size() > 11) {
    return Failure{where, "cannot be FAT16: its size must be 3 MiB to 2 GiB, its label 11 letters"};
  }
  if (volume.note.size() > kLongestNote) return Failure{where, "has too long a note"};
  Node root = {.name = "", .folder = true};
  for (const FatFile& file : files) {
    const Result<Done> added = add_to_tree(root, file.name, file);
    if (!added.ok()) return added.failure();
  }
  if (entries_in(root) > kRootEntries) return Failure{where, "has no room for so many files"};
  const std::uint32_t clusters =
      place(root, kFirstCluster, geometry->cluster_bytes()) - kFirstCluster;
  if (clusters > geometry->clusters) {
    const auto missing = static_cast<unsigned long long>(
        (std::uint64_t{clusters - geometry->clusters} * geometry->cluster_bytes() + 1023) / 1024);
    return Failure{where, format("is %llu KiB too small for its files", missing),
                   "make it larger in the board's facts, or the files smaller"};
  }

  std::vector<std::byte> bytes(std::size_t{volume.sectors} * kSector);
  const std::span all(bytes);
  write_boot_sector(all.first(kSector), volume, *geometry);
  const std::span fat = all.subspan(kReservedSectors * kSector, geometry->fat_sectors * kSector);
  store_u16(fat, 0, 0xfff8);
  store_u16(fat, 2, kLastOfFile);
  Folder entries(all.subspan(geometry->root(), kRootSectors * kSector));
  entries.add_label(volume.label);
  write(root, entries, {fat, all.subspan(geometry->data()), geometry->cluster_bytes()});
  std::ranges::copy(fat, all.begin() + (kReservedSectors + geometry->fat_sectors) * kSector);
  return bytes;
}

}  // namespace ocellus::tools

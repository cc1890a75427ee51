#include "tools/ocellus/bundle/make_bundle.hpp"

#include <algorithm>

#include "drivers/bundle/payload_hash.hpp"
#include "drivers/bundle/release.hpp"
#include "tools/ocellus/format.hpp"
#include "tools/ocellus/image/mbr.hpp"

namespace ocellus::tools {
namespace {

constexpr std::size_t kSlotA = 1;  // of the partition table's entries
constexpr const char* kMakeOne = "make one with `ocellus image`";

// Without the zeros at its end, in whole sectors.
std::span<const std::byte> without_zeros(std::span<const std::byte> slot) {
  const auto last =
      std::find_if(slot.rbegin(), slot.rend(), [](std::byte b) { return b != std::byte{0}; });
  const auto used = static_cast<std::size_t>(slot.rend() - last);
  return slot.first((used + kSectorBytes - 1) / kSectorBytes * kSectorBytes);
}

double mebibytes(std::uint64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

}  // namespace

Result<std::span<const std::byte>> slot_of(std::span<const std::byte> disk,
                                           const std::string& name) {
  if (disk.size() < kSectorBytes) return Failure{name, "is no disk image", kMakeOne};
  const auto table = read_mbr(disk.first<kSectorBytes>());
  if (!table) return Failure{name, "is no disk image: it has no partition table", kMakeOne};
  const Partition& slot = table->partitions[kSlotA];
  const std::uint64_t begin = std::uint64_t{slot.first_sector} * kSectorBytes;
  const std::uint64_t bytes = std::uint64_t{slot.sectors} * kSectorBytes;
  if (slot.type != PartitionType::kFat16 || bytes == 0) {
    return Failure{name, "has no slot as its second partition", kMakeOne};
  }
  if (begin > disk.size() || bytes > disk.size() - begin) {
    return Failure{name, format("ends at byte %zu, within its slot A", disk.size()), kMakeOne};
  }
  return disk.subspan(begin, bytes);
}

Result<MadeBundle> make_bundle(std::span<const std::byte> slot, const std::string& name,
                               const BundleTerms& terms, const SecretKey& key) {
  const auto release =
      slot.size() < kSectorBytes ? std::nullopt : bundle::release_of(slot.first<kSectorBytes>());
  if (!release) {
    return Failure{name, "does not say which version it holds",
                   "make it anew with `ocellus image`"};
  }
  if (release->version < terms.replaces_from && !terms.downgrade) {
    return Failure{name,
                   std::string("holds ") + bundle::text_of(release->version).data() +
                       ", which is older than all that it may replace: no device would take it",
                   "lower --replaces-from, or allow --downgrade"};
  }
  const std::span<const std::byte> payload = without_zeros(slot);
  MadeBundle made = {.manifest = {.board = release->board,
                                  .version = release->version,
                                  .replaces_from = terms.replaces_from,
                                  .downgrade = terms.downgrade,
                                  .payload_bytes = payload.size(),
                                  .slot_bytes = slot.size()},
                     .bytes = {}};
  bundle::PayloadHash hash;
  hash.add(payload);
  made.manifest.payload_hash = hash.finish();
  bundle::Header header;
  bundle::store_manifest(made.manifest, key.public_key(), header);
  key.sign(header);
  bundle::Manifest back;
  if (const Status status = bundle::verify_header(header, key.public_key(), back); !status.ok()) {
    return Failure{name, std::string("makes a bundle that ") + status.what};
  }
  made.bytes.reserve(header.size() + payload.size());
  made.bytes.insert(made.bytes.end(), header.begin(), header.end());
  made.bytes.insert(made.bytes.end(), payload.begin(), payload.end());
  return made;
}

std::string description(const bundle::Manifest& manifest) {
  const std::string from =
      manifest.replaces_from == bundle::Version{}
          ? "older versions"
          : std::string(bundle::text_of(manifest.replaces_from).data()) + " and later";
  return format("%s %s, replaces %s%s; %.1f MiB for a slot of %.0f MiB",
                std::string(manifest.board_name()).c_str(),
                bundle::text_of(manifest.version).data(), from.c_str(),
                manifest.downgrade ? ", even newer than itself" : "",
                mebibytes(manifest.payload_bytes), mebibytes(manifest.slot_bytes));
}

}  // namespace ocellus::tools

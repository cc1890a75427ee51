// The input is a bundle. First as it comes: nobody can sign, so nothing of it is ever taken. Then
// with its header signed and its payload's hash put right, as an owner might who signs anything.
// Beyond what the sanitizers see: what is refused before the first write leaves the slot alone, a
// failure never leaves a slot that starts, and a success is the payload, whole.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "drivers/bundle/install.hpp"
#include "drivers/bundle/memory_source.hpp"
#include "drivers/bundle/public_key.hpp"
#include "drivers/bundle/release.hpp"
#include "drivers/bundle/test_slot.hpp"
#include "drivers/storage/fake_device.hpp"

namespace {

using namespace ocellus::bundle;
using ocellus::storage::FakeDevice;
using Bytes = std::vector<std::byte>;

constexpr std::size_t kSlotBytes = 16 * 512;

void require(bool condition) {
  if (!condition) std::abort();
}

const TestKey& owner() {
  static const TestKey key(1);
  return key;
}

bool install_it(std::span<const std::byte> bundle, bool seekable, FakeDevice& slot,
                const TestKey& key = owner()) {
  MemorySource source(bundle);
  source.seekable = seekable;
  source.longest_piece = bundle.size() % 700 + 1;
  std::array<std::byte, 2048> scratch;
  return install(source,
                 {.slot = slot,
                  .key = &key.public_key,
                  .board = "virt",
                  .running = {1, 0, 0},
                  .flush_every = 4096},
                 scratch)
      .ok();
}

// It claims to be the owner's, and is not: it is only signed with the key of the corpus, if at all.
void as_it_comes(std::span<const std::byte> input, bool seekable) {
  static const TestKey another(2);
  Bytes bundle(input.begin(), input.end());
  if (bundle.size() >= kHeaderBytes) {
    std::ranges::copy(another.public_key, bundle.begin() + 8);
  }
  FakeDevice slot(test_system(kSlotBytes / 512, 5), {});
  require(!install_it(bundle, seekable, slot, another));
  require(slot.writes == 0);
}

void signed_by_its_owner(std::span<const std::byte> input, bool seekable) {
  if (input.size() < kHeaderBytes) return;
  Bytes bundle(input.begin(), input.end());
  Header header;
  std::copy_n(bundle.begin(), header.size(), header.begin());
  // The key and the hash, where the format has them.
  std::ranges::copy(owner().public_key, header.begin() + 8);
  const std::span<const std::byte> payload =
      std::span<const std::byte>(bundle).subspan(kHeaderBytes);
  PayloadHash hash;
  hash.add(payload);
  if (std::to_integer<int>(header[128]) % 4 != 0) {
    std::ranges::copy(hash.finish(), header.begin() + 128);
  }
  owner().sign(header);
  std::ranges::copy(header, bundle.begin());

  const Bytes before = test_system(kSlotBytes / 512, 5);
  FakeDevice slot(before, {});
  const bool installed = install_it(bundle, seekable, slot);
  require(slot.in_flight().empty() || !installed);
  Manifest manifest;
  if (!verify_header(header, owner().public_key, manifest).ok()) {
    require(!installed && slot.writes == 0);
    return;
  }
  require(!manifest.board_name().empty() && manifest.board_name().size() < manifest.board.size());
  // What was understood says the same when it is written again.
  Header again;
  store_manifest(manifest, owner().public_key, again);
  require(std::equal(again.begin(), again.begin() + kSignedBytes, header.begin()));
  if (!installed) {
    require(slot.writes == 0 || !startable(slot.durable()));
    return;
  }
  require(manifest.payload_bytes <= payload.size() && manifest.slot_bytes <= kSlotBytes);
  require(std::ranges::equal(slot.durable().first(manifest.payload_bytes),
                             payload.first(manifest.payload_bytes)));
  require(std::ranges::equal(slot.durable().subspan(manifest.payload_bytes),
                             std::span(before).subspan(manifest.payload_bytes)));
}

void texts(std::span<const std::byte> input) {
  const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  static_cast<void>(parse_public_key(text));
  if (const auto version = parse_version(text)) {
    require(parse_version(text_of(*version).data()) == version);
  }
  std::array<std::byte, 512> sector = {};
  std::copy_n(input.begin(), std::min(input.size(), sector.size()), sector.begin());
  if (const auto release = release_of(sector)) require(release->board.back() == '\0');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = std::as_bytes(std::span(data, size));
  for (const bool seekable : {true, false}) {
    as_it_comes(input, seekable);
    signed_by_its_owner(input, seekable);
  }
  texts(input);
  return 0;
}

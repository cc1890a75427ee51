// The input is the two copies of the slots' state, as it comes and with their checksums put right,
// and what happens to them then. Beyond what the sanitizers see: the newer whole copy is taken, by
// the loader as by user space; what is not understood is left alone; whatever is written is what is
// read then, with the words of later versions; and from any state a board whose slots are in order
// comes to rest on a confirmed one.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <vector>

#include "drivers/slots/crc32.hpp"
#include "drivers/slots/loader.hpp"
#include "drivers/slots/state_store.hpp"
#include "drivers/slots/transitions.hpp"
#include "drivers/storage/fake_device.hpp"
#include "drivers/storage/little_endian.hpp"

namespace {

using namespace ocellus::slots;
using ocellus::storage::FakeDevice;
using ocellus::storage::load;
using Bytes = std::vector<std::byte>;

void require(bool condition) {
  if (!condition) std::abort();
}

// README.md's rule, written once more: nothing, or the sector's number and sequence.
struct Copy {
  std::uint32_t sequence;
  std::uint32_t version;
  Slot slot;
};

std::optional<Copy> copy_in(std::span<const std::byte, kSectorBytes> sector) {
  if (load<std::uint32_t>(sector, 0) != 0x4c53434f) return std::nullopt;
  std::uint32_t stored = 0;  // the highest byte first
  for (std::size_t at = 508; at < 512; ++at) {
    stored = stored << 8 | std::to_integer<std::uint32_t>(sector[at]);
  }
  if (stored != crc32(sector.first(508))) return std::nullopt;
  return Copy{load<std::uint32_t>(sector, 8), load<std::uint32_t>(sector, 4),
              (load<std::uint32_t>(sector, 12) & 1) != 0 ? Slot::kB : Slot::kA};
}

std::optional<Copy> newest_of(FakeDevice& device) {
  std::optional<Copy> newest;
  for (const std::uint64_t offset : kCopyOffsets) {
    const auto copy = copy_in(device.durable().subspan(offset).first<kSectorBytes>());
    if (copy && (!newest || copy->sequence > newest->sequence)) newest = copy;
  }
  return newest;
}

// Sequences that a device reaches, and a checksum that holds.
void put_right(std::span<std::byte, kSectorBytes> sector) {
  ocellus::storage::store(sector, kMagicAt, kMagic);
  sector[kVersionAt + 1] = sector[kVersionAt + 2] = sector[kVersionAt + 3] = std::byte{0};
  sector[kSequenceAt + 3] = std::byte{0};
  ocellus::storage::store(sector, kChecksumAt, checksum(sector));
}

SlotState change(const SlotState& state, std::uint8_t event) {
  const Slot running = (event & 1) != 0 ? Slot::kB : Slot::kA;
  switch (event >> 1 & 7) {
    case 0:
      return loader_chooses(state).next;
    case 1:
      return user_space_began(state, running, (event & 0x80) != 0);
    case 2:
      return had_its_chance(state, running);
    case 3:
      return proved_healthy(state, running);
    case 4:
      return gave_up(state, running);
    case 5:
      return replacing_other(state, running);
    case 6:
      return trial_begins(state, running);
    default:
      return told(state);
  }
}

// With power that stays, and two slots that are well.
void comes_to_rest(SlotState state) {
  for (int starts = 0; starts < 8; ++starts) {
    const Choice choice = loader_chooses(state);
    const Slot running = choice.start.slot;
    state = user_space_began(choice.next, running, false);
    const bool looked = state.second_look;
    state = had_its_chance(state, running);
    if (state.second_look != looked) continue;
    state = proved_healthy(state, running);
    if (state.confirmed && state.slot == running) return;
  }
  std::abort();
}

void go_through(FakeDevice device, std::span<const std::uint8_t> events) {
  for (const std::uint8_t event : events) {
    StateStore store(device);
    const Content content = store.read();
    const std::optional<Copy> newest = newest_of(device);
    const std::uint64_t writes = device.writes;
    require((content == Content::kNothing) == !newest.has_value());
    if (!newest) require(store.state() == SlotState{});
    if (newest) {
      require(store.state().sequence == newest->sequence && store.state().slot == newest->slot);
      require((content == Content::kNewer) == (newest->version != kVersion));
    }
    FakeDevice other_card = device;
    const auto start = loader_starts(other_card, {true, true});
    require(start.has_value());
    if (content == Content::kNewer) {
      require(start->slot == newest->slot && other_card.writes == writes);
      require(store.write(change(store.state(), event)).code == ocellus::Code::kUnsupported);
      require(device.writes == writes);
      return;
    }
    require(start->slot == loader_chooses(store.state()).start.slot);
    comes_to_rest(store.state());
    SlotState next = change(store.state(), event);
    require(next.later == store.state().later);
    const bool differs = next != store.state();
    require(store.write(next).ok() && device.in_flight().empty());
    require(device.writes == writes + (differs ? 1 : 0));
    StateStore again(device);
    const Content written = again.read();
    require(written == (differs ? Content::kState : content));
    next.sequence += differs ? 1 : 0;
    require(again.state() == next);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 * kSectorBytes) return 0;
  const auto input = std::as_bytes(std::span(data, size));
  const auto events = std::span(data, size).subspan(2 * kSectorBytes);
  Bytes medium(std::size_t{64} << 10);
  const auto place = [&](std::size_t copy) {
    return std::span(medium).subspan(kCopyOffsets[copy]).first<kSectorBytes>();
  };
  for (std::size_t copy = 0; copy < 2; ++copy) {
    std::ranges::copy(input.subspan(copy * kSectorBytes, kSectorBytes), place(copy).begin());
  }
  constexpr std::size_t kMostEvents = 12;
  const auto few = events.first(std::min(events.size(), kMostEvents));
  const auto reached = [&](std::size_t copy) {
    return place(copy)[kSequenceAt + 3] == std::byte{0};
  };
  if (reached(0) && reached(1)) go_through(FakeDevice(medium, {}), few);
  put_right(place(0));
  go_through(FakeDevice(medium, {}), few);
  put_right(place(1));
  go_through(FakeDevice(medium, {}), few);
  return 0;
}

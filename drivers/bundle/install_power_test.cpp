// Every state that a power cut may leave of a slot while a bundle is installed. The oracle: a slot
// that a loader would start holds the old system, whole, or the new one, whole. Then it is
// installed again from there, the power fails again, and in the end the new system is there.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <ostream>
#include <string>
#include <vector>

#include "drivers/bundle/install.hpp"
#include "drivers/bundle/memory_source.hpp"
#include "drivers/bundle/test_slot.hpp"
#include "drivers/storage/fake_device.hpp"

namespace ocellus::bundle {
namespace {

using storage::FakeDevice;
using Fate = FakeDevice::Fate;
using Bytes = std::vector<std::byte>;

struct Case {
  const char* name;
  std::size_t slot_sectors;
  std::size_t system_sectors;
  std::size_t scratch_sectors;
  std::uint32_t flush_sectors;
  bool old_system;  // whether the slot could be started before
  bool seekable;
};

void PrintTo(const Case& scene, std::ostream* stream) { *stream << scene.name; }

// Not std::ranges::equal: unoptimized, it is most of the test's time.
bool same(std::span<const std::byte> one, std::span<const std::byte> other) {
  return one.size() == other.size() && std::memcmp(one.data(), other.data(), one.size()) == 0;
}

// The medium at one flush, before it: every earlier instant is one of its subsets.
struct Cut {
  Bytes durable;
  std::vector<FakeDevice::Flight> flights;
};

class Recorder final : public storage::BlockDevice {
 public:
  explicit Recorder(std::span<const std::byte> bytes) : device({bytes.begin(), bytes.end()}, {}) {}
  std::uint64_t size() const override { return device.size(); }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    return device.read(offset, into);
  }
  Status write(std::uint64_t offset, storage::Bytes from) override {
    return device.write(offset, from);
  }
  Status flush() override {
    cuts.push_back({{device.durable().begin(), device.durable().end()},
                    {device.in_flight().begin(), device.in_flight().end()}});
    return device.flush();
  }

  FakeDevice device;
  std::vector<Cut> cuts;
};

class InstallPower : public testing::TestWithParam<Case> {
 protected:
  static constexpr std::size_t kExhaustive = 12;  // sectors in flight

  InstallPower()
      : before(GetParam().old_system ? test_system(GetParam().slot_sectors, 5)
                                     : Bytes(GetParam().slot_sectors * 512, std::byte{0xff})),
        system(test_system(GetParam().system_sectors, 6)),
        bundle(test_bundle(test_manifest(system), system, key)) {}

  // An installation from what the slot holds; what the medium was at each flush.
  std::vector<Cut> live(std::span<const std::byte> slot) {
    Recorder recorder(slot);
    MemorySource source(bundle);
    source.seekable = GetParam().seekable;
    Bytes scratch(GetParam().scratch_sectors * 512);
    const Status status = install(source,
                                  {.slot = recorder,
                                   .key = &key.public_key,
                                   .board = "virt",
                                   .running = {1, 1, 0},
                                   .flush_every = GetParam().flush_sectors * 512},
                                  scratch);
    EXPECT_TRUE(status.ok()) << status.what;
    EXPECT_TRUE(recorder.device.in_flight().empty()) << "success before it lasts";
    EXPECT_TRUE(std::ranges::equal(recorder.device.durable().first(system.size()), system));
    return std::move(recorder.cuts);
  }

  bool sound(std::span<const std::byte> slot) const {
    return !startable(slot) || same(slot, before) || same(slot.first(system.size()), system);
  }

  // The medium after a cut, whose fates are the bits of `kept`, but for one sector that is torn.
  FakeDevice after(const Cut& cut, std::uint32_t kept, std::size_t torn, Fate way) {
    ++states;
    std::vector<Fate> fates(cut.flights.size());
    for (std::size_t i = 0; i < fates.size(); ++i) {
      fates[i] = (kept >> (i % 32) & 1) != 0 ? Fate::kNew : Fate::kOld;
    }
    if (torn < fates.size()) fates[torn] = way;
    FakeDevice device(cut.durable, cut.flights);
    device.power_cut(fates);
    return device;
  }

  template <typename Visit>
  void for_all_states(const Cut& cut, Visit visit) {
    const std::size_t count = cut.flights.size();
    const bool all = count <= kExhaustive;
    const std::uint32_t subsets = all ? 1U << count : 1U << kExhaustive;
    for (std::uint32_t i = 0; i < subsets; ++i) {
      const std::uint32_t kept = all ? i : i * 2654435761U;
      visit(after(cut, kept, SIZE_MAX, Fate::kOld));
      // And each one torn, in each way, among each of the subsets of the others.
      const std::size_t torn = count == 0 ? 0 : i % count;
      for (const Fate way : {Fate::kTornFront, Fate::kTornBack, Fate::kGarbage}) {
        visit(after(cut, kept, torn, way));
      }
    }
  }

  TestKey key{1};
  Bytes before, system, bundle;
  std::uint64_t states = 0;
};

TEST_P(InstallPower, NeverLeavesHalfASystemThatStarts) {
  std::uint64_t startable_states = 0;
  std::uint64_t visited = 0;
  std::uint64_t lives = 0;
  for (const Cut& cut : live(before)) {
    for_all_states(cut, [&](const FakeDevice& device) {
      if (HasFailure()) return;
      const auto slot = device.durable();
      ASSERT_TRUE(sound(slot));
      startable_states += startable(slot) ? 1 : 0;
      // And again, from there: installed, and cut.
      if (++visited % 61 != 0) return;
      ++lives;
      for (const Cut& second : live(slot)) {
        for (std::uint32_t i = 0; i < 8; ++i) {
          ASSERT_TRUE(sound(after(second, i * 2654435761U, i, Fate::kTornBack).durable()));
          ASSERT_TRUE(sound(after(second, i * 2654435761U + 1, SIZE_MAX, Fate::kOld).durable()));
        }
      }
    });
    if (HasFailure()) return;
  }
  EXPECT_GT(startable_states, 0u);
  EXPECT_LT(startable_states, states);
  RecordProperty("states", static_cast<int>(states));
  std::printf("%llu states, %llu installations after one\n",
              static_cast<unsigned long long>(states), static_cast<unsigned long long>(lives));
}

INSTANTIATE_TEST_SUITE_P(Grid, InstallPower,
                         testing::Values(Case{"one_sector", 2, 1, 2, 8, true, true},
                                         Case{"two_sectors", 2, 2, 2, 8, true, true},
                                         Case{"each_piece_flushed", 24, 20, 2, 2, true, true},
                                         Case{"eight_in_flight", 40, 40, 4, 8, true, true},
                                         Case{"twelve_in_flight", 40, 37, 12, 12, true, true},
                                         Case{"a_stream", 40, 30, 4, 8, true, false},
                                         Case{"nothing_before", 24, 20, 4, 8, false, true},
                                         Case{"all_in_flight", 40, 36, 8, 2048, true, true}),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace ocellus::bundle

#include "drivers/bundle/install.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "drivers/bundle/memory_source.hpp"
#include "drivers/bundle/test_slot.hpp"
#include "drivers/storage/fake_device.hpp"

namespace ocellus::bundle {
namespace {

using storage::FakeDevice;
using Bytes = std::vector<std::byte>;

constexpr std::size_t kSlotSectors = 48;
constexpr std::size_t kSystemSectors = 40;

// A medium that loses the writes of one sector, which nobody sees before it forgets what it was
// given; or whose first sector cannot be read once.
class Liar final : public storage::BlockDevice {
 public:
  explicit Liar(FakeDevice& device) : device_(device) {}
  std::uint64_t lost = ~std::uint64_t{0};         // this sector
  std::uint64_t writes_before = 0;                // that get there
  std::uint64_t first_reads = ~std::uint64_t{0};  // of the first sector, before one that fails

  std::uint64_t size() const override { return device_.size(); }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    if (offset == 0 && first_reads-- == 0) return Status::failure(Code::kIo, "cannot be read");
    const Status status = device_.read(offset, into);
    const std::uint64_t at = lost * kSector;
    if (!remembered_.empty() && at >= offset && at < offset + into.size()) {
      std::ranges::copy(remembered_, into.begin() + static_cast<std::ptrdiff_t>(at - offset));
    }
    return status;
  }
  Status write(std::uint64_t offset, storage::Bytes from) override {
    for (std::size_t i = 0; i < from.size(); i += kSector) {
      const storage::Bytes sector = from.subspan(i, kSector);
      if ((offset + i) / kSector == lost && writes_before-- == 0) {
        remembered_.assign(sector.begin(), sector.end());
        continue;
      }
      if (const Status status = device_.write(offset + i, sector); !status.ok()) return status;
    }
    return Status::success();
  }
  Status flush() override { return device_.flush(); }
  void forget() override { remembered_.clear(); }

 private:
  FakeDevice& device_;
  Bytes remembered_;
};

struct Witness final : InstallObserver {
  Status about_to_write(const Manifest& manifest) override {
    versions.push_back(manifest.version);
    return allowed;
  }
  void progress(InstallStep step, std::uint64_t done, std::uint64_t total) override {
    EXPECT_EQ(total, kSystemSectors * 512);
    if (steps.empty() || steps.back() != step) {
      EXPECT_TRUE(steps.empty() || last == total) << "the step before did not end";
      steps.push_back(step);
      EXPECT_EQ(done, 0u);
    } else {
      EXPECT_GT(done, last);
      EXPECT_LE(done, total);
    }
    last = done;
  }
  Status allowed = Status::success();
  std::vector<Version> versions;
  std::vector<InstallStep> steps;
  std::uint64_t last = 0;
};

class Install : public testing::Test {
 protected:
  Install()
      : before(test_system(kSlotSectors, 5)),
        system(test_system(kSystemSectors, 6)),
        manifest(test_manifest(system)),
        bundle(test_bundle(manifest, system, key)),
        device(before, {}) {}

  InstallTarget target() {
    return {.slot = device,
            .key = &key.public_key,
            .board = "virt",
            .running = {1, 1, 0},
            .flush_every = 4096};
  }
  Status run(BundleSource& source, const InstallTarget& to, InstallObserver* observer = nullptr) {
    return install(source, to, scratch, observer);
  }
  Status run(std::span<const std::byte> bytes, bool seekable = true) {
    MemorySource source(bytes);
    source.seekable = seekable;
    return run(source, target());
  }

  void expect_untouched() const {
    EXPECT_EQ(device.writes, 0u);
    EXPECT_TRUE(std::ranges::equal(device.durable(), before));
  }
  void expect_installed() const {
    EXPECT_TRUE(device.in_flight().empty());
    EXPECT_TRUE(std::ranges::equal(device.durable().first(system.size()), system));
    EXPECT_TRUE(std::ranges::equal(device.durable().subspan(system.size()),
                                   std::span(before).subspan(system.size())))
        << "what lies behind the payload was written";
  }
  void expect_not_startable() const { EXPECT_FALSE(startable(device.durable())); }

  TestKey key{1};
  Bytes before, system;
  Manifest manifest;
  Bytes bundle;
  FakeDevice device;
  Bytes scratch = Bytes(2048);
};

TEST_F(Install, WritesTheSlotAndTellsHowFar) {
  MemorySource source(bundle);
  source.longest_piece = 700;
  Witness witness;
  const Status status = run(source, target(), &witness);
  EXPECT_TRUE(status.ok()) << status.what;
  expect_installed();
  EXPECT_EQ(witness.versions, std::vector{manifest.version});
  EXPECT_EQ(witness.steps, (std::vector{InstallStep::kChecking, InstallStep::kWriting,
                                        InstallStep::kReadingBack}));
  EXPECT_EQ(witness.last, system.size());
}

TEST_F(Install, TakesAStream) {
  MemorySource source(bundle);
  source.seekable = false;
  Witness witness;
  EXPECT_TRUE(run(source, target(), &witness).ok());
  expect_installed();
  EXPECT_EQ(witness.steps, (std::vector{InstallStep::kWriting, InstallStep::kReadingBack}));
}

TEST_F(Install, AnyScratchAndAnySizeWill) {
  for (const std::size_t sectors : {1, 2, 3, 4, 7, 8, 9, 40}) {
    for (const std::size_t room : {1024, 1536, 4096, 65536}) {
      system = test_system(sectors, static_cast<unsigned>(sectors));
      bundle = test_bundle(test_manifest(system), system, key);
      device = FakeDevice(before, {});
      scratch.resize(room);
      const Status status = run(bundle);
      EXPECT_TRUE(status.ok()) << status.what << ": " << sectors << " sectors, " << room;
      expect_installed();
    }
  }
}

TEST_F(Install, WhatIsRefusedCostsNoWrite) {
  const auto expect_refusal = [&](const char* what, std::span<const std::byte> bytes,
                                  const InstallTarget& to, bool seekable) {
    MemorySource source(bytes);
    source.seekable = seekable;
    Witness witness;
    EXPECT_STREQ(run(source, to, &witness).what, what);
    expect_untouched();
    EXPECT_TRUE(witness.versions.empty());
  };
  for (const bool seekable : {true, false}) {
    const auto refuse = [&](const char* what, auto change) {
      InstallTarget to = target();
      change(to);
      expect_refusal(what, bundle, to, seekable);
    };
    const PublicKey other = TestKey(2).public_key;
    refuse("cannot be taken: this system has no owner's key", [](auto& to) { to.key = nullptr; });
    refuse("is signed with another key", [&](auto& to) { to.key = &other; });
    refuse("is for another board", [](auto& to) { to.board = "rpi4"; });
    refuse("is older than what runs, and not signed as such", [](auto& to) {
      to.running = {2, 0, 0};
    });
    refuse("holds the version that runs", [&](auto& to) { to.running = manifest.version; });
    for (std::size_t at = 0; at < kHeaderBytes; at += 7) {
      Bytes flipped = bundle;
      flipped[at] ^= std::byte{4};
      MemorySource source(flipped);
      source.seekable = seekable;
      EXPECT_FALSE(run(source, target()).ok());
    }
    expect_untouched();
    Manifest large = manifest;
    large.slot_bytes = (kSlotSectors + 1) * 512;
    expect_refusal("is larger than the slot", test_bundle(large, system, key), target(), seekable);
  }
  for (const std::size_t room : {std::size_t{0}, std::size_t{512}, std::size_t{1025}}) {
    scratch.resize(room);
    EXPECT_EQ(run(bundle).code, Code::kTooLarge);
  }
  expect_untouched();
}

TEST_F(Install, WhoMustSayItFirstMayForbidIt) {
  Witness witness;
  witness.allowed = Status::failure(Code::kNoSpace, "not now");
  MemorySource source(bundle);
  EXPECT_STREQ(run(source, target(), &witness).what, "not now");
  EXPECT_EQ(witness.steps, std::vector{InstallStep::kChecking});
  EXPECT_EQ(witness.last, system.size());
  expect_untouched();
}

TEST_F(Install, AFileThatIsDamagedCostsNoWrite) {
  for (std::size_t at = kHeaderBytes; at < bundle.size(); at += 512) {
    Bytes flipped = bundle;
    flipped[at] ^= std::byte{0x80};
    EXPECT_EQ(run(flipped).code, Code::kCorrupt);
    EXPECT_EQ(run(std::span<const std::byte>(bundle).first(at)).code, Code::kTruncated);
  }
  bundle.push_back(std::byte{});
  EXPECT_STREQ(run(bundle).what, "goes on behind its end");
  expect_untouched();
}

TEST_F(Install, AStreamThatIsDamagedStartsNothing) {
  for (std::size_t at = kHeaderBytes; at < bundle.size(); at += 512) {
    Bytes flipped = bundle;
    flipped[at] ^= std::byte{0x80};
    EXPECT_EQ(run(flipped, false).code, Code::kCorrupt);
    expect_not_startable();
    device = FakeDevice(before, {});
    EXPECT_EQ(run(std::span<const std::byte>(bundle).first(at), false).code, Code::kTruncated);
    expect_not_startable();
    device = FakeDevice(before, {});
  }
}

TEST_F(Install, AStickThatGivesOtherBytesTheSecondTimeStartsNothing) {
  const Bytes other = test_system(kSystemSectors, 7);
  const Bytes wrong = test_bundle(test_manifest(other), other, key);
  MemorySource source(bundle);
  source.second_time = wrong;
  EXPECT_EQ(run(source, target()).code, Code::kCorrupt);
  expect_not_startable();
}

TEST_F(Install, ASectorThatFailsStartsNothing) {
  for (std::size_t sector = 0; sector < kSystemSectors; ++sector) {
    device = FakeDevice(before, {});
    device.unwritable = {sector};
    EXPECT_EQ(run(bundle).code, Code::kIo) << sector;
    if (sector != 0) expect_not_startable();
    device = FakeDevice(before, {});
    device.unreadable = {sector};
    EXPECT_EQ(run(bundle).code, Code::kIo) << sector;
    expect_not_startable();
  }
}

TEST_F(Install, AMediumThatDoesNotKeepWhatItTookIsFoundOut) {
  for (std::size_t sector = 0; sector < kSystemSectors; ++sector) {
    // Of the first sector both writes: the zeros, and what is to be there in the end.
    for (const std::uint64_t before_it : {0, 1}) {
      if (sector != 0 && before_it != 0) continue;
      device = FakeDevice(before, {});
      Liar liar(device);
      liar.lost = sector;
      liar.writes_before = before_it;
      MemorySource source(bundle);
      const InstallTarget to = {
          .slot = liar, .key = &key.public_key, .board = "virt", .running = {1, 1, 0}};
      const Status status = run(source, to);
      EXPECT_EQ(status.code, Code::kIo) << sector;
      EXPECT_STREQ(status.what, "did not keep what was written") << sector;
      if (sector != 0 || before_it != 0) expect_not_startable();
    }
  }
}

TEST_F(Install, ASystemThatCannotBeReadBackIsTakenAwayAgain) {
  for (const std::uint64_t reads : {0, 1}) {
    device = FakeDevice(before, {});
    Liar liar(device);
    liar.first_reads = reads;
    MemorySource source(bundle);
    EXPECT_EQ(
        run(source, {.slot = liar, .key = &key.public_key, .board = "virt", .running = {1, 1, 0}})
            .code,
        Code::kIo);
    expect_not_startable();
  }
}

TEST_F(Install, AFlushThatFailsStartsNothing) {
  for (std::uint64_t good = 0; good < 8; ++good) {
    class FlushFails final : public storage::BlockDevice {
     public:
      FlushFails(FakeDevice& device, std::uint64_t good) : device_(device), good_(good) {}
      std::uint64_t size() const override { return device_.size(); }
      Status read(std::uint64_t offset, std::span<std::byte> into) override {
        return device_.read(offset, into);
      }
      Status write(std::uint64_t offset, storage::Bytes from) override {
        return device_.write(offset, from);
      }
      Status flush() override {
        if (good_-- == 0) device_.failing_flushes = 1;
        return device_.flush();
      }

     private:
      FakeDevice& device_;
      std::uint64_t good_;
    };
    device = FakeDevice(before, {});
    FlushFails failing(device, good);
    MemorySource source(bundle);
    const Status status = run(source, {.slot = failing,
                                       .key = &key.public_key,
                                       .board = "virt",
                                       .running = {1, 1, 0},
                                       .flush_every = 4096});
    EXPECT_EQ(status.code, Code::kIo) << good;
    if (good != 0) expect_not_startable();
  }
}

TEST_F(Install, ACardThatIsReadOnlyOrGoneIsSaidToBe) {
  device.read_only = true;
  EXPECT_EQ(run(bundle).code, Code::kReadOnly);
  expect_untouched();
  device.read_only = false;
  device.gone = true;
  EXPECT_EQ(run(bundle).code, Code::kDisconnected);
}

}  // namespace
}  // namespace ocellus::bundle

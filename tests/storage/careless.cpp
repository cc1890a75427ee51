#include "tests/storage/careless.hpp"

#include <array>
#include <vector>

#include "drivers/storage/record_header.hpp"

namespace ocellus::tests {
namespace {

using storage::BlockDevice;
using storage::Bytes;
using storage::LogRegion;

enum class Mistake : std::uint8_t {
  kNeverFlushes,
  kFlushesTooLate,
  kHeaderBeforeData,
  kBeginsAtOnce,
  kTrustsItsReading,
};

// Forwards flushes as the mistake has it.
class CarelessDisk final : public BlockDevice {
 public:
  CarelessDisk(BlockDevice& disk, Mistake mistake) : disk_(disk), mistake_(mistake) {}

  // Around each append.
  Status begin() {
    writes_ = 0;
    return mistake_ == Mistake::kFlushesTooLate ? disk_.flush() : Status::success();
  }
  Status end() { return mistake_ == Mistake::kBeginsAtOnce ? disk_.flush() : Status::success(); }

  std::uint64_t size() const override { return disk_.size(); }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    return disk_.read(offset, into);
  }
  Status write(std::uint64_t offset, Bytes from) override {
    if (mistake_ == Mistake::kHeaderBeforeData && writes_ == 0) {
      if (const Status status = disk_.write(offset, from.first(kSector)); !status.ok()) {
        return status;
      }
      if (const Status status = disk_.flush(); !status.ok()) return status;
      offset += kSector;
      from = from.subspan(kSector);
    }
    ++writes_;
    ever_written_ = true;
    return from.empty() ? Status::success() : disk_.write(offset, from);
  }
  Status flush() override {
    // One mistake each: the others do wait for what they have found.
    const bool after_opening = !ever_written_;
    const bool waits = mistake_ == Mistake::kTrustsItsReading ? !after_opening : after_opening;
    return waits ? disk_.flush() : Status::success();
  }

 private:
  BlockDevice& disk_;
  Mistake mistake_;
  std::uint32_t writes_ = 0;
  bool ever_written_ = false;
};

class CarelessWriter final : public Writer {
 public:
  CarelessWriter(BlockDevice& disk, Mistake mistake, const LogRegion& region,
                 std::span<std::byte> scratch)
      : disk_(disk, mistake), log_(kLog.writer(disk_, region, scratch)) {}

  Status open() override { return log_->open(); }
  Status append(Bytes record) override {
    Status status = disk_.begin();
    if (status.ok()) status = log_->append(record);
    return status.ok() ? disk_.end() : status;
  }
  std::uint32_t newest() override { return log_->newest(); }

 private:
  CarelessDisk disk_;
  std::unique_ptr<Writer> log_;
};

template <Mistake kMistake>
std::unique_ptr<Writer> careless_writer(BlockDevice& disk, const LogRegion& region,
                                        std::span<std::byte> scratch) {
  return std::make_unique<CarelessWriter>(disk, kMistake, region, scratch);
}

// What is written again is the same; but a sector on its way may be left as anything.
class RepairingWriter final : public Writer {
 public:
  RepairingWriter(BlockDevice& disk, const LogRegion& region, std::span<std::byte> scratch)
      : disk_(disk), region_(region), log_(kLog.writer(disk, region, scratch)) {}

  Status open() override {
    if (const Status status = log_->open(); !status.ok()) return status;
    std::uint64_t newest = 0;
    std::uint32_t sequence = 0;
    std::array<std::byte, kSector> sector;
    for (std::uint64_t at = 0; at < region_.size(); at += kSector) {
      if (!disk_.read(region_.offset + at, sector).ok()) continue;
      const auto header =
          storage::load_header(std::span(sector).first<storage::RecordHeader::kBytes>());
      if (!header || header->sector * kSector != at || header->sequence < sequence) continue;
      sequence = header->sequence;
      newest = region_.offset + at;
    }
    if (sequence == 0) return Status::success();
    if (const Status status = disk_.read(newest, sector); !status.ok()) return status;
    if (const Status status = disk_.write(newest, sector); !status.ok()) return status;
    return disk_.flush();
  }
  Status append(Bytes record) override { return log_->append(record); }
  std::uint32_t newest() override { return log_->newest(); }

 private:
  static constexpr std::size_t kSector = BlockDevice::kSector;

  BlockDevice& disk_;
  LogRegion region_;
  std::unique_ptr<Writer> log_;
};

std::unique_ptr<Writer> repairing_writer(BlockDevice& disk, const LogRegion& region,
                                         std::span<std::byte> scratch) {
  return std::make_unique<RepairingWriter>(disk, region, scratch);
}

}  // namespace

constinit const Design kNeverFlushes = {"never flushes", careless_writer<Mistake::kNeverFlushes>};
constinit const Design kFlushesTooLate = {"flushes too late",
                                          careless_writer<Mistake::kFlushesTooLate>};
constinit const Design kHeaderBeforeData = {"header before data",
                                            careless_writer<Mistake::kHeaderBeforeData>};
constinit const Design kBeginsAtOnce = {"begins at once", careless_writer<Mistake::kBeginsAtOnce>};
constinit const Design kTrustsItsReading = {"trusts its reading",
                                            careless_writer<Mistake::kTrustsItsReading>};
constinit const Design kRepairs = {"repairs", repairing_writer, false};

std::span<const Design* const> careless_designs() {
  static constexpr std::array kAll = {&kNeverFlushes, &kFlushesTooLate,   &kHeaderBeforeData,
                                      &kBeginsAtOnce, &kTrustsItsReading, &kRepairs};
  return kAll;
}

}  // namespace ocellus::tests

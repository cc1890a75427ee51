// The input lies on a data partition: a quarter of it at the beginning of each log, the checksums
// of whatever looks like a header put right. Beyond what the sanitizers see: the report is JSON,
// and a log goes on from whatever it finds: what is appended is its newest record from then on.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "drivers/storage/crc32c.hpp"
#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/fake_device.hpp"
#include "drivers/storage/little_endian.hpp"
#include "drivers/storage/log.hpp"
#include "drivers/storage/log_reader.hpp"
#include "drivers/storage/record_header.hpp"
#include "tools/ocellus/log/history.hpp"
#include "tools/ocellus/log/json_check.hpp"

namespace {

using namespace ocellus::storage;
using ocellus::Status;

constexpr std::size_t kSector = BlockDevice::kSector;

// Headers whose other bytes say what they like; contents that fit them where they lie here.
void put_checksums_right(std::span<std::byte> bytes) {
  for (std::size_t at = 0; at + kSector <= bytes.size(); at += kSector) {
    const auto header = bytes.subspan(at).first<RecordHeader::kBytes>();
    if (!begins_like_header(header)) continue;
    const auto content = bytes.subspan(at + RecordHeader::kBytes);
    const auto length = load<std::uint32_t>(header, 8);
    // Numbers that a device reaches.
    header[15] = header[19] = std::byte{0};
    if (length <= content.size()) store(header, 24, crc32c(content.first(length)));
    store(header, 28, crc32c(header.first(28)));
  }
}

// Zeros, but for the input.
class Partition final : public BlockDevice {
 public:
  Partition(std::span<const std::byte> input, const DataLayout& layout) {
    const LogRegion* const regions[] = {&layout.system, &layout.settings, &layout.journal,
                                        &layout.snapshots};
    const std::size_t quarter = input.size() / 4 / kSector * kSector;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const auto part = input.subspan(i * quarter, quarter);
      parts_[i] = {regions[i]->offset, {part.begin(), part.end()}};
      put_checksums_right(parts_[i].bytes);
    }
  }

  std::uint64_t size() const override { return kSmallestPartition; }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    if (!is_on_medium(size(), offset, into.size())) std::abort();
    std::fill(into.begin(), into.end(), std::byte{0});
    for (const Part& part : parts_) {
      const std::uint64_t from = std::max(offset, part.offset);
      const std::uint64_t to = std::min(offset + into.size(), part.offset + part.bytes.size());
      if (from >= to) continue;
      std::copy_n(part.bytes.begin() + static_cast<std::ptrdiff_t>(from - part.offset), to - from,
                  into.begin() + static_cast<std::ptrdiff_t>(from - offset));
    }
    return Status::success();
  }
  Status write(std::uint64_t /*offset*/, Bytes /*from*/) override { std::abort(); }
  Status flush() override { std::abort(); }

 private:
  struct Part {
    std::uint64_t offset = 0;
    std::vector<std::byte> bytes;
  };
  std::array<Part, 4> parts_;
};

void read_all(std::span<const std::byte> input) {
  DataLayout layout;
  if (!layout_of(kSmallestPartition, layout).ok()) std::abort();
  Partition partition(input, layout);
  const auto history = ocellus::tools::read_history(
      partition, "input", [](ocellus::tools::HistoryEntry&, std::span<const std::byte>) {
        return ocellus::tools::Done{};
      });
  if (!history.ok()) std::abort();
  if (!ocellus::tools::is_json(ocellus::tools::history_json(history.value(), "input")))
    std::abort();
  if (ocellus::tools::history_text(history.value()).empty()) std::abort();
}

void go_on(std::span<const std::byte> input) {
  constexpr LogRegion kRegion = {.name = LogName::kJournal, .segment_size = 2048, .segments = 4};
  std::vector<std::byte> bytes(kRegion.size());
  std::copy_n(input.begin(), std::min(input.size(), bytes.size()), bytes.begin());
  put_checksums_right(bytes);
  FakeDevice device(std::move(bytes), {});
  std::array<std::byte, 1024> scratch;
  Log log(device, kRegion, scratch);
  if (!log.open().ok() || device.writes != 0) std::abort();
  const std::array<std::byte, 700> content = {std::byte{1}};
  const Bytes piece = content;
  if (!log.append(9, {&piece, 1}).ok()) std::abort();
  RecordFacts facts;
  std::array<std::byte, 700> back;
  Log next(device, kRegion, scratch);
  if (!next.open().ok() || !next.newest(facts, {}, back).ok() || back != content) std::abort();
  LogReader reader(device, kRegion, scratch);
  if (!reader.open().ok()) std::abort();
  while (reader.next(facts, back).ok()) {
  }
  if (facts.kind != 9 || back != content) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = std::as_bytes(std::span(data, size));
  read_all(input);
  go_on(input);
  return 0;
}

#include "tests/storage/design.hpp"

#include <algorithm>
#include <array>

#include "drivers/storage/log.hpp"
#include "drivers/storage/log_reader.hpp"
#include "drivers/storage/test_records.hpp"

namespace ocellus::tests {
namespace {

using storage::BlockDevice;
using storage::Bytes;
using storage::LogRegion;
using storage::RecordFacts;

constexpr std::uint8_t kKind = 7;
constexpr std::size_t kLongest = std::size_t{64} << 10;

class LogWriter final : public Writer {
 public:
  LogWriter(BlockDevice& device, const LogRegion& region, std::span<std::byte> scratch)
      : log_(device, region, scratch) {}

  Status open() override { return log_.open(); }

  Status append(Bytes record) override {
    // Three pieces, one of them empty, as a writer with a header has them.
    const std::size_t head = record.size() / 3;
    const Bytes pieces[] = {record.first(head), {}, record.subspan(head)};
    return log_.append(kKind, pieces);
  }

  std::uint32_t newest() override {
    static std::array<std::byte, kLongest> room;
    RecordFacts facts;
    const Status status = log_.newest(facts, {}, room);
    if (status.code == Code::kNotFound) return Record::kNone;
    return status.ok() ? Record::number(std::span(room).first(facts.length)) : Record::kStranger;
  }

 private:
  storage::Log log_;
};

std::unique_ptr<Writer> log_writer(BlockDevice& device, const LogRegion& region,
                                   std::span<std::byte> scratch) {
  return std::make_unique<LogWriter>(device, region, scratch);
}

}  // namespace

constinit const Design kLog = {"log", log_writer};

std::vector<std::byte> Record::bytes(std::uint32_t number, std::size_t length) {
  return storage::test_record(number, length);
}

std::uint32_t Record::number(Bytes bytes) {
  // Made once each: there are some dozens in a state, and a million states.
  static std::vector<std::vector<std::byte>> known;
  if (bytes.size() < 4) return kStranger;
  std::uint32_t number = 0;
  for (std::size_t i = 4; i-- > 0;) number = number << 8 | std::to_integer<std::uint32_t>(bytes[i]);
  if (number == kNone || number > 1U << 16) return kStranger;
  if (known.size() <= number) known.resize(number + 1);
  if (known[number].size() < bytes.size()) known[number] = Record::bytes(number, bytes.size());
  return std::equal(bytes.begin(), bytes.end(), known[number].begin()) ? number : kStranger;
}

Status read_numbers(BlockDevice& device, const LogRegion& region,
                    std::vector<std::uint32_t>& numbers, std::vector<std::uint32_t>* sequences) {
  static std::array<std::byte, kLongest> room;
  std::array<std::byte, 3 * BlockDevice::kSector> scratch;
  numbers.clear();
  if (sequences != nullptr) sequences->clear();
  storage::LogReader reader(device, region, scratch);
  if (const Status status = reader.open(); !status.ok()) return status;
  std::uint32_t sequence = 0;
  for (;;) {
    RecordFacts facts;
    const Status status = reader.next(facts, room);
    if (status.code == Code::kEndOfStream) return Status::success();
    if (!status.ok()) return status;
    // The next sequence each time: nothing is missing, and nothing comes twice. Or the caller
    // looks.
    const bool next = sequences != nullptr || sequence == 0 || facts.sequence == sequence + 1;
    if (sequences != nullptr) sequences->push_back(facts.sequence);
    sequence = facts.sequence;
    numbers.push_back(facts.kind == kKind && next
                          ? Record::number(std::span(room).first(facts.length))
                          : Record::kStranger);
  }
}

}  // namespace ocellus::tests

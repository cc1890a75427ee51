// Records for tests: number N is a run of bytes that no other number gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "drivers/storage/fake_device.hpp"
#include "drivers/storage/log.hpp"
#include "drivers/storage/log_reader.hpp"

namespace ocellus::storage {

inline std::vector<std::byte> test_record(std::uint32_t number, std::size_t length) {
  std::vector<std::byte> bytes(length);
  std::uint32_t state = number * 2654435761U + 1;
  for (std::size_t i = 0; i < length; ++i) {
    state = state * 1664525U + 1013904223U;
    bytes[i] =
        i < 4 ? static_cast<std::byte>(number >> (8 * i)) : static_cast<std::byte>(state >> 24);
  }
  return bytes;
}

// Which one it is; nothing where a byte differs.
inline std::optional<std::uint32_t> number_of(std::span<const std::byte> bytes) {
  if (bytes.size() < 4) return std::nullopt;
  std::uint32_t number = 0;
  for (std::size_t i = 4; i-- > 0;) number = number << 8 | std::to_integer<std::uint32_t>(bytes[i]);
  const auto expected = test_record(number, bytes.size());
  if (!std::equal(bytes.begin(), bytes.end(), expected.begin())) return std::nullopt;
  return number;
}

inline Status append_test_record(Log& log, std::uint32_t number, std::size_t length) {
  const auto bytes = test_record(number, length);
  // Three pieces, one of them empty, as a writer with a header has them.
  const std::size_t head = length / 3;
  const Bytes pieces[] = {std::span(bytes).first(head), {}, std::span(bytes).subspan(head)};
  return log.append(7, pieces);
}

struct ReadBack {
  Status status;
  std::vector<std::uint32_t> numbers;  // kStranger: a record that nobody wrote
  std::vector<std::uint32_t> sequences;

  static constexpr std::uint32_t kStranger = ~std::uint32_t{0};
};

// All that a reader finds.
inline ReadBack read_back(BlockDevice& device, const LogRegion& region,
                          std::size_t scratch_sectors = 3) {
  ReadBack back;
  std::vector<std::byte> scratch(scratch_sectors * BlockDevice::kSector);
  std::vector<std::byte> room(region.segment_size);
  LogReader reader(device, region, scratch);
  back.status = reader.open();
  if (!back.status.ok()) return back;
  for (;;) {
    RecordFacts facts;
    back.status = reader.next(facts, room);
    if (!back.status.ok()) break;
    const auto number = number_of(std::span(room).first(facts.length));
    back.numbers.push_back(number && facts.kind == 7 ? *number : ReadBack::kStranger);
    back.sequences.push_back(facts.sequence);
  }
  if (back.status.code == Code::kEndOfStream) back.status = Status::success();
  return back;
}

}  // namespace ocellus::storage

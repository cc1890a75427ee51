#include "drivers/storage/moment.hpp"

#include "drivers/storage/little_endian.hpp"

namespace ocellus::storage {

using std::chrono::milliseconds;

std::array<std::byte, kMomentBytes> to_bytes(const Moment& moment) {
  std::array<std::byte, kMomentBytes> bytes = {};
  const milliseconds wall = moment.wall ? moment.wall->time_since_epoch() : milliseconds(0);
  store(bytes, 0, moment.boot);
  store(bytes, 8, static_cast<std::uint64_t>(moment.since_boot.count()));
  store(bytes, 16, static_cast<std::uint64_t>(wall.count()));
  return bytes;
}

Moment moment_from(std::span<const std::byte, kMomentBytes> bytes) {
  Moment moment;
  moment.boot = load<std::uint32_t>(bytes, 0);
  moment.since_boot = milliseconds(static_cast<std::int64_t>(load<std::uint64_t>(bytes, 8)));
  const auto wall = static_cast<std::int64_t>(load<std::uint64_t>(bytes, 16));
  if (wall != 0) moment.wall = std::chrono::sys_time<milliseconds>(milliseconds(wall));
  return moment;
}

}  // namespace ocellus::storage

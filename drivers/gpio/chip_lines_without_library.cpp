// ChipLines where libgpiod 2 is not: settings are checked, then every chip is refused.
#include "drivers/gpio/chip_lines.hpp"

namespace ocellus::gpio {
namespace {

constexpr Status kLeftOut =
    Status::failure(Code::kUnsupported, "this program was built without libgpiod 2");

}  // namespace

Status find_chip(std::string_view, ChipPath&) { return kLeftOut; }

Status ChipLines::open(const char*, const char*, std::span<const LineSettings> settings) {
  const Status status = check(settings);
  return status.ok() ? kLeftOut : status;
}

void ChipLines::close() { count_ = 0; }
ChipLines::Held* ChipLines::find(LineIndex) { return nullptr; }
Status ChipLines::set(LineIndex, bool) { return kLeftOut; }
Status ChipLines::get(LineIndex, bool&) { return kLeftOut; }
Status ChipLines::next_edge(Edge&, Time) { return kLeftOut; }
int ChipLines::descriptor() const { return -1; }

}  // namespace ocellus::gpio

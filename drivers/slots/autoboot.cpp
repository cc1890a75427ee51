#include "drivers/slots/autoboot.hpp"

#include <algorithm>
#include <span>

namespace ocellus::slots {
namespace {

constexpr Status kForeign = Status::failure(Code::kUnsupported, "has an autoboot.txt of its own");

}  // namespace

std::array<char, kAutobootBytes> autoboot_text(const FirmwareNames& names) {
  std::array<char, kAutobootBytes> text;
  std::size_t at = kAutobootBeforeUsual.copy(text.data(), text.size());
  text[at++] = digit_of(names.usual);
  at += kAutobootBeforeTried.copy(text.data() + at, text.size() - at);
  text[at++] = digit_of(names.tried);
  text[at] = '\n';
  return text;
}

std::optional<FirmwareNames> parse_autoboot(std::string_view text) {
  if (text.size() != kAutobootBytes) return std::nullopt;
  const auto usual = slot_of(text[kAutobootBeforeUsual.size()]);
  const auto tried = slot_of(text[kAutobootBytes - 2]);
  if (!usual || !tried) return std::nullopt;
  const FirmwareNames names = {*usual, *tried};
  const auto same = autoboot_text(names);
  if (text != std::string_view(same.data(), same.size())) return std::nullopt;
  return names;
}

Status AutobootFile::read(FirmwareNames& names) {
  if (const Status status = file_.read(sector_); !status.ok()) return status;
  const auto found =
      parse_autoboot({reinterpret_cast<const char*>(sector_.data()), kAutobootBytes});
  if (!found) return kForeign;
  names = *found;
  return Status::success();
}

Status AutobootFile::write(const FirmwareNames& names) {
  FirmwareNames now;
  if (const Status status = read(now); !status.ok()) return status;
  const auto text = autoboot_text(names);
  std::ranges::copy(std::as_bytes(std::span(text)), sector_.begin());
  return file_.write(sector_);
}

}  // namespace ocellus::slots

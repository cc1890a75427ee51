#include "apps/update/teller.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

#include "platform/linux/write_all.hpp"

namespace ocellus::update {
namespace {

constexpr std::uint64_t kTenths = 10;

const char* name(bundle::InstallStep step) {
  switch (step) {
    case bundle::InstallStep::kChecking:
      return "checking";
    case bundle::InstallStep::kWriting:
      return "writing";
    case bundle::InstallStep::kReadingBack:
      return "reading back";
  }
  return "";
}

}  // namespace

void say(std::string_view text) {
  std::array<char, 512> line;
  const int length = std::snprintf(line.data(), line.size(), "update: %.*s\n",
                                   static_cast<int>(text.size()), text.data());
  const auto size = std::min(static_cast<std::size_t>(length), line.size() - 1);
  // There is nobody left to tell when the console fails.
  static_cast<void>(!platform::write_all(STDERR_FILENO, {line.data(), size}).ok());
}

std::string_view explain(std::string_view where, const Status& status, std::span<char> room) {
  const char* const reason = status.os_error != 0 ? strerrordesc_np(status.os_error) : nullptr;
  const int length =
      std::snprintf(room.data(), room.size(), "%.*s: %s%s%s%s", static_cast<int>(where.size()),
                    where.data(), status.what, reason != nullptr ? " (" : "",
                    reason != nullptr ? reason : "", reason != nullptr ? ")" : "");
  return {room.data(), std::min(static_cast<std::size_t>(length), room.size() - 1)};
}

void complain(std::string_view where, const Status& status) {
  std::array<char, 480> line;
  say(explain(where, status, line));
}

Status Teller::about_to_write(const bundle::Manifest& manifest) {
  std::array<char, 80> line;
  const bundle::VersionText version = bundle::text_of(manifest.version);
  const int length = std::snprintf(line.data(), line.size(), "version %s", version.data());
  say({line.data(), static_cast<std::size_t>(length)});
  return Status::success();
}

void Teller::progress(bundle::InstallStep step, std::uint64_t done, std::uint64_t total) {
  const std::uint64_t tenths = total == 0 ? kTenths : done * kTenths / total;
  if (step == step_ && tenths == tenths_) return;
  step_ = step;
  tenths_ = tenths;
  std::array<char, 80> line;
  const int length = std::snprintf(line.data(), line.size(), "%s, %llu %%", name(step),
                                   static_cast<unsigned long long>(tenths * kTenths));
  say({line.data(), static_cast<std::size_t>(length)});
}

}  // namespace ocellus::update

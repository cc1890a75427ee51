// An installation says how far it is, a line at each tenth of a step.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "drivers/bundle/install.hpp"
#include "runtime/status.hpp"

namespace ocellus::update {

// One line, "update: TEXT".
void say(std::string_view text);

// "WHERE: WHAT (the operating system's reason)", and a zero, as much as `room` takes, which is not
// empty.
std::string_view explain(std::string_view where, const Status& status, std::span<char> room);

// The same behind "update: ".
void complain(std::string_view where, const Status& status);

class Teller final : public bundle::InstallObserver {
 public:
  Status about_to_write(const bundle::Manifest& manifest) override;
  void progress(bundle::InstallStep step, std::uint64_t done, std::uint64_t total) override;

 private:
  std::optional<bundle::InstallStep> step_;
  std::uint64_t tenths_ = 0;  // told of this step
};

}  // namespace ocellus::update

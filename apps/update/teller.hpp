// An installation says how far it is, a line at each tenth of a step.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "drivers/bundle/install.hpp"
#include "runtime/status.hpp"

namespace ocellus::update {

// One line, "update: TEXT".
void say(std::string_view text);

// "update: WHERE: WHAT (the operating system's reason)".
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

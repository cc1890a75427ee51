#include "tests/board/device.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ocellus::tests {

using tools::board::VirtualBoard;

std::string Saying::operator[](const char* key) const {
  const auto found = json.find(key);
  if (found == json.end()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}

Device::Device(tools::board::VirtualBoardOptions options) {
  if (options.image.empty()) options.image = BOARD_IMAGE;
  auto started = VirtualBoard::start(options);
  if (started.ok()) {
    board_ = std::move(started.value());
  } else {
    ADD_FAILURE() << started.failure().where << ": " << started.failure().what;
  }
}

std::optional<Saying> Device::hear(Milliseconds patience) {
  const auto line = board_->next_line(patience);
  if (!line.ok()) return std::nullopt;
  const std::string& text = line.value().text;
  Saying saying = {line.value().time, text, nlohmann::json::parse(text, nullptr, false)};
  if (saying.json.is_object()) {
    heard_.push_back(saying);
  } else {
    console_ += text + "\n";
    saying.json = nlohmann::json::object();
  }
  return saying;
}

void Device::hear_all() {
  while (board_ != nullptr && hear(Milliseconds(0))) continue;
}

std::optional<Saying> Device::next(std::string_view what, const Wanted& wanted,
                                   Milliseconds patience) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point deadline = Clock::now() + patience;
  while (board_ != nullptr) {
    const auto left = std::chrono::duration_cast<Milliseconds>(deadline - Clock::now());
    const auto saying = hear(std::max(left, Milliseconds(0)));
    if (!saying) break;
    if (!saying->json.empty() && wanted(*saying)) return saying;
  }
  ADD_FAILURE() << "in " << patience.count() << " ms the board did not say: " << what
                << "\nits console:\n"
                << console_ << "heard last: " << (heard_.empty() ? "nothing" : heard_.back().text);
  return std::nullopt;
}

int Device::starts() const {
  int count = 0;
  for (std::size_t at = 0; (at = console_.find("camera: started", at)) != std::string::npos; ++at) {
    ++count;
  }
  return count;
}

std::optional<Saying> Device::next_event(Milliseconds patience) {
  return next(
      "an event", [](const Saying& saying) { return !saying["event"].empty(); }, patience);
}

std::optional<Saying> Device::next_notice(std::string_view who, const char* key,
                                          std::string_view value, Milliseconds patience) {
  const std::string what = std::string(who) + " with " + key + " " + std::string(value);
  return next(
      what, [&](const Saying& saying) { return saying.is_notice(who) && saying[key] == value; },
      patience);
}

}  // namespace ocellus::tests

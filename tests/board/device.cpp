#include "tests/board/device.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <utility>

#include "tools/ocellus/format.hpp"

namespace ocellus::tests {

using tools::board::VirtualBoard;

namespace {
constexpr std::size_t kNewest = 40;  // lines: some ten seconds of a camera in trouble

// Where in a line a message of the kernel begins, "[   12.345678] "; npos: nowhere.
std::size_t kernel_message_in(const std::string& line) {
  static const std::regex kStamp(R"(\[ *[0-9]+\.[0-9]{6}\] )");
  std::smatch found;
  return std::regex_search(line, found, kStamp) ? static_cast<std::size_t>(found.position())
                                                : std::string::npos;
}
}  // namespace

std::string Saying::operator[](const char* key) const {
  const auto found = json.find(key);
  if (found == json.end()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}

bool Saying::is_for_the_journal() const {
  return json.is_object() && !is_notice("speed") && !is_notice("frame") && !is_notice("insider") &&
         !is_notice("gauge") &&
         (!is_notice("storage") || (*this)["state"] == "recovered" || (*this)["state"] == "worn") &&
         (*this)["cause"].empty();
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
  newest_.push_back(line.value());
  if (newest_.size() > kNewest) newest_.pop_front();
  const std::string& text = line.value().text;
  const std::size_t message = kernel_message_in(text);
  torn_ += text.substr(0, message);
  Saying saying = {line.value().time, {}, nlohmann::json::object()};
  if (message != std::string::npos) {
    console_ += text.substr(message) + "\n";
    return saying;
  }
  saying.text = std::exchange(torn_, {});
  saying.json = nlohmann::json::parse(saying.text, nullptr, false);
  if (saying.json.is_object()) {
    heard_.push_back(saying);
  } else {
    console_ += saying.text + "\n";
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
                << console_ << situation();
  return std::nullopt;
}

bool Device::says(std::string_view text, Milliseconds patience) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point deadline = Clock::now() + patience;
  for (;;) {
    const std::size_t at = console_.find(text, found_);
    if (at != std::string::npos) {
      found_ = at + text.size();
      return true;
    }
    const auto left = std::chrono::duration_cast<Milliseconds>(deadline - Clock::now());
    if (board_ == nullptr || !hear(std::max(left, Milliseconds(0)))) return false;
  }
}

std::string Device::next_line(std::initializer_list<std::string_view> texts,
                              Milliseconds patience) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point deadline = Clock::now() + patience;
  while (board_ != nullptr) {
    const auto left = std::chrono::duration_cast<Milliseconds>(deadline - Clock::now());
    if (!hear(std::max(left, Milliseconds(0)))) break;
    const std::string& line = newest_.back().text;
    const auto in_line = [&](std::string_view text) { return line.find(text) != line.npos; };
    if (std::ranges::any_of(texts, in_line)) return line;
  }
  return {};
}

std::string Device::situation() {
  std::string text = "heard last:\n";
  for (const tools::board::ConsoleLine& line : newest_) {
    text +=
        tools::format("%9.3f ", static_cast<double>(line.time.count()) / 1000) + line.text + "\n";
  }
  if (board_ == nullptr) return text + "there is no board\n";
  if (!board_->running()) return text + "the board is off\n";
  const auto status = board_->monitor("info status");
  text += status.ok() ? status.value() : "QEMU does not answer\n";
  if (board_->camera() != nullptr) text += "its camera: " + board_->camera()->describe() + "\n";
  return text;
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

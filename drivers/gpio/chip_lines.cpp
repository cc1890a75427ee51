#include "drivers/gpio/chip_lines.hpp"

#include <errno.h>
#include <gpiod.h>

#include <cstdio>
#include <memory>

namespace ocellus::gpio {
namespace {

// libgpiod's objects, freed at the end of a scope.
template <auto kFree>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
template <typename T, auto kFree>
using Owned = std::unique_ptr<T, Freer<kFree>>;

using Chip = Owned<gpiod_chip, gpiod_chip_close>;
using ChipInfo = Owned<gpiod_chip_info, gpiod_chip_info_free>;
using LineConfig = Owned<gpiod_line_config, gpiod_line_config_free>;
using RequestConfig = Owned<gpiod_request_config, gpiod_request_config_free>;
using Settings = Owned<gpiod_line_settings, gpiod_line_settings_free>;

constexpr std::size_t kKernelQueue = 64;  // edges that wait to be read

Status refused(const char* what, int error, std::uint64_t at = 0) {
  const Code code = error == ENODEV ? Code::kDisconnected : Code::kIo;
  return Status::failure(code, what, at, error);
}

gpiod_line_bias bias_of(Bias bias) {
  switch (bias) {
    case Bias::kPullUp:
      return GPIOD_LINE_BIAS_PULL_UP;
    case Bias::kPullDown:
      return GPIOD_LINE_BIAS_PULL_DOWN;
    case Bias::kAsIs:
      break;
  }
  return GPIOD_LINE_BIAS_AS_IS;
}

// False when libgpiod refuses; errno says why.
bool describe(const LineSettings& from, gpiod_line_settings* to) {
  gpiod_line_settings_set_active_low(to, from.active_low);
  if (from.direction == Direction::kOutput) {
    return gpiod_line_settings_set_direction(to, GPIOD_LINE_DIRECTION_OUTPUT) == 0 &&
           gpiod_line_settings_set_output_value(
               to, from.active_at_first ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE) == 0;
  }
  gpiod_line_settings_set_debounce_period_us(to, static_cast<unsigned long>(from.debounce.count()));
  return gpiod_line_settings_set_direction(to, GPIOD_LINE_DIRECTION_INPUT) == 0 &&
         gpiod_line_settings_set_edge_detection(to, GPIOD_LINE_EDGE_BOTH) == 0 &&
         gpiod_line_settings_set_event_clock(to, GPIOD_LINE_CLOCK_MONOTONIC) == 0 &&
         gpiod_line_settings_set_bias(to, bias_of(from.bias)) == 0;
}

}  // namespace

Status find_chip(std::string_view wanted, ChipPath& path) {
  constexpr int kMostChips = 32;
  if (wanted.starts_with('/')) {
    if (wanted.size() >= path.size()) {
      return Status::failure(Code::kTooLarge, "the path of a GPIO chip has at most 31 characters");
    }
    path = {};
    wanted.copy(path.data(), wanted.size());
    return Status::success();
  }
  for (int i = 0; i < kMostChips; ++i) {
    std::snprintf(path.data(), path.size(), "/dev/gpiochip%d", i);
    const Chip chip(gpiod_chip_open(path.data()));
    if (!chip) continue;
    const ChipInfo facts(gpiod_chip_get_info(chip.get()));
    if (facts && wanted == gpiod_chip_info_get_label(facts.get())) return Status::success();
  }
  return Status::failure(Code::kNotFound, "there is no GPIO chip of that label");
}

Status ChipLines::open(const char* chip_path, const char* consumer,
                       std::span<const LineSettings> settings) {
  close();
  if (const Status status = check(settings); !status.ok()) return status;

  const Chip chip(gpiod_chip_open(chip_path));
  if (!chip) {
    return errno == ENOENT
               ? Status::failure(Code::kNotFound, "there is no such GPIO chip", 0, errno)
               : refused("the GPIO chip cannot be opened", errno);
  }
  const ChipInfo facts(gpiod_chip_get_info(chip.get()));
  if (!facts) return refused("the GPIO chip cannot be examined", errno);

  const LineConfig lines(gpiod_line_config_new());
  const RequestConfig request(gpiod_request_config_new());
  if (!lines || !request) return refused("there is no memory for GPIO lines", errno);
  gpiod_request_config_set_consumer(request.get(), consumer);
  gpiod_request_config_set_event_buffer_size(request.get(), kKernelQueue);

  for (const LineSettings& line : settings) {
    const unsigned int number = line.line.number;
    if (number >= gpiod_chip_info_get_num_lines(facts.get())) {
      return Status::failure(Code::kUnsupported, "the GPIO chip has no line of that number",
                             number);
    }
    const Settings described(gpiod_line_settings_new());
    if (!described || !describe(line, described.get()) ||
        gpiod_line_config_add_line_settings(lines.get(), &number, 1, described.get()) != 0) {
      return refused("a GPIO line cannot be set up so", errno, number);
    }
  }

  event_ = gpiod_edge_event_buffer_new(1);
  if (event_ == nullptr) return refused("there is no memory for GPIO lines", errno);
  request_ = gpiod_chip_request_lines(chip.get(), request.get(), lines.get());
  if (request_ == nullptr) {
    const int error = errno;
    close();
    return refused(error == EBUSY ? "a GPIO line is in use by another program or the kernel"
                                  : "the GPIO lines cannot be requested",
                   error);
  }
  for (const LineSettings& line : settings) held_[count_++] = {line.line, line.direction};
  return Status::success();
}

void ChipLines::close() {
  if (request_ != nullptr) gpiod_line_request_release(request_);
  if (event_ != nullptr) gpiod_edge_event_buffer_free(event_);
  request_ = nullptr;
  event_ = nullptr;
  count_ = 0;
}

ChipLines::Held* ChipLines::find(LineIndex line) {
  for (Held& held : std::span(held_).first(count_)) {
    if (held.line == line) return &held;
  }
  return nullptr;
}

Status ChipLines::set(LineIndex line, bool active) {
  const Held* const held = find(line);
  if (held == nullptr || held->direction != Direction::kOutput) {
    return Status::failure(Code::kUnsupported, "this GPIO line is no output", line.number);
  }
  const gpiod_line_value value = active ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
  if (gpiod_line_request_set_value(request_, line.number, value) != 0) {
    return refused("a GPIO line cannot be driven", errno, line.number);
  }
  return Status::success();
}

Status ChipLines::get(LineIndex line, bool& active) {
  if (find(line) == nullptr) {
    return Status::failure(Code::kUnsupported, "this GPIO line was not requested", line.number);
  }
  const gpiod_line_value value = gpiod_line_request_get_value(request_, line.number);
  if (value == GPIOD_LINE_VALUE_ERROR) {
    return refused("a GPIO line cannot be read", errno, line.number);
  }
  active = value == GPIOD_LINE_VALUE_ACTIVE;
  return Status::success();
}

Status ChipLines::next_edge(Edge& edge, Time deadline) {
  if (request_ == nullptr) return Status::failure(Code::kNotFound, "no GPIO line is open");
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(
        deadline - std::chrono::steady_clock::now());
    const int waiting =
        gpiod_line_request_wait_edge_events(request_, left.count() > 0 ? left.count() : 0);
    if (waiting > 0) break;
    if (waiting == 0) return Status::failure(Code::kTimeout, "no GPIO line has changed");
    if (errno != EINTR) return refused("GPIO lines cannot be waited for", errno);
  }
  if (gpiod_line_request_read_edge_events(request_, event_, 1) != 1) {
    return refused("an edge of a GPIO line cannot be read", errno);
  }
  gpiod_edge_event* const event = gpiod_edge_event_buffer_get_event(event_, 0);
  edge.line = {gpiod_edge_event_get_line_offset(event)};
  edge.active = gpiod_edge_event_get_event_type(event) == GPIOD_EDGE_EVENT_RISING_EDGE;
  edge.time = Time(std::chrono::nanoseconds(gpiod_edge_event_get_timestamp_ns(event)));
  edge.after_loss = false;
  if (Held* const held = find(edge.line); held != nullptr) {
    const unsigned long number = gpiod_edge_event_get_line_seqno(event);
    edge.after_loss = number != held->edges + 1;
    held->edges = number;
  }
  return Status::success();
}

int ChipLines::descriptor() const {
  return request_ == nullptr ? -1 : gpiod_line_request_get_fd(request_);
}

}  // namespace ocellus::gpio

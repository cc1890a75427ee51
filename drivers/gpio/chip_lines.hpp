// The lines of a chip of this machine, by libgpiod 2. A program that was built without it links the
// same class, whose open() is refused.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "drivers/gpio/lines.hpp"

struct gpiod_edge_event_buffer;
struct gpiod_line_request;

namespace ocellus::gpio {

// The device of a chip, such as "/dev/gpiochip0": `chip` is that itself, or the label that
// gpiodetect shows, which stays the same where the kernel numbers chips anew. Of several with one
// label the first counts. kNotFound without such a chip, kUnsupported without libgpiod. May
// allocate.
using ChipPath = std::array<char, 32>;
Status find_chip(std::string_view chip, ChipPath& path);

class ChipLines final : public Lines {
 public:
  ChipLines() = default;
  ~ChipLines() override { close(); }
  ChipLines(const ChipLines&) = delete;
  ChipLines& operator=(const ChipLines&) = delete;

  // Requests the lines of the chip (such as "/dev/gpiochip0") for this program alone; they are its
  // until close(). `consumer` is the name that others see. May allocate, so before the pool is
  // sealed. As check(); kNotFound without such a chip; kUnsupported, with `at` the line's number,
  // for a line that the chip does not have and without libgpiod; kIo otherwise, with EBUSY when
  // another program or the kernel holds a line. An open object is closed first.
  Status open(const char* chip, const char* consumer, std::span<const LineSettings> settings);
  void close();

  Status set(LineIndex line, bool active) override;
  Status get(LineIndex line, bool& active) override;
  Status next_edge(Edge& edge, Time deadline) override;
  int descriptor() const override;

 private:
  struct Held {
    LineIndex line;
    Direction direction = Direction::kInput;
    unsigned long edges = 0;  // the number of the newest one handed out
  };

  Held* find(LineIndex line);

  // Unused where the library is not there. The buffer has room for one edge: what has not been
  // handed out can be polled for.
  [[maybe_unused]] gpiod_line_request* request_ = nullptr;
  [[maybe_unused]] gpiod_edge_event_buffer* event_ = nullptr;
  [[maybe_unused]] std::array<Held, kMostLines> held_ = {};
  std::size_t count_ = 0;
};

}  // namespace ocellus::gpio

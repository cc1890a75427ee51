// One line about the camera itself, for programs and the journal:
//   {"time":12.300,"notice":"camera","fault":"stalled","text":"no picture within the deadline"}
// `time` is in seconds, on the clock of the frames; `notice` is who speaks: start, settings,
// camera, thermal, screen, panel, storage. Then whatever there is to say, and at the end `text`,
// for people.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "drivers/capture/source.hpp"
#include "runtime/status.hpp"
#include "runtime/track/json_writer.hpp"

namespace ocellus::camera {

class Notice {
 public:
  Notice(capture::Microseconds time, std::string_view who);

  Notice& word(std::string_view key, std::string_view value);
  Notice& number(std::string_view key, std::int64_t value);
  // `hundredths` / 100, with two digits after the point.
  Notice& decimal(std::string_view key, std::int64_t hundredths);
  Notice& seconds(std::string_view key, capture::Microseconds value);
  // "text": what went wrong, and what the operating system says of it.
  Notice& because(const Status& status);

  // The whole line, with its end; valid as long as the notice. What is too long for it is cut to
  // {"time":…,"notice":…} alone.
  std::string_view line();

 private:
  static constexpr std::size_t kCapacity = 768;

  void begin(capture::Microseconds time, std::string_view who);
  void put_key(std::string_view key);

  std::array<char, kCapacity> room_;
  JsonWriter out_{room_};
  capture::Microseconds time_;
  std::string_view who_;
};

}  // namespace ocellus::camera

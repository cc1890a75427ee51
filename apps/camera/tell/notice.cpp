#include "apps/camera/tell/notice.hpp"

#include <cstdio>
#include <cstring>

namespace ocellus::camera {

Notice::Notice(capture::Microseconds time, std::string_view who) : time_(time), who_(who) {
  begin(time, who);
}

void Notice::begin(capture::Microseconds time, std::string_view who) {
  out_.put("{\"time\":");
  out_.put_fixed(time.count() / 1000, 3);
  out_.put(",\"notice\":");
  out_.put_string(who);
}

void Notice::put_key(std::string_view key) {
  out_.put(',');
  out_.put_string(key);
  out_.put(':');
}

Notice& Notice::word(std::string_view key, std::string_view value) {
  put_key(key);
  out_.put_string(value);
  return *this;
}

Notice& Notice::number(std::string_view key, std::int64_t value) {
  put_key(key);
  out_.put_integer(value);
  return *this;
}

Notice& Notice::decimal(std::string_view key, std::int64_t hundredths) {
  put_key(key);
  out_.put_fixed(hundredths, 2);
  return *this;
}

Notice& Notice::seconds(std::string_view key, capture::Microseconds value) {
  put_key(key);
  out_.put_fixed(value.count() / 1000, 3);
  return *this;
}

Notice& Notice::because(const Status& status) {
  if (status.os_error == 0) return word("text", status.what);
  std::array<char, 256> text;
  std::snprintf(text.data(), text.size(), "%s (%s)", status.what, strerrordesc_np(status.os_error));
  return word("text", text.data());
}

std::string_view Notice::line() {
  out_.put("}\n");
  if (!out_.result().empty()) return out_.result();
  out_ = JsonWriter(room_);
  begin(time_, who_);
  out_.put("}\n");
  return out_.result();
}

}  // namespace ocellus::camera

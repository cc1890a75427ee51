// One JSON document as text, written from front to back.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace ocellus::tools {

//   JsonWriter json;
//   json.open('{').member("macs", macs).key("layers").open('[');
//   ... json.close(']').close('}');
class JsonWriter {
 public:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  // Inside an object: what follows is this member's value.
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool yes) { return raw(yes ? "true" : "false"); }
  template <std::integral T>
  JsonWriter& value(T number) {
    return raw(std::to_string(number));
  }

  template <typename T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }

  // One value that is JSON already.
  JsonWriter& json(std::string_view text) { return raw(text); }

  const std::string& text() const { return text_; }

 private:
  JsonWriter& raw(std::string_view text);
  void separate();

  std::string text_;
  bool first_ = true;  // nothing to put a comma behind
};

}  // namespace ocellus::tools

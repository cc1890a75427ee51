// What a settings text may say: sections, their keys, and what each key takes. One table for
// reading, for what is told about a mistake, and for the tests of the documented example.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "apps/camera/settings/settings.hpp"
#include "apps/camera/text.hpp"

namespace ocellus::camera {

// Where a key's value goes: the settings, and of a section with a name the entry that it means.
struct Target {
  Settings& settings;
  TrackSettings* track = nullptr;
  LineSettings* line = nullptr;
  ZoneSettings* zone = nullptr;
};

// A decimal number from `low` to `high`, or the word, for which `set` is given nothing.
struct Number {
  std::string_view unit;  // "seconds"
  double low;
  double high;
  bool whole = false;
  std::string_view word = {};     // "auto", "0"; empty: none
  std::string_view meaning = {};  // of the word: "for all"
  void (*set)(Target&, std::optional<double>);
};

struct YesOrNo {
  void (*set)(Target&, bool);
};

// One of the words; `set` is given its index.
struct Choice {
  std::span<const std::string_view> words;
  void (*set)(Target&, std::size_t);
};

// Anything else. `set` is false, and has changed nothing, when the value is not `what`.
struct Written {
  std::string_view what;  // as it stands after "is not"
  bool (*set)(Target&, std::string_view);
};

struct Key {
  // Asked once the whole text is read, when the key was given. nullptr when it goes together with
  // the rest; otherwise what is wrong, and the settings can be used again.
  using Check = const char* (*)(Settings&, const Host& host);

  std::string_view name;
  std::string_view initial;  // the default, as one would write it
  std::variant<Number, YesOrNo, Choice, Written> takes;
  Check check = nullptr;
};

struct Section {
  std::string_view name;
  std::string_view argument;       // "NAME" in [line NAME]; empty: none
  std::span<const Key> (*keys)();  // not the span: it would have to be made before main()
};

using Description = Text<255>;

// "frames per second, 0.1 to 120", "yes or no": as it stands after "is not".
void describe(const Key& key, Description& description);

// False, and nothing has changed, when the value is not what the key takes.
[[nodiscard]] bool set(const Key& key, Target& target, std::string_view value);

}  // namespace ocellus::camera

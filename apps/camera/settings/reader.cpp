#include "apps/camera/settings/reader.hpp"

#include <fcntl.h>
#include <ini.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <initializer_list>

#include "apps/camera/settings/lines.hpp"
#include "apps/camera/settings/sections.hpp"
#include "apps/camera/settings/values.hpp"

namespace ocellus::camera {
namespace {

// What people wrote, fit to be shown: the first forty bytes, without what is no text.
class Excerpt {
 public:
  explicit Excerpt(std::string_view text) {
    constexpr std::size_t kShown = 40;
    const std::string_view shown = text.substr(0, kShown);
    const bool readable = is_utf8(shown);
    for (const char c : shown) {
      const bool beyond_ascii = static_cast<unsigned char>(c) >= 0x80;
      room_[size_++] = is_control(c) || (beyond_ascii && !readable) ? '?' : c;
    }
    if (text.size() > kShown) {
      for (int i = 0; i < 3; ++i) room_[size_++] = '.';
    }
  }
  std::string_view view() const { return {room_.data(), size_}; }

 private:
  std::array<char, 43> room_ = {};
  std::size_t size_ = 0;
};

std::string_view without_comment(std::string_view line) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    const bool begins = line[i] == ';' || line[i] == '#';
    if (begins && (line[i - 1] == ' ' || line[i - 1] == '\t')) return line.substr(0, i);
  }
  return line;
}

// An entry with a name, and the lines of the text that it comes from.
struct Draft {
  std::uint32_t line = 0;
  std::uint32_t keys = 0;  // a bit for each that was given
  bool mistaken = false;   // one of them was wrong, which was told already
};

class Reader {
 public:
  Reader(std::string_view text, Settings& settings, Mistakes& mistakes)
      : lines_(text), settings_(settings), mistakes_(mistakes) {}

  void read() {
    // The library's own switches are variables in Debian's build of it.
    static char comments[] = ";#";
    ini_inline_comment_prefixes = comments;
    ini_allow_multiline = false;  // an indented line is a line
    ini_use_stack = true;
    ini_max_line = static_cast<int>(TextLines::kLongestLine) + 24;
    const int fault = ini_parse_stream(give_line, this, take_key, this);
    note_unread_line();
    // What it alone objects to; the rest was noted line by line.
    if (fault > 0 && mistakes_.none()) {
      tell(static_cast<std::uint32_t>(fault), {kNoKey});
    }
  }

  void finish(const Host& host) {
    finish_entries(settings_.lines, settings_.line_count, line_drafts_, "line", line_keys());
    finish_entries(settings_.zones, settings_.zone_count, zone_drafts_, "zone", zone_keys());
    drop_short_lines();
    const char* told = nullptr;
    for (const Given& given : std::span(given_).first(given_count_)) {
      const char* fault = given.key->check(settings_, host);
      if (fault == nullptr || fault == told) continue;
      told = fault;
      tell(given.line, {"[", given.section->name, "] ", given.key->name, ": ", fault});
    }
  }

 private:
  // A key that is to be checked when everything is known.
  struct Given {
    const Section* section = nullptr;
    const Key* key = nullptr;
    std::uint32_t line = 0;
  };

  static constexpr std::string_view kNoKey = "neither [section] nor key = value";

  // inih's reader, fgets-like.
  static char* give_line(char* room, int capacity, void* user) {
    return static_cast<Reader*>(user)->next_line({room, static_cast<std::size_t>(capacity)});
  }
  // inih's handler.
  static int take_key(void* user, const char* section, const char* key, const char* value) {
    static_cast<Reader*>(user)->take(section, key, value);
    return 1;
  }

  void tell(std::uint32_t line, std::initializer_list<std::string_view> parts) {
    mistakes_.add(line, {parts.begin(), parts.size()});
  }

  char* next_line(std::span<char> room) {
    note_unread_line();
    if (!lines_.next()) return nullptr;
    std::string_view line = lines_.line();
    if (const char* fault = lines_.fault()) {
      tell(lines_.number(), {fault});
      line = {};
    }
    const std::string_view content = trimmed(line);
    if (content.starts_with('[')) {
      header_ = lines_.number();
      if (without_comment(content).find(']') == std::string_view::npos) {
        tell(header_, {"the ] after the section's name is missing"});
        line = "[?]";
        refused_ = header_;
      }
    } else {
      unread_ = !content.empty() && content[0] != ';' && content[0] != '#';
    }
    const std::size_t bytes = line.copy(room.data(), room.size() - 2);
    room[bytes] = '\n';
    room[bytes + 1] = '\0';
    return room.data();
  }

  // The library passed over it without a word.
  void note_unread_line() {
    if (unread_) tell(lines_.number(), {kNoKey});
    unread_ = false;
  }

  void take(std::string_view section_text, std::string_view key_name, std::string_view value) {
    unread_ = false;
    if (header_ != 0 && refused_ == header_) return;
    section_text = trimmed(section_text);
    const std::size_t blank = section_text.find_first_of(" \t");
    const bool with_argument = blank != std::string_view::npos;
    const std::string_view argument =
        with_argument ? trimmed(section_text.substr(blank)) : std::string_view();
    const Section* section = find_section(section_text.substr(0, blank), with_argument);
    Target target = {settings_};
    Draft* draft = nullptr;
    if (section == nullptr || !find_target(*section, argument, target, draft)) {
      refuse_section(section, section_text, argument);
      return;
    }
    const Key* key = find_key(*section, key_name);
    if (key == nullptr) {
      refuse_key(*section, section_text, key_name);
    } else if (set(*key, target, value)) {
      remember(*section, *key, draft);
    } else {
      if (draft != nullptr) draft->mistaken = true;
      Description takes;
      describe(*key, takes);
      tell(lines_.number(), {"[", Excerpt(section_text).view(), "] ", key->name, ": '",
                             Excerpt(value).view(), "' is not ", takes.view()});
    }
  }

  void remember(const Section& section, const Key& key, Draft* draft) {
    if (draft != nullptr) draft->keys |= 1u << (&key - section.keys().data());
    if (key.check == nullptr) return;
    std::size_t i = 0;
    while (i < given_count_ && given_[i].key != &key) ++i;
    if (i == given_.size()) return;  // there are fewer keys with checks
    given_[i] = {&section, &key, lines_.number()};
    given_count_ = std::max(given_count_, i + 1);
  }

  // False when there is no such detector, the name is too long, or there is no room.
  bool find_target(const Section& section, std::string_view argument, Target& target,
                   Draft*& draft) {
    if (section.argument.empty()) {
      target.track = &settings_.track;
      return true;
    }
    if (section.name == "track") {
      for (const DetectorKind kind : kDetectorKinds) {
        if (!same_word(argument, name(kind))) continue;
        target.track = &settings_.track_of_one[static_cast<std::size_t>(kind)];
      }
      return target.track != nullptr;
    }
    if (!is_utf8(argument) || std::any_of(argument.begin(), argument.end(), is_control)) {
      return false;
    }
    if (section.name == "line") {
      target.line =
          entry_named(settings_.lines, settings_.line_count, argument, line_drafts_, draft);
    } else {
      target.zone =
          entry_named(settings_.zones, settings_.zone_count, argument, zone_drafts_, draft);
    }
    return draft != nullptr;
  }

  // The entry of that name, a new one when there is none yet; no draft when there is no room.
  template <typename Entry, std::size_t kCapacity>
  Entry* entry_named(std::array<Entry, kCapacity>& entries, std::size_t& count,
                     std::string_view name, std::array<Draft, kCapacity>& drafts, Draft*& draft) {
    std::size_t i = 0;
    while (i < count && entries[i].name.view() != name) ++i;
    if (i == count) {
      if (count == kCapacity || !entries[count].name.assign(name)) return nullptr;
      drafts[count++].line = header_;
    }
    draft = &drafts[i];
    return &entries[i];
  }

  // Once for each header.
  void refuse_section(const Section* section, std::string_view text, std::string_view argument) {
    if (header_ == 0) {
      if (refused_ == 0) tell(lines_.number(), {"a key before the first [section]"});
      refused_ = lines_.number();
      return;
    }
    const std::uint32_t line = header_;
    refused_ = line;
    const Excerpt shown(text);
    if (section == nullptr) {
      refuse_unknown_section(shown.view());
    } else if (section->name == "track") {
      tell(line, {"[", shown.view(), "]: there is no such detector; there are ssd and face"});
    } else if (!is_utf8(argument)) {
      tell(line, {"[", shown.view(), "]: the name is not in UTF-8; save the file as UTF-8"});
    } else if (std::any_of(argument.begin(), argument.end(), is_control)) {
      tell(line, {"[", shown.view(),
                  "]: the name has a tab or a control character in it; write a space"});
    } else {
      tell(line, {"[", shown.view(), "]: there are at most 8 ", section->name,
                  "s, with names of at most 31 bytes"});
    }
  }

  void refuse_unknown_section(std::string_view shown) {
    std::array<char, 255> room;
    std::size_t size = 0;
    const auto append = [&](std::string_view part) {
      size += part.copy(room.data() + size, room.size() - size);
    };
    for (const Section& section : sections()) {
      append(size == 0 ? "[" : ", [");
      append(section.name);
      if (!section.argument.empty()) append(" ");
      append(section.argument);
      append("]");
    }
    tell(header_, {"[", shown, "] is no section; there are ", {room.data(), size}});
  }

  void refuse_key(const Section& section, std::string_view section_text, std::string_view name) {
    std::array<char, 200> room;
    std::size_t size = 0;
    const auto append = [&](std::string_view part) {
      size += part.copy(room.data() + size, room.size() - size);
    };
    for (const Key& key : section.keys()) {
      if (size > 0) append(", ");
      append(key.name);
    }
    tell(lines_.number(), {"[",
                           Excerpt(section_text).view(),
                           "] has no key '",
                           Excerpt(name).view(),
                           "'; it has ",
                           {room.data(), size}});
  }

  // Takes away the entries that are not complete.
  template <typename Entry, std::size_t kCapacity>
  void finish_entries(std::array<Entry, kCapacity>& entries, std::size_t& count,
                      std::array<Draft, kCapacity>& drafts, std::string_view kind,
                      std::span<const Key> keys) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t all = (1u << keys.size()) - 1;
      if (drafts[i].keys == all && !drafts[i].mistaken) {
        entries[kept] = entries[i];
        drafts[kept++] = drafts[i];
        continue;
      }
      if (drafts[i].mistaken) continue;
      for (std::size_t key = 0; key < keys.size(); ++key) {
        if ((drafts[i].keys >> key & 1) != 0) continue;
        tell(drafts[i].line,
             {"[", kind, " ", entries[i].name.view(), "]: ", keys[key].name, " is missing"});
      }
    }
    for (std::size_t i = kept; i < count; ++i) entries[i] = {};
    count = kept;
  }

  void drop_short_lines() {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < settings_.line_count; ++i) {
      const LineSettings& line = settings_.lines[i];
      if (line.from == line.to) {
        tell(line_drafts_[i].line,
             {"[line ", line.name.view(), "]: from and to are the same point"});
      } else {
        settings_.lines[kept++] = line;
      }
    }
    settings_.line_count = kept;
  }

  TextLines lines_;
  Settings& settings_;
  Mistakes& mistakes_;
  bool unread_ = false;        // the line was given to the library, which has not answered
  std::uint32_t header_ = 0;   // the line of the latest [section]
  std::uint32_t refused_ = 0;  // of the latest that was refused
  std::array<Draft, Scene::kMaxLines> line_drafts_ = {};
  std::array<Draft, Scene::kMaxZones> zone_drafts_ = {};
  std::array<Given, 32> given_ = {};
  std::size_t given_count_ = 0;
};

static_assert(kMostSettingsBytes == 32768);
static_assert(Scene::kMaxLines == 8 && Scene::kMaxZones == 8);

}  // namespace

bool read_settings(std::string_view text, Settings& settings, Mistakes& mistakes,
                   const Host& host) {
  settings = {};
  mistakes.clear();
  if (is_utf16(text)) {
    constexpr std::string_view kFault[] = {"the text is saved as UTF-16; save it as UTF-8 or ANSI"};
    mistakes.add(1, kFault);
    return false;
  }
  Reader reader(text, settings, mistakes);
  reader.read();
  reader.finish(host);
  return mistakes.none();
}

Status read_settings_file(const char* path, std::span<char> room, std::string_view& text) {
  text = {};
  const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) {
    return Status::failure(errno == ENOENT || errno == ENOTDIR ? Code::kNotFound : Code::kIo,
                           "the settings cannot be opened", 0, errno);
  }
  std::size_t size = 0;
  ssize_t count = 0;
  char one_more = 0;
  do {
    const bool full = size == room.size();
    count = ::read(file, full ? &one_more : room.data() + size, full ? 1 : room.size() - size);
    if (count > 0 && full) break;
    if (count > 0) size += static_cast<std::size_t>(count);
  } while (count > 0 || (count < 0 && errno == EINTR));
  const int error = errno;
  close(file);
  if (count < 0) return Status::failure(Code::kIo, "the settings cannot be read", 0, error);
  if (count > 0) return Status::failure(Code::kTooLarge, "the settings are larger than 32 KiB");
  text = {room.data(), size};
  return Status::success();
}

}  // namespace ocellus::camera

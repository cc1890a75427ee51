// A settings text line by line, as the INI library asks for them. Whatever the bytes are, a line
// is given that the library can read, and what was wrong with it is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ocellus::camera {

class TextLines {
 public:
  static constexpr std::size_t kLongestLine = 1000;  // bytes

  // `text` must outlive the lines.
  explicit TextLines(std::string_view text);

  // False at the end of the text. Lines end with LF, CR LF or CR, the last one perhaps with
  // nothing.
  bool next();

  // Without its end.
  std::string_view line() const { return line_; }
  std::uint32_t number() const { return number_; }  // of the line, from 1
  // nullptr, or why the line cannot be read.
  const char* fault() const;

 private:
  std::string_view rest_;
  std::string_view line_;
  std::uint32_t number_ = 0;
};

// Written by an editor that was told to save "Unicode": two bytes for every character.
bool is_utf16(std::string_view text);

}  // namespace ocellus::camera

#include "apps/camera/settings/lines.hpp"

namespace ocellus::camera {

TextLines::TextLines(std::string_view text) : rest_(text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
}

bool TextLines::next() {
  if (rest_.empty()) return false;
  const std::size_t end = rest_.find_first_of("\r\n");
  line_ = rest_.substr(0, end);
  ++number_;
  if (end == std::string_view::npos) {
    rest_ = {};
  } else {
    rest_.remove_prefix(rest_.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
  }
  return true;
}

const char* TextLines::fault() const {
  if (line_.size() > kLongestLine) return "the line is longer than 1000 characters";
  for (const char c : line_) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7F) {
      return "the line holds a character that is no text";
    }
  }
  return nullptr;
}

bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

}  // namespace ocellus::camera

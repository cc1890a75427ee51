#include "drivers/thermal/attribute.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstring>

namespace ocellus::thermal {

Path& Path::operator<<(std::string_view part) {
  too_long_ = too_long_ || part.size() >= text_.size() - length_;
  if (too_long_) {
    text_[0] = '\0';
    return *this;
  }
  std::memcpy(text_.data() + length_, part.data(), part.size());
  length_ += part.size();
  text_[length_] = '\0';
  return *this;
}

Path& Path::operator<<(unsigned int number) {
  std::array<char, 12> digits;
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return *this << std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

bool Attribute::open(const Path& path) {
  close();
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  return is_open();
}

void Attribute::close() {
  if (is_open()) ::close(descriptor_);
  descriptor_ = -1;
}

std::string_view Attribute::text(std::span<char> room) const {
  if (!is_open()) return {};
  const ssize_t bytes = pread(descriptor_, room.data(), room.size(), 0);
  if (bytes <= 0) return {};
  std::string_view text(room.data(), static_cast<std::size_t>(bytes));
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  return text;
}

std::optional<std::int32_t> Attribute::number(int base) const {
  std::array<char, 24> room;
  std::string_view digits = text(room);
  if (base == 16 && digits.starts_with("0x")) digits.remove_prefix(2);
  std::int32_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, base);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace ocellus::thermal

#include "apps/camera/settings/mistake.hpp"

namespace ocellus::camera {

void Mistakes::add(std::uint32_t line, std::span<const std::string_view> parts) {
  ++total_;
  if (count_ == mistakes_.size()) return;
  std::array<char, Mistake::kCapacity> room;
  std::size_t size = 0;
  for (const std::string_view part : parts) {
    const std::size_t left = room.size() - size;
    size += part.copy(room.data() + size, left);
  }
  // Not within a UTF-8 character.
  if (size == room.size()) {
    while (size > 0 && (static_cast<unsigned char>(room[size - 1]) & 0xC0) == 0x80) --size;
    if (size > 0 && (static_cast<unsigned char>(room[size - 1]) & 0x80) != 0) --size;
  }
  std::size_t at = count_++;
  for (; at > 0 && mistakes_[at - 1].line > line; --at) mistakes_[at] = mistakes_[at - 1];
  mistakes_[at].line = line;
  static_cast<void>(mistakes_[at].text.assign({room.data(), size}));
}

}  // namespace ocellus::camera

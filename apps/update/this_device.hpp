// What the device is that an update must fit: three files of the image.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "drivers/bundle/public_key.hpp"
#include "drivers/bundle/version.hpp"
#include "runtime/status.hpp"

namespace ocellus::update {

class ThisDevice {
 public:
  // Reads `folder`/board, /version and /ocellus.pub. Without a key, or a version, there are no
  // updates: key() or version() is empty, and so is what reads as none. kNotFound: there is no
  // board's name, so this is no image of ours.
  Status read(std::string_view folder);

  std::string_view board() const { return {board_.data(), board_length_}; }
  const std::optional<bundle::Version>& version() const { return version_; }
  const std::optional<bundle::PublicKey>& key() const { return key_; }

 private:
  std::array<char, 32> board_ = {};
  std::size_t board_length_ = 0;
  std::optional<bundle::Version> version_;
  std::optional<bundle::PublicKey> key_;
};

}  // namespace ocellus::update

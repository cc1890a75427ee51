// Copies of pictures with what was seen in them drawn in.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "tools/detect/picture_file.hpp"
#include "tools/detect/sight.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

class Drawer {
 public:
  // Makes `folder` where it is missing. Refuses what would put the drawing of one of `pictures`
  // into another's place, or among the pictures themselves.
  Result<Done> open(const std::string& folder, std::span<const std::string_view> pictures);

  // Writes FOLDER/NAME.jpg, where NAME is the picture's without its ending.
  Result<Done> draw(const Sight& sight);

 private:
  std::filesystem::path drawing_of(std::string_view picture) const;

  std::filesystem::path folder_;
  PictureFile file_;
};

}  // namespace ocellus::tools

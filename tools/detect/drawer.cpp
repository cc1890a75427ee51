#include "tools/detect/drawer.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <system_error>
#include <vector>

#include "runtime/draw/draw.hpp"
#include "tools/ocellus/file.hpp"

namespace ocellus::tools {
namespace {

constexpr int kQuality = 90;

void draw_sighting(const MutableImage& image, const Sighting& sighting, Colour colour) {
  const std::int32_t scale = std::max(1, image.height / 360);
  const std::int32_t half = 2 * scale;
  draw_box(image, sighting.box, colour, 2 * scale);
  for (const KeyPoint& key_point : sighting.key_points) {
    const auto x = static_cast<std::int32_t>(key_point.at.x);
    const auto y = static_cast<std::int32_t>(key_point.at.y);
    fill_rectangle(image, x - half, y - half, x + half, y + half, colour);
  }
  const auto percent = std::to_string(std::lround(sighting.score * 100));
  const std::string caption = std::string(sighting.label) + " " + percent + "%";
  draw_label(image, {sighting.box.x0, sighting.box.y0}, caption, colour, scale);
}

}  // namespace

Result<Done> Drawer::open(const std::string& folder, std::span<const std::string_view> pictures) {
  folder_ = folder;
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) return Failure{folder, "cannot be made: " + error.message(), "name another folder"};
  std::map<std::filesystem::path, std::string_view> drawings;
  for (const std::string_view picture : pictures) {
    const std::filesystem::path home = std::filesystem::path(picture).parent_path();
    if (std::filesystem::equivalent(home.empty() ? "." : home, folder_, error)) {
      return Failure{folder, "holds " + std::string(picture) + " itself",
                     "draw into another folder"};
    }
    const auto [other, is_new] = drawings.emplace(drawing_of(picture), picture);
    if (!is_new) {
      return Failure{std::string(picture),
                     "would be drawn to the same file as " + std::string(other->second),
                     "draw the two into different folders"};
    }
  }
  return Done{};
}

std::filesystem::path Drawer::drawing_of(std::string_view picture) const {
  return folder_ / std::filesystem::path(picture).stem().concat(".jpg");
}

Result<Done> Drawer::draw(const Sight& sight) {
  const std::string path = drawing_of(sight.picture).string();
  // Once more, and whole: the detector may have looked at a smaller copy.
  const auto opened = file_.open_rgb(sight.picture, {});
  if (!opened.ok()) return opened.failure();
  const MutableImage& image = file_.rgb();
  for (std::size_t i = sight.sightings.size(); i > 0; --i) {  // the best on top
    draw_sighting(image, sight.sightings[i - 1], track_colour(static_cast<std::uint32_t>(i)));
  }

  const auto width = static_cast<std::size_t>(image.width);
  const auto height = static_cast<std::size_t>(image.height);
  std::vector<std::byte> region(picture::Encoder::kMinimumRegion + 128 * width);
  std::vector<std::uint8_t> jpeg(4 * width * height + (std::size_t{1} << 16));
  std::size_t size = 0;
  const Status status = picture::Encoder(region).encode(image, kQuality, jpeg, size);
  if (!status.ok()) return Failure{path, status.what, "leave out --draw for this picture"};
  return write_file(path, std::as_bytes(std::span(jpeg).first(size)));
}

}  // namespace ocellus::tools

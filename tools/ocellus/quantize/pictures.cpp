#include "tools/ocellus/quantize/pictures.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

#include "drivers/picture/picture.hpp"
#include "tools/ocellus/file.hpp"

namespace ocellus::tools::quantize {
namespace {

// Room for a decoded picture of 64 megapixels; the system hands out only what is touched.
constexpr std::size_t kRegionBytes = std::size_t{256} << 20;
constexpr std::size_t kMostFileBytes = std::size_t{128} << 20;

constexpr const char* kReplace = "replace or remove the picture";

bool named_like_a_picture(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension == ".jpg" || extension == ".jpeg" || extension == ".png";
}

}  // namespace

struct PictureReader::Machinery {
  std::unique_ptr<std::byte[]> region = std::make_unique_for_overwrite<std::byte[]>(kRegionBytes);
  picture::Decoder decoder{{region.get(), kRegionBytes}};
  Preprocessor preprocessor;
};

PictureReader::PictureReader(PixelSize target, Fit fit)
    : machinery_(std::make_unique<Machinery>()), target_(target), fit_(fit) {}

PictureReader::~PictureReader() = default;

Result<std::vector<std::uint8_t>> PictureReader::decode(std::span<const std::uint8_t> file,
                                                        const std::string& where) {
  MutableImage image;
  picture::Size full;
  Status status = machinery_->decoder.decode(file, {target_.width, target_.height}, image, full);
  full_size_ = {full.width, full.height};
  const PixelSize size{image.width, image.height};
  if (status.ok()) {
    status =
        machinery_->preprocessor.prepare(size, Region::whole(size), target_, fit_, LevelTable{});
    // A JPEG may have been decoded smaller than it is.
    const float x = static_cast<float>(full.width) / static_cast<float>(size.width);
    const float y = static_cast<float>(full.height) / static_cast<float>(size.height);
    const Box view = machinery_->preprocessor.view();
    view_ = {view.x0 * x, view.y0 * y, view.x1 * x, view.y1 * y};
  }
  std::vector<std::uint8_t> levels(std::size_t{3} * static_cast<std::size_t>(target_.width) *
                                   static_cast<std::size_t>(target_.height));
  if (status.ok()) status = machinery_->preprocessor.run_levels(image.view(), levels);
  if (!status.ok()) return Failure{where, status.what, kReplace};
  return levels;
}

Result<std::vector<std::uint8_t>> PictureReader::read(const std::string& path) {
  const auto bytes = read_file(path, kMostFileBytes);
  if (!bytes.ok()) return bytes.failure();
  return decode({reinterpret_cast<const std::uint8_t*>(bytes.value().data()), bytes.value().size()},
                path);
}

std::vector<float> values_of(std::span<const std::uint8_t> levels, Range range) {
  const double step = (static_cast<double>(range.high) - range.low) / 255;
  std::vector<float> values(levels.size());
  for (std::size_t i = 0; i < levels.size(); ++i) {
    values[i] = static_cast<float>(range.low + levels[i] * step);
  }
  return values;
}

Result<std::vector<std::string>> pictures_in(const std::string& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  std::vector<std::string> paths;
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (named_like_a_picture(entry->path())) paths.push_back(entry->path().string());
  }
  if (error) {
    return Failure{folder, "cannot be listed: " + error.message(),
                   "name a readable folder of JPEG or PNG pictures"};
  }
  if (paths.empty()) {
    return Failure{folder, "holds no .jpg, .jpeg or .png file",
                   "put some thirty pictures of what the camera will see there"};
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<std::string> pick_evenly(const std::vector<std::string>& paths, std::size_t count) {
  if (paths.size() <= count) return paths;
  std::vector<std::string> picked;
  for (std::size_t i = 0; i < count; ++i) picked.push_back(paths[i * paths.size() / count]);
  return picked;
}

Result<Inputs> load_pictures(const std::vector<std::string>& paths, PixelSize target, Fit fit,
                             Range range, const std::function<void(const Failure&)>& skipped,
                             const std::function<void()>& done) {
  PictureReader reader(target, fit);
  Inputs inputs;
  for (const std::string& path : paths) {
    const auto levels = reader.read(path);
    if (levels.ok()) {
      inputs.push_back(values_of(levels.value(), range));
    } else {
      skipped(levels.failure());
    }
    done();
  }
  if (inputs.empty()) {
    return Failure{paths.empty() ? "calibration" : paths.front(),
                   "neither this picture nor any other can be read",
                   "name a folder of intact JPEG or PNG pictures"};
  }
  return inputs;
}

}  // namespace ocellus::tools::quantize

// A built-in detector that looks at picture files.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "platform/linux/choose_model.hpp"
#include "runtime/detect/detection.hpp"
#include "tools/detect/picture_file.hpp"
#include "tools/detect/sight.hpp"

namespace ocellus::tools {

class Eye {
 public:
  virtual ~Eye() = default;

  // `isa` is empty for the best that runs here. Once, before anything else.
  virtual Result<Done> open(std::string_view isa, float threshold) = 0;
  virtual Result<Sight> look(const std::string& path) = 0;
};

// `Facts` names one detector: kDescription, kModels, the types Detector and Arena.
template <typename Facts>
class EyeOf final : public Eye {
 public:
  Result<Done> open(std::string_view isa, float threshold) override {
    const Model* model = platform::choose_model(Facts::kModels, isa);
    if (model == nullptr) {
      return Failure{"--isa " + std::string(isa),
                     "this program or this machine has no such kernels",
                     "leave the option out to use the best that runs here"};
    }
    auto options = Facts::Detector::Options::defaults(Facts::kDescription);
    options.min_score = threshold;
    const Status status = detector_.prepare(Facts::kDescription, options, *model, arena_.bytes);
    if (!status.ok()) {
      return Failure{std::string(Facts::kDescription.name), status.what,
                     "build the model again with tools/models"};
    }
    return Done{};
  }

  Result<Sight> look(const std::string& path) override {
    const PixelSize wanted = Facts::kDescription.input;
    const auto opened = file_.open_samples(path, {wanted.width, wanted.height});
    if (!opened.ok()) return opened.failure();
    const ImageView& image = file_.samples();
    const PixelSize decoded = {image.width, image.height};
    Status status = detector_.aim(decoded, Region::whole(decoded));
    if (status.ok()) status = detector_.load(image);
    if (!status.ok()) return Failure{path, status.what, "give a picture of ordinary size"};
    detector_.infer();

    Sight sight{path, file_.full_size(), {}};
    // A JPEG may have been decoded smaller than it is: places are told in pixels of the picture.
    const float x = static_cast<float>(sight.size.width) / static_cast<float>(image.width);
    const float y = static_cast<float>(sight.size.height) / static_cast<float>(image.height);
    const auto detections = detector_.detections();
    for (std::size_t i = 0; i < detections.size(); ++i) {
      const Box& box = detections[i].box;
      Sighting& sighting = sight.sightings.emplace_back();
      sighting.label = Facts::kDescription.labels[static_cast<std::size_t>(detections[i].label)];
      sighting.score = detections[i].score;
      sighting.box = {box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y};
      if constexpr (requires { Facts::kDescription.parts; }) {
        const std::span<const Point> points = detector_.decoder().key_points(i);
        for (std::size_t k = 0; k < points.size(); ++k) {
          sighting.key_points.push_back(
              {Facts::kDescription.parts[k], {points[k].x * x, points[k].y * y}});
        }
      }
    }
    return sight;
  }

 private:
  PictureFile file_;
  typename Facts::Arena arena_;
  typename Facts::Detector detector_;
};

}  // namespace ocellus::tools

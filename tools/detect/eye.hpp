// A built-in detector that looks at picture files.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/picture/picture.hpp"
#include "platform/linux/choose_model.hpp"
#include "runtime/detect/detection.hpp"
#include "tools/ocellus/file.hpp"

namespace ocellus::tools {

struct Sighting {
  std::string_view label;
  float score;
  Box box;  // pixels of the picture
};

struct Sight {
  std::string picture;
  picture::Size size;
  std::vector<Sighting> sightings;  // best first
};

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
    const Result<std::vector<std::byte>> file = read_file(path, kLargestFile);
    if (!file.ok()) return file.failure();
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(file.value().data());

    Sight sight{path, {}, {}};
    MutableImage image;
    const PixelSize wanted = Facts::kDescription.input;
    Status status = decoder_.decode({bytes, file.value().size()}, {wanted.width, wanted.height},
                                    image, sight.size);
    const PixelSize decoded = {image.width, image.height};
    if (status.ok()) status = detector_.aim(decoded, Region::whole(decoded));
    if (status.ok()) status = detector_.load(image.view());
    if (!status.ok()) {
      return Failure{path, std::string(status.what) + " (byte " + std::to_string(status.at) + ")",
                     "give a whole JPEG or PNG picture"};
    }
    detector_.infer();

    // A JPEG may have been decoded smaller than it is: boxes are told in pixels of the picture.
    const float x = static_cast<float>(sight.size.width) / static_cast<float>(image.width);
    const float y = static_cast<float>(sight.size.height) / static_cast<float>(image.height);
    for (const Detection& detection : detector_.detections()) {
      const Box& box = detection.box;
      sight.sightings.push_back(
          {Facts::kDescription.labels[static_cast<std::size_t>(detection.label)],
           detection.score,
           {box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y}});
    }
    return sight;
  }

 private:
  static constexpr std::size_t kLargestFile = std::size_t{256} << 20;
  static constexpr std::size_t kDecoderRegion = std::size_t{512} << 20;

  // Left uninitialised: pages that no picture needs are never touched.
  std::unique_ptr<std::byte[]> region_ =
      std::make_unique_for_overwrite<std::byte[]>(kDecoderRegion);
  picture::Decoder decoder_{{region_.get(), kDecoderRegion}};
  typename Facts::Arena arena_;
  typename Facts::Detector detector_;
};

}  // namespace ocellus::tools

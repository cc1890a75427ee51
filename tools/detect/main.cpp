// `ocellus detect`: what the built-in detectors see in pictures. A program of its own, since it
// carries the models that `ocellus` itself compiles.
#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "drivers/picture/picture.hpp"
#include "models/ssd_mobilenet_v2_oidv4.hpp"
#include "platform/linux/choose_model.hpp"
#include "runtime/detect/ssd_detector.hpp"
#include "runtime/detect/ssd_mobilenet_v2_oidv4.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/file.hpp"

namespace ocellus::tools {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestFile = std::size_t{256} << 20;
constexpr std::size_t kDecoderRegion = std::size_t{512} << 20;

constexpr Option kOptions[] = {
    {.name = "--model", .value = "NAME", .help = "the detector: ssd (the default)"},
    {.name = "--threshold", .value = "SCORE", .help = "least score, 0..1 (default 0.35)"},
    {.name = "--isa",
     .value = "NAME",
     .help = "kernels to run: scalar, avx2, avx512vnni, neon, neondot (default: the best here)"},
    {.name = "--json",
     .help = "print one JSON document: an object for one picture, a list for several"},
};
constexpr Usage kUsage = {
    .command = "ocellus detect",
    .summary = "find things in JPEG and PNG pictures",
    .operands = "PICTURE...",
    .least_operands = 1,
    .most_operands = 100'000,
    .options = kOptions,
    .example = "ocellus detect picture.jpg --json",
};

// One decimal is a tenth of a pixel or of a percent: more would claim what nobody measured.
double rounded(float value, double steps) {
  return std::round(static_cast<double>(value) * steps) / steps;
}

struct Sight {
  std::string picture;
  picture::Size size;
  std::vector<Detection> detections;
};

class Eye {
 public:
  Result<Done> open(std::string_view isa, float threshold);
  Result<Sight> look(const std::string& path);

 private:
  // Left uninitialised: pages that no picture needs are never touched.
  std::unique_ptr<std::byte[]> region_ =
      std::make_unique_for_overwrite<std::byte[]>(kDecoderRegion);
  picture::Decoder decoder_{{region_.get(), kDecoderRegion}};
  models::ssd_mobilenet_v2_oidv4::Arena arena_;
  SsdDetector detector_;
};

Result<Done> Eye::open(std::string_view isa, float threshold) {
  const Model* model = platform::choose_model(models::ssd_mobilenet_v2_oidv4::kModels, isa);
  if (model == nullptr) {
    return Failure{"--isa " + std::string(isa), "this program or this machine has no such kernels",
                   "leave the option out to use the best that runs here"};
  }
  SsdOptions options = SsdOptions::defaults(ssd_mobilenet_v2_oidv4::kDescription);
  options.min_score = threshold;
  const Status status =
      detector_.prepare(ssd_mobilenet_v2_oidv4::kDescription, options, *model, arena_.bytes);
  if (!status.ok()) return Failure{"ssd", status.what, "build the model again with tools/models"};
  return Done{};
}

Result<Sight> Eye::look(const std::string& path) {
  const Result<std::vector<std::byte>> file = read_file(path, kLargestFile);
  if (!file.ok()) return file.failure();
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(file.value().data());

  Sight sight{path, {}, {}};
  MutableImage image;
  const PixelSize wanted = ssd_mobilenet_v2_oidv4::kDescription.input;
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
  for (Detection detection : detector_.detections()) {
    const Box& box = detection.box;
    detection.box = {box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y};
    sight.detections.push_back(detection);
  }
  return sight;
}

std::string_view label_of(const Detection& detection) {
  return ssd_mobilenet_v2_oidv4::kLabels[static_cast<std::size_t>(detection.label)];
}

Json json_of(const Sight& sight) {
  Json detections = Json::array();
  for (const Detection& detection : sight.detections) {
    const Box& box = detection.box;
    detections.push_back(
        {{"label", label_of(detection)},
         {"score", rounded(detection.score, 1000)},
         {"box",
          {rounded(box.x0, 10), rounded(box.y0, 10), rounded(box.x1, 10), rounded(box.y1, 10)}}});
  }
  return {{"picture", sight.picture},
          {"width", sight.size.width},
          {"height", sight.size.height},
          {"detections", detections}};
}

void print_text(const Sight& sight) {
  std::printf("%s: %d x %d\n", sight.picture.c_str(), sight.size.width, sight.size.height);
  for (const Detection& detection : sight.detections) {
    const std::string label(label_of(detection));
    const Box& box = detection.box;
    std::printf("  %-20s %.3f  [%.0f, %.0f, %.0f, %.0f]\n", label.c_str(),
                static_cast<double>(detection.score), static_cast<double>(box.x0),
                static_cast<double>(box.y0), static_cast<double>(box.x1),
                static_cast<double>(box.y1));
  }
}

int detect(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  if (const auto model = arguments.value_or("--model", "ssd"); model != "ssd") {
    return misuse(kUsage, "there is no detector '" + std::string(model) + "'; there is: ssd");
  }
  float threshold = ssd_mobilenet_v2_oidv4::kDescription.min_score;
  if (const auto text = arguments.value("--threshold")) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), threshold);
    if (error != std::errc() || end != text->data() + text->size() || !(threshold > 0) ||
        threshold > 1) {
      return misuse(kUsage, "--threshold needs a number above 0 and at most 1");
    }
  }

  const auto eye = std::make_unique<Eye>();
  if (const auto opened = eye->open(arguments.value_or("--isa", ""), threshold); !opened.ok()) {
    return report(opened.failure());
  }
  int exit = kExitDone;
  Json sights = Json::array();
  for (const std::string_view path : arguments.operands()) {
    const Result<Sight> sight = eye->look(std::string(path));
    if (!sight.ok()) {
      exit = report(sight.failure());
    } else if (arguments.has("--json")) {
      sights.push_back(json_of(sight.value()));
    } else {
      print_text(sight.value());
    }
  }
  if (arguments.has("--json") && !sights.empty()) {
    const Json& document = arguments.operands().size() == 1 ? sights[0] : sights;
    const std::string text = document.dump(-1, ' ', false, Json::error_handler_t::replace);
    std::printf("%s\n", text.c_str());
  }
  return exit;
}

}  // namespace
}  // namespace ocellus::tools

int main(int count, char** words) {
  return ocellus::tools::detect({words + 1, static_cast<std::size_t>(count - 1)});
}

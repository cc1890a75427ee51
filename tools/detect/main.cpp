// `ocellus detect`: what the built-in detectors see in pictures. A program of its own, since it
// carries the models that `ocellus` itself compiles.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tools/detect/built_in.hpp"
#include "tools/detect/drawer.hpp"
#include "tools/detect/eye.hpp"
#include "tools/ocellus/commands/arguments.hpp"

namespace ocellus::tools {
namespace {

using Json = nlohmann::ordered_json;

constexpr Option kOptions[] = {
    {.name = "--model", .value = "NAME", .help = "the detector: ssd (the default), face"},
    {.name = "--threshold",
     .value = "SCORE",
     .help = "least score, 0..1 (default 0.35 for ssd, 0.5 for face)"},
    {.name = "--isa",
     .value = "NAME",
     .help = "kernels to run: scalar, avx2, avx512vnni, neon, neondot (default: the best here)"},
    {.name = "--draw",
     .value = "DIR",
     .help = "write each picture to DIR as a JPEG with the boxes drawn in"},
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

// What --model may name; the first is the default.
struct BuiltIn {
  std::string_view name;
  float threshold;
  std::unique_ptr<Eye> (*make)();
};
template <typename Facts>
constexpr BuiltIn built_in(std::string_view name) {
  return {name, Facts::kDescription.min_score,
          []() -> std::unique_ptr<Eye> { return std::make_unique<EyeOf<Facts>>(); }};
}
constexpr std::array kBuiltIn = {built_in<Ssd>("ssd"), built_in<Face>("face")};

const BuiltIn* find_built_in(std::string_view name) {
  for (const BuiltIn& candidate : kBuiltIn) {
    if (candidate.name == name) return &candidate;
  }
  return nullptr;
}

std::string built_in_names() {
  std::string names;
  for (const BuiltIn& detector : kBuiltIn) {
    names += (names.empty() ? "" : ", ") + std::string(detector.name);
  }
  return names;
}

Json json_of(const Sight& sight) {
  Json detections = Json::array();
  for (const Sighting& sighting : sight.sightings) {
    const Box& box = sighting.box;
    Json detection = {
        {"label", sighting.label},
        {"score", rounded(sighting.score, 1000)},
        {"box",
         {rounded(box.x0, 10), rounded(box.y0, 10), rounded(box.x1, 10), rounded(box.y1, 10)}}};
    for (const KeyPoint& key_point : sighting.key_points) {
      detection["key_points"][std::string(key_point.name)] = {rounded(key_point.at.x, 10),
                                                              rounded(key_point.at.y, 10)};
    }
    detections.push_back(std::move(detection));
  }
  return {{"picture", sight.picture},
          {"width", sight.size.width},
          {"height", sight.size.height},
          {"detections", detections}};
}

void print_text(const Sight& sight) {
  std::printf("%s: %d x %d\n", sight.picture.c_str(), sight.size.width, sight.size.height);
  for (const Sighting& sighting : sight.sightings) {
    const std::string label(sighting.label);
    const Box& box = sighting.box;
    std::printf("  %-20s %.3f  [%.0f, %.0f, %.0f, %.0f]\n", label.c_str(),
                static_cast<double>(sighting.score), static_cast<double>(box.x0),
                static_cast<double>(box.y0), static_cast<double>(box.x1),
                static_cast<double>(box.y1));
  }
}

int detect(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const std::string_view name = arguments.value_or("--model", kBuiltIn[0].name);
  const BuiltIn* const detector = find_built_in(name);
  if (detector == nullptr) {
    return misuse(
        kUsage, "there is no detector '" + std::string(name) + "'; there is: " + built_in_names());
  }
  float threshold = detector->threshold;
  if (const auto text = arguments.value("--threshold")) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), threshold);
    if (error != std::errc() || end != text->data() + text->size() || !(threshold > 0) ||
        threshold > 1) {
      return misuse(kUsage, "--threshold needs a number above 0 and at most 1");
    }
  }

  const std::unique_ptr<Eye> eye = detector->make();
  if (const auto opened = eye->open(arguments.value_or("--isa", ""), threshold); !opened.ok()) {
    return report(opened.failure());
  }
  std::optional<Drawer> drawer;
  if (const auto folder = arguments.value("--draw")) {
    const auto opened = drawer.emplace().open(std::string(*folder), arguments.operands());
    if (!opened.ok()) return report(opened.failure());
  }
  int exit = kExitDone;
  Json sights = Json::array();
  for (const std::string_view path : arguments.operands()) {
    const Result<Sight> sight = eye->look(std::string(path));
    if (!sight.ok()) {
      exit = report(sight.failure());
      continue;
    }
    if (arguments.has("--json")) {
      sights.push_back(json_of(sight.value()));
    } else {
      print_text(sight.value());
    }
    if (!drawer) continue;
    if (const auto drawn = drawer->draw(sight.value()); !drawn.ok()) exit = report(drawn.failure());
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

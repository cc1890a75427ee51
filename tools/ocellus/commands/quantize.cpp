// `ocellus quantize`: a float model and a folder of pictures become a standard int8 model.
#include "tools/ocellus/quantize/quantize.hpp"

#include <charconv>
#include <cstdio>
#include <optional>
#include <string>

#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/commands/progress.hpp"
#include "tools/ocellus/quantize/pictures.hpp"
#include "tools/ocellus/quantize/report.hpp"
#include "tools/ocellus/tflite/export.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tools {
namespace {

constexpr Option kOptions[] = {
    {.name = "--pictures",
     .value = "DIR",
     .help = "JPEG and PNG pictures like those the camera will see",
     .required = true},
    {.name = "--output",
     .short_name = "-o",
     .value = "OUT.tflite",
     .help = "the int8 model",
     .required = true},
    {.name = "--count",
     .value = "N",
     .help = "how many pictures to use, spread evenly over the folder (default 32)"},
    {.name = "--fit",
     .value = "HOW",
     .help = "pictures of other proportions: stretch (default), or letterbox with black around"},
    {.name = "--input-range",
     .value = "LOW,HIGH",
     .help = "the model's input for black and for white (default -1,1)"},
    {.name = "--json", .help = "print the report as one JSON document"},
};

constexpr Usage kUsage = {
    .command = "ocellus quantize",
    .summary = "turns a float model into a standard int8 model and reports layer by layer",
    .operands = "MODEL.tflite",
    .least_operands = 1,
    .most_operands = 1,
    .options = kOptions,
    .example = "ocellus quantize detector.tflite --pictures photos/ -o detector_int8.tflite",
};

constexpr std::int64_t kMostPictures = 1000;

// "LOW,HIGH" with LOW < HIGH, both finite and of ordinary size.
std::optional<quantize::Range> parse_range(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  quantize::Range range;
  const auto parse = [](std::string_view part, float& value) {
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    return error == std::errc() && end == part.data() + part.size() && value >= -1e6f &&
           value <= 1e6f;
  };
  if (!parse(text.substr(0, comma), range.low) || !parse(text.substr(comma + 1), range.high)) {
    return std::nullopt;
  }
  if (!(range.low < range.high)) return std::nullopt;
  return range;
}

std::optional<Fit> parse_fit(std::string_view text) {
  if (text == "stretch") return Fit::kStretch;
  if (text == "letterbox") return Fit::kLetterbox;
  return std::nullopt;
}

// The width and height of the pictures that the model takes.
Result<PixelSize> picture_size(const Graph& graph, const std::string& model) {
  std::string shape;
  if (!graph.inputs.empty()) {
    const Tensor& input = graph.tensor(graph.inputs[0]);
    if (input.shape.size() == 4 && input.shape[0] == 1 && input.shape[3] == 3) {
      return PixelSize{input.shape[2], input.shape[1]};
    }
    for (const std::int32_t d : input.shape) {
      shape += (shape.empty() ? "" : "x") + std::to_string(d);
    }
  }
  return Failure{model, "its input has the shape " + shape + ", not 1xHEIGHTxWIDTHx3",
                 "only models that take colour pictures can be calibrated with pictures"};
}

}  // namespace

int quantize_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const std::string model(arguments.operands()[0]);
  const std::string output(*arguments.value("--output"));
  const auto count = arguments.number("--count", 1, kMostPictures, 32);
  if (!count.ok()) return misuse(kUsage, count.failure().line());
  const std::string_view range_text = arguments.value_or("--input-range", "-1,1");
  const std::optional<quantize::Range> range = parse_range(range_text);
  if (!range) {
    return misuse(kUsage, "--input-range wants two numbers LOW,HIGH with LOW < HIGH, not '" +
                              std::string(range_text) + "'");
  }

  const std::string_view fit_text = arguments.value_or("--fit", "stretch");
  const std::optional<Fit> fit = parse_fit(fit_text);
  if (!fit) {
    return misuse(kUsage, "--fit wants stretch or letterbox, not '" + std::string(fit_text) + "'");
  }

  const auto graph = import_tflite(model);
  if (!graph.ok()) return report(graph.failure());
  if (!graph.value().is_float()) {
    return report({model, "is int8 already", "quantize the float model it was made from"});
  }
  const auto size = picture_size(graph.value(), model);
  if (!size.ok()) return report(size.failure());
  const auto paths = quantize::pictures_in(std::string(*arguments.value("--pictures")));
  if (!paths.ok()) return report(paths.failure());

  const std::vector<std::string> picked =
      quantize::pick_evenly(paths.value(), static_cast<std::size_t>(count.value()));
  std::optional<Progress> progress(std::in_place, "reading pictures", picked.size());
  const auto pictures = quantize::load_pictures(
      picked, size.value(), *fit, *range,
      [](const Failure& failure) { std::fprintf(stderr, "%s; skipped\n", failure.line().c_str()); },
      [&] { progress->advance(); });
  progress.reset();
  if (!pictures.ok()) return report(pictures.failure());

  progress.emplace("quantizing", quantize::kSteps);
  const auto quantized =
      quantize::quantize(graph.value(), pictures.value(), *range, [&] { progress->advance(); });
  progress.reset();
  if (!quantized.ok()) {
    return report({model, quantized.failure().what, quantized.failure().remedy});
  }
  const auto written = export_tflite(quantized.value().graph, output,
                                     "quantized to int8 by ocellus " OCELLUS_VERSION);
  if (!written.ok()) return report(written.failure());
  const std::string text = arguments.has("--json")
                               ? quantize::json(quantized.value(), model, output)
                               : quantize::table(quantized.value());
  std::fputs(text.c_str(), stdout);
  return kExitDone;
}

}  // namespace ocellus::tools

// `ocellus quantize`: a float model and a folder of pictures become a standard int8 model.
#include "tools/ocellus/quantize/quantize.hpp"

#include <cstdio>
#include <optional>
#include <string>

#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/commands/picture_options.hpp"
#include "tools/ocellus/commands/progress.hpp"
#include "tools/ocellus/quantize/pictures.hpp"
#include "tools/ocellus/quantize/report.hpp"
#include "tools/ocellus/tflite/export.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tools {
namespace {

constexpr Option kOptions[] = {
    kPicturesOption,
    {.name = "--output",
     .short_name = "-o",
     .value = "OUT.tflite",
     .help = "the int8 model",
     .required = true},
    kCountOption,
    kFitOption,
    kInputRangeOption,
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

}  // namespace

int quantize_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const std::string model(arguments.operands()[0]);
  const std::string output(*arguments.value("--output"));
  const auto options = picture_options(arguments);
  if (!options.ok()) return misuse(kUsage, options.failure().line());

  const auto graph = import_tflite(model);
  if (!graph.ok()) return report(graph.failure());
  if (!graph.value().is_float()) {
    return report({model, "is int8 already", "quantize the float model it was made from"});
  }
  const auto size = picture_size(graph.value(), model);
  if (!size.ok()) return report(size.failure());
  const auto paths = quantize::pictures_in(options.value().folder);
  if (!paths.ok()) return report(paths.failure());

  const std::vector<std::string> picked =
      quantize::pick_evenly(paths.value(), options.value().count);
  const auto pictures = read_pictures(picked, size.value(), options.value());
  if (!pictures.ok()) return report(pictures.failure());

  std::optional<Progress> progress(std::in_place, "quantizing", quantize::kSteps);
  const auto quantized = quantize::quantize(graph.value(), pictures.value(), options.value().range,
                                            [&] { progress->advance(); });
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

// `ocellus diff`: where an int8 model differs from the float model, layer by layer.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "platform/linux/cpu.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/commands/picture_options.hpp"
#include "tools/ocellus/commands/progress.hpp"
#include "tools/ocellus/compare/comparison.hpp"
#include "tools/ocellus/compare/report.hpp"
#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/quantize/pictures.hpp"
#include "tools/ocellus/quantize/quantize.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tools {
namespace {

using compare::Comparison;
using compare::Order;
using compare::Subject;
using quantize::Inputs;

constexpr Option kOptions[] = {
    kPicturesOption,
    {.name = "--int8",
     .value = "INT8.tflite",
     .help = "the int8 model; without it MODEL is quantized as ocellus quantize would"},
    kCountOption,
    kFitOption,
    kInputRangeOption,
    {.name = "--by",
     .value = "WHAT",
     .help = "worst first by: own noise (default), total noise; or file, as they stand there"},
    {.name = "--worst", .value = "N", .help = "report so many layers only"},
    {.name = "--json", .help = "print the report as one JSON document"},
};
constexpr Usage kUsage = {
    .command = "ocellus diff",
    .summary = "Compares a float model with its int8 form, layer by layer, the worst layer first.",
    .operands = "MODEL.tflite",
    .least_operands = 1,
    .most_operands = 1,
    .options = kOptions,
    .example = "ocellus diff detector.tflite --int8 detector_int8.tflite --pictures photos/",
};

constexpr std::int64_t kMostLayers = 1 << 20;

std::optional<Order> order_named(std::string_view text) {
  if (text == "own") return Order::kOwn;
  if (text == "total") return Order::kTotal;
  if (text == "file") return Order::kFile;
  return std::nullopt;
}

// The failure with the file's name where it says which of the two models it means.
Failure named(Failure failure, const std::string& model, const std::string& int8) {
  const auto replace = [](std::string& where, std::string_view word, const std::string& file) {
    if (where.starts_with(word)) where = file + where.substr(word.size());
  };
  const auto both = [&](std::string& where) {
    replace(where, "float model", model);
    replace(where, "int8 model", int8.empty() ? model + ", quantized" : int8);
  };
  both(failure.where);
  for (Failure& also : failure.also) both(also.where);
  return failure;
}

// What the comparison needs, from either form of the command.
struct Prepared {
  Subject subject;
  Comparison comparison;
  Inputs pictures;
};

// With an int8 model from a file, all pictures serve the comparison.
Result<Prepared> with_file(Graph graph, PixelSize size, const std::vector<std::string>& paths,
                           const PictureOptions& options, Subject subject) {
  Result<Graph> coded = import_tflite(subject.int8);
  if (!coded.ok()) return coded.failure();
  if (coded.value().is_float()) {
    return Failure{subject.int8, "is a float model",
                   "name its int8 form; ocellus quantize makes it"};
  }
  simplify(coded.value());  // a PAD that the exporter put before a convolution is no layer
  Result<Comparison> comparison = Comparison::load(std::move(graph), std::move(coded.value()),
                                                   std::nullopt, platform::best_isa());
  if (!comparison.ok()) return named(comparison.failure(), subject.model, subject.int8);
  Result<Inputs> pictures =
      read_pictures(quantize::pick_evenly(paths, options.count), size, options);
  if (!pictures.ok()) return pictures.failure();
  return Prepared{std::move(subject), std::move(comparison.value()), std::move(pictures.value())};
}

// Quantizes just as `ocellus quantize` would with the same options, and compares on other pictures
// of the folder, or if there are none on the same.
Result<Prepared> quantized_now(Graph graph, PixelSize size, const std::vector<std::string>& paths,
                               const PictureOptions& options, Subject subject) {
  const std::vector<std::string> picked = quantize::pick_evenly(paths, options.count);
  Result<Inputs> known = read_pictures(picked, size, options);
  if (!known.ok()) return known.failure();
  std::optional<Progress> progress(std::in_place, "quantizing", quantize::kSteps);
  auto quantized =
      quantize::quantize(graph, known.value(), options.range, [&] { progress->advance(); });
  progress.reset();
  if (!quantized.ok()) {
    return Failure{subject.model, quantized.failure().what, quantized.failure().remedy};
  }
  subject.quantized_on = known.value().size();
  Result<Comparison> comparison =
      Comparison::load(std::move(graph), std::move(quantized.value().graph),
                       std::move(quantized.value().channel_factors), platform::best_isa());
  if (!comparison.ok()) return named(comparison.failure(), subject.model, subject.int8);

  Inputs pictures;
  std::vector<std::string> others;
  const std::unordered_set<std::string> used(picked.begin(), picked.end());
  for (const std::string& path : paths) {
    if (!used.contains(path)) others.push_back(path);
  }
  if (!others.empty()) {
    Result<Inputs> fresh =
        read_pictures(quantize::pick_evenly(others, options.count), size, options);
    if (fresh.ok()) pictures = std::move(fresh.value());
  }
  if (pictures.empty()) {
    subject.seen_before = true;
    pictures = std::move(known.value());
  }
  return Prepared{std::move(subject), std::move(comparison.value()), std::move(pictures)};
}

Result<Prepared> prepare(const Arguments& arguments, const PictureOptions& options) {
  Subject subject;
  subject.model = std::string(arguments.operands()[0]);
  subject.int8 = std::string(arguments.value_or("--int8", ""));
  Result<Graph> graph = import_tflite(subject.model);
  if (!graph.ok()) return graph.failure();
  if (!graph.value().is_float()) {
    return Failure{subject.model, "is int8 already",
                   "name the float original, and this one with --int8"};
  }
  const Result<PixelSize> size = picture_size(graph.value(), subject.model);
  if (!size.ok()) return size.failure();
  const auto paths = quantize::pictures_in(options.folder);
  if (!paths.ok()) return paths.failure();
  const auto form = subject.int8.empty() ? quantized_now : with_file;
  return form(std::move(graph.value()), size.value(), paths.value(), options, std::move(subject));
}

}  // namespace

int diff_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const auto options = picture_options(arguments);
  if (!options.ok()) return misuse(kUsage, options.failure().line());
  const auto worst = arguments.number("--worst", 1, kMostLayers, kMostLayers);
  if (!worst.ok()) return misuse(kUsage, worst.failure().line());
  const std::string_view by = arguments.value_or("--by", "own");
  const std::optional<Order> order = order_named(by);
  if (!order) {
    return misuse(kUsage, "--by wants own, total or file, not '" + std::string(by) + "'");
  }

  Result<Prepared> prepared = prepare(arguments, options.value());
  if (!prepared.ok()) return report(prepared.failure());
  auto& [subject, comparison, pictures] = prepared.value();
  subject.compared_on = pictures.size();
  std::optional<Progress> progress(std::in_place, "comparing", pictures.size());
  for (std::vector<float>& picture : pictures) {
    comparison.add({std::move(picture)});
    progress->advance();
  }
  progress.reset();
  const auto count = static_cast<std::size_t>(worst.value());
  const std::string text = arguments.has("--json")
                               ? compare::json(subject, comparison, *order, count)
                               : compare::table(subject, comparison, *order, count);
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
    return report({"standard output", std::strerror(errno), "make room or choose another place"});
  }
  return kExitDone;
}

}  // namespace ocellus::tools

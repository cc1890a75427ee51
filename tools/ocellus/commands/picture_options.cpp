#include "tools/ocellus/commands/picture_options.hpp"

#include <charconv>
#include <cstdio>
#include <optional>

#include "tools/ocellus/commands/progress.hpp"
#include "tools/ocellus/quantize/pictures.hpp"

namespace ocellus::tools {
namespace {

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

}  // namespace

Result<PictureOptions> picture_options(const Arguments& arguments) {
  PictureOptions options;
  options.folder = std::string(arguments.value_or("--pictures", ""));
  const auto count = arguments.number("--count", 1, kMostPictures, 32);
  if (!count.ok()) return count.failure();
  options.count = static_cast<std::size_t>(count.value());
  const std::string_view fit_text = arguments.value_or("--fit", "stretch");
  const std::optional<Fit> fit = parse_fit(fit_text);
  if (!fit) {
    return Failure{"--fit", "wants stretch or letterbox, not '" + std::string(fit_text) + "'"};
  }
  options.fit = *fit;
  const std::string_view range_text = arguments.value_or("--input-range", "-1,1");
  const std::optional<quantize::Range> range = parse_range(range_text);
  if (!range) {
    return Failure{"--input-range", "wants two numbers LOW,HIGH with LOW < HIGH, not '" +
                                        std::string(range_text) + "'"};
  }
  options.range = *range;
  return options;
}

Result<PixelSize> picture_size(const Graph& graph, const std::string& model) {
  if (graph.inputs.size() > 1) {
    return Failure{model, "it has " + std::to_string(graph.inputs.size()) + " inputs",
                   "only models with one input can be shown pictures"};
  }
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
                 "only models that take colour pictures can be shown pictures"};
}

Result<quantize::Inputs> read_pictures(const std::vector<std::string>& paths, PixelSize size,
                                       const PictureOptions& options) {
  Progress progress("reading pictures", paths.size());
  return quantize::load_pictures(
      paths, size, options.fit, options.range,
      [](const Failure& failure) { std::fprintf(stderr, "%s; skipped\n", failure.line().c_str()); },
      [&] { progress.advance(); });
}

}  // namespace ocellus::tools

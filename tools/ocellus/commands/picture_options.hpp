// The options by which commands are told which pictures a model is shown, and how.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/vision/preprocess.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/quantize/grid.hpp"
#include "tools/ocellus/quantize/statistics.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

inline constexpr Option kPicturesOption = {
    .name = "--pictures",
    .value = "DIR",
    .help = "JPEG and PNG pictures like those the camera will see",
    .required = true};
inline constexpr Option kCountOption = {
    .name = "--count",
    .value = "N",
    .help = "how many pictures to use, spread evenly over the folder (default 32)"};
inline constexpr Option kFitOption = {
    .name = "--fit",
    .value = "HOW",
    .help = "pictures of other proportions: stretch (default), or letterbox with black around"};
inline constexpr Option kInputRangeOption = {
    .name = "--input-range",
    .value = "LOW,HIGH",
    .help = "the model's input for black and for white (default -1,1)"};

struct PictureOptions {
  std::string folder;
  std::size_t count = 32;
  Fit fit = Fit::kStretch;
  quantize::Range range = {-1, 1};
};

// What the four options above say; a failure is fit for `misuse`.
Result<PictureOptions> picture_options(const Arguments& arguments);

// The width and height of the pictures that the model in the file `model` takes.
Result<PixelSize> picture_size(const Graph& graph, const std::string& model);

// The pictures as values of the model's input, those that cannot be read skipped with a word on
// stderr. Shows its progress.
Result<quantize::Inputs> read_pictures(const std::vector<std::string>& paths, PixelSize size,
                                       const PictureOptions& options);

}  // namespace ocellus::tools

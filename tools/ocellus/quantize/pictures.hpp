// Pictures from files, at a model's size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "runtime/vision/preprocess.hpp"
#include "tools/ocellus/quantize/grid.hpp"
#include "tools/ocellus/quantize/statistics.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools::quantize {

// Decodes JPEG and PNG and fits them to one size, with black around letterboxed ones: 3 * width *
// height levels R, G, B. The same decoder and the same resampling as on the boards, but from the
// decoder's RGB: a quantized model should not depend on how a camera's program saves work.
class PictureReader {
 public:
  explicit PictureReader(PixelSize target, Fit fit = Fit::kStretch);
  ~PictureReader();

  // `where` is what failures call the picture.
  Result<std::vector<std::uint8_t>> decode(std::span<const std::uint8_t> file,
                                           const std::string& where);
  Result<std::vector<std::uint8_t>> read(const std::string& path);

  // Of the last picture, as its file has it.
  PixelSize full_size() const { return full_size_; }
  // What of the last picture the levels show, in its pixels; more than all of it in a letterbox.
  Box view() const { return view_; }

 private:
  struct Machinery;
  std::unique_ptr<Machinery> machinery_;
  PixelSize target_;
  Fit fit_;
  PixelSize full_size_;
  Box view_;
};

// Levels as the values of a model's input: 0 is range.low, 255 is range.high.
std::vector<float> values_of(std::span<const std::uint8_t> levels, Range range);

// The JPEG and PNG files of a folder (not below it), by name.
Result<std::vector<std::string>> pictures_in(const std::string& folder);

// `count` of `paths`, spread evenly over the list; all when there are no more.
std::vector<std::string> pick_evenly(const std::vector<std::string>& paths, std::size_t count);

// The values of all pictures that can be read. `skipped` hears of each that cannot, `done` of every
// one. Fails when none could be read.
Result<Inputs> load_pictures(const std::vector<std::string>& paths, PixelSize target, Fit fit,
                             Range range, const std::function<void(const Failure&)>& skipped,
                             const std::function<void()>& done);

}  // namespace ocellus::tools::quantize

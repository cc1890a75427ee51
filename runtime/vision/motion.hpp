// Whether anything moves in a picture: a cheap frame difference, asked before a model is.
//
// A region's luma is averaged into a grid of cells, each from 32 samples that are read where they
// lie, and compared with a reference that follows slowly. What the whole picture does is no motion:
// the cells' changes are first explained by a straight line of the reference, offset and gain, as
// automatic exposure, a cloud or a lamp make them (a resistant line, through the medians of the
// darker and the brighter half of the cells: what moves may cover almost a quarter of the picture
// before it bends the line, and then the cells at rest stand out). A cell has changed when it is
// `level` or more from what the line says.
//
// Only + - * / of floats in a fixed order: the same on every machine. Reads 24 576 samples whatever
// the picture's size, and allocates nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "runtime/time.hpp"
#include "runtime/vision/image.hpp"
#include "runtime/vision/preprocess.hpp"

namespace ocellus {

struct MotionOptions {
  float level = 6;  // grey levels, above 0; a sensor's noise is far below a cell's average
  // How slowly the reference follows: what stands still is taken for background after about this
  // time. Above 0.
  Microseconds adaptation = milliseconds(4000);
};

class MotionMeter {
 public:
  static constexpr std::int32_t kColumns = 32;
  static constexpr std::int32_t kRows = 24;
  static constexpr std::int32_t kCells = kColumns * kRows;

  explicit MotionMeter(const MotionOptions& options = {}) : options_(options) {}

  // From the next picture on; the reference stays.
  void set(const MotionOptions& options) { options_ = options; }

  // The share of the cells that changed, in percent, 0..100, steps of 100 / 768. Pictures of any
  // format; `region` lies in the picture and has at least one pixel; `time` is not before the
  // picture before. 100 when there is nothing to compare with: the first picture, and one of
  // another format, size or region than the one before.
  float measure(const ImageView& image, Region region, Microseconds time);

  // Forgets the reference: the next picture is the first.
  void forget() { size_ = {}; }

 private:
  // Samples of a cell, along and down.
  static constexpr std::int32_t kAlong = 8;
  static constexpr std::int32_t kDown = 4;
  static constexpr std::int32_t kSamples = kAlong * kDown;

  void aim(const ImageView& image, Region region);
  void average(const ImageView& image);

  MotionOptions options_;
  PixelFormat format_ = PixelFormat::kRgb24;
  PixelSize size_;  // of the picture before; empty when there is none
  Region region_;
  Microseconds time_;
  std::array<std::int32_t, kColumns* kAlong> offsets_ = {};  // bytes into a row, of each sample
  std::array<float, kCells> levels_ = {};                    // of the newest picture, 0..255
  std::array<float, kCells> reference_ = {};                 // the same, slowly
};

}  // namespace ocellus

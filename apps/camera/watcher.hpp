// A frame goes in, events come out. Everything it needs is inside it, of fixed size.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "apps/camera/detectors.hpp"
#include "apps/camera/settings.hpp"
#include "apps/camera/stages.hpp"
#include "drivers/capture/source.hpp"
#include "drivers/picture/picture.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

// Whether the pixels of a frame are needed for more than the models: then a JPEG is decoded at its
// full size, and a frame of any format is copied as RGB.
enum class Pixels : std::uint8_t { kForModel, kForRecording };

class Watcher {
 public:
  // Opens the eyes that the settings name, in their order, with kernels of `isa`, or the best when
  // that is empty. kUnsupported when there are none. `settings` must outlive the watcher.
  Status choose_models(const Settings& settings, std::string_view isa);

  // After choose_models(). kNotFound for a label that the model does not know; kUnsupported or
  // kTooLarge for settings that make no sense.
  Status prepare(Pixels pixels);

  // One frame, stage by stage; `crew` infers. kCorrupt, kTruncated, kTooLarge and kUnsupported
  // concern this frame only. The first frame, and one of another size than the frame before, starts
  // the tracks anew.
  Status watch(const capture::Frame& frame, platform::Crew& crew, StageTimes& times);

  // The open eyes, at least one. After watch() they know what happened.
  std::span<Eye* const> eyes() const { return std::span(eyes_).first(eye_count_); }
  bool something_happened() const;

  // The picture it happened in, to draw on: RGB24, empty when the pixels are for the models only.
  const MutableImage& picture() const { return image_; }

  // What of the arena the open eyes use.
  std::size_t arena_bytes() const;

 private:
  static constexpr std::size_t kDecoderMemory = std::size_t{48} << 20;
  static constexpr std::size_t kDrawnMemory = std::size_t{48} << 20;  // touched only to record

  // nullptr for one that the program does not carry.
  Eye* eye_of(DetectorKind kind);
  Status decode(const capture::Frame& frame, ImageView& view);
  Status copy_to_draw_on(const ImageView& view);
  picture::Size size_to_decode() const;
  Region region_of(PixelSize decoded) const;

  const Settings* settings_ = nullptr;
  Pixels pixels_ = Pixels::kForModel;
  PixelSize full_size_;  // of the latest picture; empty before
  MutableImage image_;

  EyeOf<Ssd> ssd_;
  FaceEye face_;
  std::array<Eye*, kDetectorKinds.size()> eyes_ = {};
  std::size_t eye_count_ = 0;

  // For all eyes, one after another.
  alignas(64) std::array<std::byte, kMostArenaBytes> arena_;
  alignas(64) std::array<std::byte, kDecoderMemory> decoder_memory_;
  picture::Decoder decoder_{decoder_memory_};
  alignas(64) std::array<std::uint8_t, kDrawnMemory> drawn_;
};

}  // namespace ocellus::camera

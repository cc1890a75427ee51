// A frame goes in, events come out. Everything it needs is inside it, of fixed size.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "apps/camera/see/detectors.hpp"
#include "apps/camera/settings/settings.hpp"
#include "apps/camera/stages.hpp"
#include "drivers/capture/source.hpp"
#include "drivers/picture/picture.hpp"
#include "runtime/draw/status.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

// Whether somebody may look at the frames beside the models: then a JPEG is decoded at its full
// size, otherwise no larger than the models need it.
enum class Pixels : std::uint8_t { kForModel, kForPeople };

class Watcher {
 public:
  // Opens the eyes that the settings name, in their order, with kernels of `isa`, or the best when
  // that is empty. kUnsupported when there are none. `settings` must outlive the watcher.
  Status choose_models(const Settings& settings, std::string_view isa);

  // After choose_models(). kNotFound for a label that the model does not know; kUnsupported or
  // kTooLarge for settings that make no sense.
  Status prepare(Pixels pixels);

  // A frame, in this order. see() makes its pixels: kCorrupt, kTruncated, kTooLarge and
  // kUnsupported concern this frame only. infer() asks the models, by `crew`, follows the tracks
  // and knows what happened; it may be left out. The first frame, and one of another size than the
  // frame before, starts the tracks anew.
  Status see(const capture::Frame& frame, StageTimes& times);
  Status infer(const capture::Frame& frame, platform::Crew& crew, StageTimes& times);

  // The open eyes, at least one. After infer() they know what happened, until the next see().
  std::span<Eye* const> eyes() const { return std::span(eyes_).first(eye_count_); }
  bool something_happened() const;
  bool follows_somebody() const;

  // What every eye counted, in `room`; with one eye only, nobody need be told whose counts they
  // are.
  using CountsRoom = std::array<Counts, kDetectorKinds.size()>;
  std::span<const Counts> counts(CountsRoom& room) const;

  // The frame's pixels, valid as long as the frame's own bytes and until the next see(), and what
  // of them the models are shown.
  const ImageView& view() const { return view_; }
  Region region() const { return region_of({view_.width, view_.height}); }

  // What of the arena the open eyes use.
  std::size_t arena_bytes() const;

  // All of it, for who runs models while no eye is open.
  std::span<std::byte> arena() { return arena_; }

 private:
  static constexpr std::size_t kDecoderMemory = std::size_t{48} << 20;

  // nullptr for one that the program does not carry.
  Eye* eye_of(DetectorKind kind);
  picture::Size size_to_decode() const;
  Region region_of(PixelSize decoded) const;

  const Settings* settings_ = nullptr;
  Pixels pixels_ = Pixels::kForModel;
  PixelSize full_size_;  // of the latest picture; empty before
  ImageView view_;

  EyeOf<Ssd> ssd_;
  FaceEye face_;
  std::array<Eye*, kDetectorKinds.size()> eyes_ = {};
  std::size_t eye_count_ = 0;

  // For all eyes, one after another.
  alignas(64) std::array<std::byte, kMostArenaBytes> arena_;
  alignas(64) std::array<std::byte, kDecoderMemory> decoder_memory_;
  picture::Decoder decoder_{decoder_memory_};
};

}  // namespace ocellus::camera

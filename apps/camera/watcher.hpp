// The eye itself: a frame goes in, events come out. Everything it needs is inside it, of fixed
// size.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "apps/camera/settings.hpp"
#include "apps/camera/stages.hpp"
#include "drivers/capture/source.hpp"
#include "drivers/picture/picture.hpp"
#include "models/ssd_mobilenet_v2_oidv4.hpp"
#include "runtime/detect/ssd_detector.hpp"
#include "runtime/status.hpp"
#include "runtime/track/scene.hpp"
#include "runtime/track/tracker.hpp"

namespace ocellus::camera {

// Whether the pixels of a frame are needed for more than the model: then a JPEG is decoded at its
// full size.
enum class Pixels : std::uint8_t { kForModel, kForRecording };

class Watcher {
 public:
  // `settings` and `model` must outlive the watcher. kNotFound for a label that the model does not
  // know; kUnsupported or kTooLarge for settings that make no sense.
  Status prepare(const Settings& settings, const Model& model, Pixels pixels);

  // One frame, stage by stage. kCorrupt, kTruncated, kTooLarge and kUnsupported concern this frame
  // only. The first frame, and one of another size than the frame before, starts the tracks anew.
  Status watch(const capture::Frame& frame, StageTimes& times);

  // After watch(): what happened, and the picture it happened in (RGB24, empty for a raw frame).
  std::span<const Event> events() const { return events_; }
  const MutableImage& picture() const { return image_; }

  const Tracker& tracker() const { return tracker_; }
  const Scene& scene() const { return scene_; }
  std::span<const std::string_view> labels() const;

 private:
  static constexpr std::size_t kDecoderMemory = std::size_t{48} << 20;

  Status decode(const capture::Frame& frame, ImageView& view, PixelSize& full_size);
  Status aim(PixelSize decoded, PixelSize full_size);
  void enlarge(std::span<const Detection> detections, PixelSize decoded);

  const Settings* settings_ = nullptr;
  Pixels pixels_ = Pixels::kForModel;
  LabelIndex label_{};
  PixelSize full_size_;
  MutableImage image_;
  std::span<const Event> events_;

  SsdDetector detector_;
  TrackerOptions tracker_options_;
  Tracker tracker_;
  Scene scene_;
  std::array<Detection, SsdDecoder::kMaxDetections> detections_ = {};
  std::size_t detection_count_ = 0;
  models::ssd_mobilenet_v2_oidv4::Arena arena_;
  alignas(64) std::array<std::byte, kDecoderMemory> decoder_memory_;
  picture::Decoder decoder_{decoder_memory_};
};

}  // namespace ocellus::camera

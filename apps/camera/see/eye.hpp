// One detector on every frame, with the tracks of what it sees and what happens to them. Several
// eyes may share one arena: each writes its input after the one before has read its outputs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "apps/camera/settings/settings.hpp"
#include "platform/linux/choose_model.hpp"
#include "platform/linux/crew.hpp"
#include "runtime/detect/detection.hpp"
#include "runtime/model.hpp"
#include "runtime/status.hpp"
#include "runtime/track/scene.hpp"
#include "runtime/track/tracker.hpp"
#include "runtime/vision/preprocess.hpp"

namespace ocellus::camera {

class Eye {
 public:
  virtual ~Eye() = default;

  // The model that this processor runs, of `isa` when that is not empty. kUnsupported when there is
  // none.
  virtual Status choose_model(std::string_view isa) = 0;

  // After choose_model(). `settings` must outlive the eye. kNotFound for a label that the model
  // does not know; kUnsupported or kTooLarge for settings that make no sense.
  virtual Status prepare(const Settings& settings, std::span<std::byte> arena) = 0;

  // A frame, in this order. `region` is what of the decoded `picture` the model is shown;
  // `full_size` is the picture's before it was decoded smaller. Another size than the frame
  // before, and tracks start anew.
  virtual Status load(const ImageView& picture, Region region, PixelSize full_size) = 0;
  virtual void infer(platform::Crew& crew) = 0;
  virtual void find() = 0;  // the last to read the arena
  void follow(Microseconds time, std::uint64_t frame);

  // What happened in the last frame; empty again as soon as the next begins.
  std::span<const Event> events() const { return events_; }
  void forget_events() { events_ = {}; }

  // What the detector itself saw in the last frame, whatever the tracks made of it, in pixels of
  // the whole picture.
  std::span<const Detection> detections() const {
    return std::span(detections_).first(detection_count_);
  }

  virtual DetectorKind kind() const = 0;
  virtual PixelSize input_size() const = 0;
  virtual std::span<const std::string_view> labels() const = 0;
  const Model& model() const { return *model_; }
  const Tracker& tracker() const { return tracker_; }
  const Scene& scene() const { return scene_; }

 protected:
  static constexpr std::size_t kMaxDetections = 100;

  // `labels`: those to follow, at most Settings::kMostLabels.
  Status prepare_tracks(const Settings& settings, std::span<const LabelIndex> labels);
  Status start_tracks(PixelSize full_size);
  // From pixels as decoded to pixels of the whole picture, in which lines and zones are drawn.
  void keep(std::span<const Detection> detections, PixelSize decoded);

  const Model* model_ = nullptr;

 private:
  // Anew, or with what was counted so far.
  Status draw_scene(PixelSize picture, bool anew);

  const Settings* settings_ = nullptr;
  std::array<LabelIndex, Settings::kMostLabels> labels_ = {};
  PixelSize full_size_;
  TrackerOptions tracker_options_;
  Tracker tracker_;
  Scene scene_;
  std::array<Detection, kMaxDetections> detections_ = {};
  std::size_t detection_count_ = 0;
  std::span<const Event> events_;
};

// `Facts` names one detector: kKind, kDescription, kModels, kFirstLabel (which is no background),
// the types Detector and Arena, and follows(settings, i), the name of the i-th label to follow,
// empty after the last.
template <typename Facts>
class EyeOf final : public Eye {
 public:
  Status choose_model(std::string_view isa) override {
    model_ = platform::choose_model(Facts::kModels, isa);
    if (model_ != nullptr) return Status::success();
    return Status::failure(Code::kUnsupported,
                           "this program or this processor has no such kernels");
  }

  Status prepare(const Settings& settings, std::span<std::byte> arena) override {
    std::array<LabelIndex, Settings::kMostLabels> labels = {};
    std::size_t count = 0;
    for (; count < labels.size() && !Facts::follows(settings, count).empty(); ++count) {
      const Status status = find_label(Facts::follows(settings, count), labels[count]);
      if (!status.ok()) return status;
    }
    auto options = Facts::Detector::Options::defaults(Facts::kDescription);
    options.min_score = settings.track_rules(Facts::kKind).keep_score;
    const Status status = detector_.prepare(Facts::kDescription, options, *model_, arena);
    return status.ok() ? prepare_tracks(settings, std::span(labels).first(count)) : status;
  }

  Status load(const ImageView& picture, Region region, PixelSize full_size) override {
    decoded_ = {picture.width, picture.height};
    Status status = start_tracks(full_size);
    if (status.ok()) status = detector_.aim(decoded_, region);
    if (status.ok()) status = detector_.load(picture);
    return status;
  }
  void infer(platform::Crew& crew) override { detector_.infer(crew); }
  void find() override { keep(detector_.detections(), decoded_); }

  DetectorKind kind() const override { return Facts::kKind; }
  PixelSize input_size() const override { return Facts::kDescription.input; }
  std::span<const std::string_view> labels() const override { return Facts::kDescription.labels; }

 private:
  static_assert(Facts::Detector::kMaxDetections <= kMaxDetections);

  Status find_label(std::string_view wanted, LabelIndex& index) const {
    for (std::size_t i = Facts::kFirstLabel; i < labels().size(); ++i) {
      if (labels()[i] != wanted) continue;
      index = static_cast<LabelIndex>(i);
      return Status::success();
    }
    return Status::failure(Code::kNotFound, "[model] labels has one that the model does not know");
  }

  typename Facts::Detector detector_;
  PixelSize decoded_;
};

}  // namespace ocellus::camera

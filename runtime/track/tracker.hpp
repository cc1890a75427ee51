// From detections, frame by frame, to objects that keep their identity.
//
// Every track predicts its box with constant velocity; detections are then shared out among the
// tracks of their label so that the total disagreement is least (assignment.hpp). Two thresholds
// (the idea of ByteTrack: Zhang et al., 2022): only strong detections found tracks, weak ones keep
// them alive, for a small or half hidden person often scores little and seldom nothing. All spans
// of time are real time, never a number of frames, but for the confirmation.
//
// A track is
//   tentative  until it was seen in `confirm_frames` frames; it has no id, and is forgotten when
//              unseen for `tentative_time`;
//   confirmed  while it is seen;
//   lost       while it is not, moving on more and more slowly, until it is seen again (same id),
//   was
//              unseen for `occlusion_time`, or its predicted centre leaves the picture: it ends.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/detect/detection.hpp"
#include "runtime/time.hpp"
#include "runtime/track/assignment.hpp"
#include "runtime/vision/preprocess.hpp"

namespace ocellus {

// Where something stands: the middle of its box's lower edge.
constexpr Point foot(const Box& box) { return {(box.x0 + box.x1) * 0.5f, box.y1}; }

// Defaults are for people at about ten frames a second.
struct TrackerOptions {
  // Labels to follow; empty means all. Must outlive the tracker.
  std::span<const LabelIndex> labels = {};
  float start_score = 0.45f;  // 0..1: a detection this strong may found a track
  float keep_score = 0.30f;   // 0..1: one this strong may continue a track
  std::int32_t confirm_frames = 3;
  Microseconds tentative_time = milliseconds(350);
  Microseconds occlusion_time = milliseconds(2000);
  // How long an unseen track moves on: its speed falls with this time constant, for the last boxes
  // before an occlusion are cut and mislead, and who is hidden often stands still.
  Microseconds momentum = milliseconds(1000);
  // How far a detection's centre may lie from the prediction, in mean box sides ((w + h) / 2), and
  // by how much that grows for every second the track was not seen.
  float reach = 0.5f;
  float reach_growth = 0.5f;
  // The share of a detection's box inside the box of a track seen in the same frame beyond which
  // it is taken for a part of that object and founds no track of its own; 0..1.
  float same_object_share = 0.7f;
};

enum class TrackState : std::uint8_t { kTentative, kConfirmed, kLost };

struct Track {
  std::uint32_t id = 0;  // 1, 2, 3 ... in the order of confirmation; 0 while tentative
  TrackState state = TrackState::kTentative;
  LabelIndex label{};
  Box box;          // pixels; filtered while seen, predicted while lost; may leave the picture
  float score = 0;  // of the latest detection
  Point velocity;   // pixels a second
  Point origin;     // where it stood when first seen
  Microseconds first_seen;
  Microseconds last_seen;
  std::int32_t frames_seen = 0;
};

class Tracker {
 public:
  static constexpr std::size_t kMaxTracks = Assignment::kMaxRows;
  static constexpr std::size_t kMaxDetections = Assignment::kMaxColumns;

  // kUnsupported when an option is out of its range.
  Status prepare(const TrackerOptions& options, PixelSize picture);

  // One frame. `detections` best first (beyond kMaxDetections they are ignored), `time` not before
  // the frame before. When all tracks are in use, new objects wait until one ends.
  void update(std::span<const Detection> detections, Microseconds time);

  PixelSize picture() const { return picture_; }

  // Every track, oldest first, and the confirmed ones that ended in this frame. Both live until the
  // next update.
  std::span<const Track> tracks() const { return std::span(tracks_).first(track_count_); }
  std::span<const Track> ended() const { return std::span(ended_).first(ended_count_); }

 private:
  enum class Strength : std::uint8_t { kIgnored, kWeak, kStrong };

  bool follows(LabelIndex label) const;
  void predict(Microseconds time);
  void end_tracks(Microseconds time);
  // Shares the detections at least as strong as `weakest` that nobody has yet out among the tracks
  // that are tentative, or are not, and were not seen in this frame.
  void associate(std::span<const Detection> detections, bool tentative, Strength weakest,
                 Microseconds time);
  std::int32_t disagreement(const Track& track, const Detection& detection,
                            Microseconds time) const;
  void see(Track& track, const Detection& detection, Microseconds time);
  void found_tracks(std::span<const Detection> detections, Microseconds time);
  bool is_part_of_a_track(const Detection& detection, Microseconds time) const;

  TrackerOptions options_;
  PixelSize picture_;
  Microseconds now_;
  std::uint32_t last_id_ = 0;
  std::size_t track_count_ = 0;
  std::size_t ended_count_ = 0;
  std::array<Track, kMaxTracks> tracks_ = {};
  std::array<Track, kMaxTracks> ended_ = {};
  std::array<Strength, kMaxDetections> strengths_ = {};  // kIgnored once taken
  Assignment assignment_;
};

}  // namespace ocellus

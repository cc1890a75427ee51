#include "runtime/track/tracker.hpp"

#include "runtime/detect/box.hpp"

namespace ocellus {
namespace {

// Costs are counted in thousandths; a pair at the edge of its reach, without overlap, costs kAlone.
constexpr std::int32_t kAlone = 2000;

// Gains of the position-and-velocity filter. A straight line fitted to the first k positions by
// least squares gives these for its end and slope; they shrink with k to the lasting ones.
struct Gains {
  float position;
  float velocity;

  static constexpr Gains after(std::int32_t k) {
    constexpr Gains kLasting = {0.5f, 0.15f};
    if (k > 8) return kLasting;
    const auto n = static_cast<float>(k);
    const Gains fit = {2 * (2 * n - 1) / (n * (n + 1)), 6 / (n * (n + 1))};
    return {fit.position > kLasting.position ? fit.position : kLasting.position,
            fit.velocity > kLasting.velocity ? fit.velocity : kLasting.velocity};
  }
};
constexpr float kSizeGain = 0.3f;

// Boxes of one object do not differ more than this in width or height between two sightings.
constexpr float kMaxSizeRatio = 2.5f;

constexpr float magnitude(float value) { return value < 0 ? -value : value; }
constexpr float larger(float a, float b) { return a > b ? a : b; }
constexpr Point centre(const Box& box) {
  return {(box.x0 + box.x1) * 0.5f, (box.y0 + box.y1) * 0.5f};
}
constexpr Box box_around(Point centre, float width, float height) {
  return {centre.x - width * 0.5f, centre.y - height * 0.5f, centre.x + width * 0.5f,
          centre.y + height * 0.5f};
}
constexpr float ratio(float a, float b) { return a > b ? a / b : b / a; }
constexpr bool is_fraction(float value) { return value >= 0 && value <= 1; }

}  // namespace

Status Tracker::prepare(const TrackerOptions& options, PixelSize picture) {
  if (!is_fraction(options.start_score) || !is_fraction(options.keep_score) ||
      options.keep_score > options.start_score || !is_fraction(options.same_object_share)) {
    return Status::failure(Code::kUnsupported,
                           "a tracker's scores must be 0 <= keep <= start <= 1");
  }
  if (options.confirm_frames < 1 || options.tentative_time.count < 0 ||
      options.occlusion_time.count < 0 || options.momentum.count <= 0 || !(options.reach > 0) ||
      !(options.reach_growth >= 0)) {
    return Status::failure(Code::kUnsupported, "a tracker's times and reach must be positive");
  }
  if (picture.width < 1 || picture.height < 1) {
    return Status::failure(Code::kUnsupported, "a tracker needs a picture's size");
  }
  options_ = options;
  picture_ = picture;
  now_ = {};
  last_id_ = 0;
  track_count_ = 0;
  ended_count_ = 0;
  return Status::success();
}

bool Tracker::follows(LabelIndex label) const {
  for (const LabelIndex followed : options_.labels) {
    if (followed == label) return true;
  }
  return options_.labels.empty();
}

void Tracker::update(std::span<const Detection> detections, Microseconds time) {
  if (detections.size() > kMaxDetections) detections = detections.first(kMaxDetections);
  for (std::size_t i = 0; i < detections.size(); ++i) {
    const Detection& detection = detections[i];
    const bool usable = follows(detection.label) && detection.box.area() > 0;
    strengths_[i] = !usable || !(detection.score >= options_.keep_score) ? Strength::kIgnored
                    : detection.score >= options_.start_score            ? Strength::kStrong
                                                                         : Strength::kWeak;
  }
  ended_count_ = 0;
  predict(time);
  associate(detections, false, Strength::kStrong, time);
  associate(detections, false, Strength::kWeak, time);
  associate(detections, true, Strength::kWeak, time);
  end_tracks(time);
  found_tracks(detections, time);
}

void Tracker::predict(Microseconds time) {
  const float elapsed = time > now_ ? (time - now_).seconds() : 0;
  const float slowing = 1 / (1 + elapsed / options_.momentum.seconds());
  for (Track& track : std::span(tracks_).first(track_count_)) {
    if (track.last_seen < now_) {
      track.velocity.x *= slowing;
      track.velocity.y *= slowing;
    }
    const float dx = track.velocity.x * elapsed;
    const float dy = track.velocity.y * elapsed;
    track.box = {track.box.x0 + dx, track.box.y0 + dy, track.box.x1 + dx, track.box.y1 + dy};
  }
  now_ = time;
}

void Tracker::associate(std::span<const Detection> detections, bool tentative, Strength weakest,
                        Microseconds time) {
  std::array<std::size_t, kMaxTracks> rows;
  std::array<std::size_t, kMaxDetections> columns;
  std::size_t row_count = 0;
  std::size_t column_count = 0;
  for (std::size_t t = 0; t < track_count_; ++t) {
    const bool is_tentative = tracks_[t].state == TrackState::kTentative;
    if (is_tentative == tentative && tracks_[t].last_seen != time) rows[row_count++] = t;
  }
  for (std::size_t d = 0; d < detections.size(); ++d) {
    if (strengths_[d] >= weakest) columns[column_count++] = d;
  }
  if (row_count == 0 || column_count == 0) return;

  assignment_.reset(row_count, column_count);
  for (std::size_t r = 0; r < row_count; ++r) {
    for (std::size_t c = 0; c < column_count; ++c) {
      assignment_.set_cost(r, c, disagreement(tracks_[rows[r]], detections[columns[c]], time));
    }
  }
  const std::span<const std::size_t> matches = assignment_.solve(kAlone);
  for (std::size_t r = 0; r < row_count; ++r) {
    if (matches[r] == Assignment::kNone) continue;
    const std::size_t d = columns[matches[r]];
    see(tracks_[rows[r]], detections[d], time);
    strengths_[d] = Strength::kIgnored;
  }
}

// How badly a detection fits a track's predicted box: what they do not share, and the distance of
// their centres, each 0..1000. kForbidden out of reach, or for another label or size.
std::int32_t Tracker::disagreement(const Track& track, const Detection& detection,
                                   Microseconds time) const {
  const Box& a = track.box;
  const Box& b = detection.box;
  if (track.label != detection.label) return Assignment::kForbidden;
  if (ratio(a.width(), b.width()) > kMaxSizeRatio ||
      ratio(a.height(), b.height()) > kMaxSizeRatio) {
    return Assignment::kForbidden;
  }
  const float side = (a.width() + a.height() + b.width() + b.height()) * 0.25f;
  const float unseen = (time - track.last_seen).seconds();
  const float reach = side * (options_.reach + options_.reach_growth * unseen);
  const float distance =
      larger(magnitude(centre(a).x - centre(b).x), magnitude(centre(a).y - centre(b).y));
  if (!(distance <= reach)) return Assignment::kForbidden;
  const float apart = 1 - intersection_over_union(a, b);
  return static_cast<std::int32_t>(1000 * apart + 1000 * (distance / reach));
}

void Tracker::see(Track& track, const Detection& detection, Microseconds time) {
  ++track.frames_seen;
  const Gains gains = Gains::after(track.frames_seen);
  const Point predicted = centre(track.box);
  const Point seen = centre(detection.box);
  const Point error = {seen.x - predicted.x, seen.y - predicted.y};
  const float elapsed = larger((time - track.last_seen).seconds(), 0.001f);
  track.velocity.x += gains.velocity * error.x / elapsed;
  track.velocity.y += gains.velocity * error.y / elapsed;

  const float width = track.box.width();
  const float height = track.box.height();
  track.box =
      box_around({predicted.x + gains.position * error.x, predicted.y + gains.position * error.y},
                 width + kSizeGain * (detection.box.width() - width),
                 height + kSizeGain * (detection.box.height() - height));
  track.score = detection.score;
  track.last_seen = time;
  if (track.state != TrackState::kTentative) {
    track.state = TrackState::kConfirmed;
  } else if (track.frames_seen >= options_.confirm_frames) {
    track.state = TrackState::kConfirmed;
    track.id = ++last_id_;
  }
}

void Tracker::end_tracks(Microseconds time) {
  std::size_t kept = 0;
  for (std::size_t t = 0; t < track_count_; ++t) {
    Track& track = tracks_[t];
    const Microseconds unseen = time - track.last_seen;
    const bool tentative = track.state == TrackState::kTentative;
    if (unseen.count > 0 && !tentative) track.state = TrackState::kLost;

    const Point at = centre(track.box);
    const bool outside = at.x < 0 || at.y < 0 || at.x > static_cast<float>(picture_.width) ||
                         at.y > static_cast<float>(picture_.height);
    const Microseconds patience = tentative ? options_.tentative_time : options_.occlusion_time;
    if (unseen > patience || (outside && unseen.count > 0)) {
      if (!tentative) ended_[ended_count_++] = track;
    } else {
      tracks_[kept++] = track;
    }
  }
  track_count_ = kept;
}

void Tracker::found_tracks(std::span<const Detection> detections, Microseconds time) {
  for (std::size_t d = 0; d < detections.size() && track_count_ < kMaxTracks; ++d) {
    const Detection& detection = detections[d];
    if (strengths_[d] != Strength::kStrong || is_part_of_a_track(detection, time)) continue;
    Track& track = tracks_[track_count_++];
    track = {};
    track.label = detection.label;
    track.box = detection.box;
    track.score = detection.score;
    track.origin = foot(detection.box);
    track.first_seen = time;
    track.last_seen = time;
    track.frames_seen = 1;
    if (options_.confirm_frames == 1) {
      track.state = TrackState::kConfirmed;
      track.id = ++last_id_;
    }
  }
}

bool Tracker::is_part_of_a_track(const Detection& detection, Microseconds time) const {
  for (const Track& track : tracks()) {
    if (track.label != detection.label || track.last_seen != time) continue;
    const float shared = intersection(track.box, detection.box).area();
    if (shared > options_.same_object_share * detection.box.area()) return true;
  }
  return false;
}

}  // namespace ocellus

#include "tools/bench/end_to_end.hpp"

#include <array>
#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

#include "drivers/picture/picture.hpp"
#include "platform/linux/choose_model.hpp"
#include "platform/linux/moment.hpp"
#include "runtime/track/tracker.hpp"
#include "tools/bench/camera_frames.hpp"
#include "tools/bench/toolchain.hpp"
#include "tools/detect/built_in.hpp"
#include "tools/ocellus/file.hpp"

namespace ocellus::tools {
namespace {

using platform::Moment;

constexpr std::size_t kMostPictureBytes = std::size_t{256} << 20;
constexpr std::size_t kDecoderRegion = std::size_t{512} << 20;
constexpr Microseconds kFrameTime = milliseconds(40);
// Of frames that take long, as many as fit into this time, but not less.
constexpr double kMostMilliseconds = 1000;
constexpr std::size_t kLeastRuns = 5;

enum Stage { kDecode, kPreprocess, kInfer, kPostprocess, kTrack, kFrame, kStages };

// Room for one detector at work; large, so it is made on the heap.
template <typename Facts>
struct Bench {
  typename Facts::Arena arena;
  typename Facts::Detector detector;
  Tracker tracker;
};

template <typename Facts>
Status measure_frames(Bench<Facts>& bench, picture::Decoder& decoder, const CameraFrame& camera,
                      std::size_t runs, FrameFindings& findings) {
  const PixelSize wanted = Facts::kDescription.input;
  std::array<std::vector<double>, kStages> times;
  std::vector<double> shares;
  double total = 0;
  for (std::size_t frame = 0; frame <= runs; ++frame) {
    if (frame > kLeastRuns && total > kMostMilliseconds) break;
    std::array<Moment, kStages> marks;
    const Moment start = Moment::beginning();
    ImageView image = camera.view;
    Status status = Status::success();
    if (!camera.file.empty()) {
      picture::Size full_size;
      status = decoder.decode_samples(camera.file, {wanted.width, wanted.height}, image, full_size);
    }
    marks[kDecode] = Moment::end();
    const PixelSize decoded = {image.width, image.height};
    if (status.ok()) status = bench.detector.aim(decoded, Region::whole(decoded));
    if (status.ok()) status = bench.detector.load(image);
    marks[kPreprocess] = Moment::end();
    if (!status.ok()) return status;
    bench.detector.infer();
    marks[kInfer] = Moment::end();
    const auto detections = bench.detector.detections();
    marks[kPostprocess] = Moment::end();
    if (frame == 0) status = bench.tracker.prepare({}, decoded);
    if (!status.ok()) return status;
    bench.tracker.update(detections, {kFrameTime.count * static_cast<std::int64_t>(frame)});
    marks[kTrack] = Moment::end();
    if (frame == 0) continue;
    Moment before = start;
    for (int stage = kDecode; stage < kFrame; ++stage) {
      times[stage].push_back(milliseconds_between(before, marks[stage]));
      before = marks[stage];
    }
    times[kFrame].push_back(milliseconds_between(start, before));
    total += times[kFrame].back();
    shares.push_back((times[kPreprocess].back() + times[kPostprocess].back()) /
                     times[kInfer].back());
  }
  findings = {.name = camera.name,
              .decode = camera.file.empty() ? 0 : median(times[kDecode]),
              .preprocess = median(times[kPreprocess]),
              .inference = median(times[kInfer]),
              .postprocess = median(times[kPostprocess]),
              .track = median(times[kTrack]),
              .frame = median(times[kFrame]),
              .share = median(shares)};
  return Status::success();
}

template <typename Facts>
Result<std::optional<EndToEndFindings>> measure(Isa isa, const std::string& path,
                                                std::size_t runs) {
  const Result<std::vector<std::byte>> file = read_file(path, kMostPictureBytes);
  if (!file.ok()) return file.failure();
  const std::span<const std::uint8_t> bytes(
      reinterpret_cast<const std::uint8_t*>(file.value().data()), file.value().size());
  const Model* const model = platform::choose_model(Facts::kModels, name(isa));
  if (model == nullptr) return std::optional<EndToEndFindings>();
  const Result<std::vector<CameraFrame>> frames = camera_frames(bytes, path);
  if (!frames.ok()) return frames.failure();

  const auto bench = std::make_unique<Bench<Facts>>();
  const auto region = std::make_unique_for_overwrite<std::byte[]>(kDecoderRegion);
  picture::Decoder decoder({region.get(), kDecoderRegion});
  const auto options = Facts::Detector::Options::defaults(Facts::kDescription);
  Status status = bench->detector.prepare(Facts::kDescription, options, *model, bench->arena.bytes);
  EndToEndFindings findings = {.picture = path, .frames = {}};
  for (const CameraFrame& frame : frames.value()) {
    if (!status.ok()) break;
    status = measure_frames(*bench, decoder, frame, runs, findings.frames.emplace_back());
  }
  if (!status.ok()) return Failure{path, status.what, "give another JPEG or PNG picture"};
  return std::optional<EndToEndFindings>(std::move(findings));
}

}  // namespace

std::string default_picture() {
  namespace fs = std::filesystem;
  const fs::path path = fs::path(kSourceFolder) / "build" / "pictures" / "judge" / "skagen.jpg";
  std::error_code error;
  return fs::exists(path, error) ? path.string() : std::string();
}

Result<std::optional<EndToEndFindings>> end_to_end(std::string_view model, Isa isa,
                                                   const std::string& picture, std::size_t runs) {
  if (picture.empty()) return std::optional<EndToEndFindings>();
  if (model == kDetectors[0]) return measure<Ssd>(isa, picture, runs);
  if (model == kDetectors[1]) return measure<Face>(isa, picture, runs);
  return std::optional<EndToEndFindings>();
}

}  // namespace ocellus::tools

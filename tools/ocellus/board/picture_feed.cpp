#include "tools/ocellus/board/picture_feed.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "drivers/capture/open_source.hpp"
#include "drivers/picture/picture.hpp"
#include "runtime/vision/preprocess.hpp"

namespace ocellus::tools::board {
namespace {

// The system hands out only what is touched.
constexpr std::size_t kSourceBytes = std::size_t{64} << 20;
constexpr std::size_t kRegionBytes = std::size_t{128} << 20;
constexpr int kQuality = 90;
constexpr double kAnyRate = 10;  // the camera has its own

Failure cannot_show(const std::string& path, const Status& status) {
  return {path, status.what, "name a folder of JPEG or PNG pictures, an AVI file or a picture"};
}

class FileFeed final : public PictureFeed {
 public:
  explicit FileFeed(std::string path)
      : path_(std::move(path)),
        source_memory_(std::make_unique_for_overwrite<std::uint8_t[]>(kSourceBytes)),
        region_(std::make_unique_for_overwrite<std::byte[]>(kRegionBytes)),
        decoder_({region_.get(), kRegionBytes}),
        encoder_({region_.get(), kRegionBytes}) {}

  // Of which frames get lost until the source ends: that many are passed over at most.
  Status open() {
    return capture::open_source(
        path_.c_str(), {.memory = {source_memory_.get(), kSourceBytes}, .folder_rate = kAnyRate},
        room_, source_);
  }

  ByteView next(const uvc::Mode& mode) override {
    for (int rounds = 0; rounds < 2;) {
      capture::Frame frame;
      const Status status =
          source_ ? source_->next(frame) : Status::failure(Code::kEndOfStream, "nothing is open");
      if (status.ok()) {
        if (const auto shown = show(frame, mode)) return *shown;
      } else if (status.code != Code::kCorrupt && status.code != Code::kTruncated &&
                 status.code != Code::kTooLarge) {
        ++rounds;
        if (!open().ok()) break;
      }
    }
    return {};
  }

 private:
  // Nothing when the picture is damaged.
  std::optional<ByteView> show(const capture::Frame& frame, const uvc::Mode& mode) {
    const PixelSize target = {mode.width, mode.height};
    ImageView image = frame.raw;
    if (frame.encoding != capture::Encoding::kRaw) {
      MutableImage decoded;
      picture::Size full;
      if (!decoder_.decode(frame.bytes, {target.width, target.height}, decoded, full).ok()) {
        return std::nullopt;
      }
      if (frame.encoding == capture::Encoding::kJpeg && mode.format == uvc::Format::kMjpeg &&
          full == picture::Size{target.width, target.height} &&
          frame.bytes.size() <= mode.most_bytes()) {
        return frame.bytes;
      }
      image = decoded.view();
    }
    levels_.resize(std::size_t{3} * mode.width * mode.height);
    const PixelSize size = {image.width, image.height};
    if (!preprocessor_.prepare(size, Region::whole(size), target, Fit::kLetterbox, LevelTable{})
             .ok() ||
        !preprocessor_.run_levels(image, levels_).ok()) {
      return std::nullopt;
    }
    return in_format(mode);
  }

  // levels_ in the mode's format.
  std::optional<ByteView> in_format(const uvc::Mode& mode) {
    frame_.resize(mode.most_bytes());
    if (mode.format == uvc::Format::kYuyv) {
      yuyv_from_rgb(levels_, frame_);
      return frame_;
    }
    const MutableImage image = {mode.width, mode.height, levels_.data(), 3 * mode.width};
    std::size_t bytes = 0;
    if (!encoder_.encode(image, kQuality, frame_, bytes).ok()) return std::nullopt;
    return ByteView(frame_).first(bytes);
  }

  std::string path_;
  std::unique_ptr<std::uint8_t[]> source_memory_;
  std::unique_ptr<std::byte[]> region_;
  capture::SourceRoom room_;
  capture::Source* source_ = nullptr;
  picture::Decoder decoder_;
  picture::Encoder encoder_;
  Preprocessor preprocessor_;
  Bytes levels_;
  Bytes frame_;
};

std::uint8_t clamped(std::int32_t value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

}  // namespace

Result<std::unique_ptr<PictureFeed>> open_picture_feed(const std::string& path) {
  auto feed = std::make_unique<FileFeed>(path);
  if (const Status status = feed->open(); !status.ok()) return cannot_show(path, status);
  if (feed->next({.format = uvc::Format::kYuyv, .width = 32, .height = 24}).empty()) {
    return Failure{path, "has no picture that can be read", "name another folder or file"};
  }
  // From the first picture again.
  if (const Status status = feed->open(); !status.ok()) return cannot_show(path, status);
  return std::unique_ptr<PictureFeed>(std::move(feed));
}

// ITU-R BT.601 with factors of 2^-16: Y = 16 + (65.738 R + 129.057 G + 25.064 B) / 256 and so on.
void yuyv_from_rgb(std::span<const std::uint8_t> rgb, std::span<std::uint8_t> yuyv) {
  const auto luma = [](const std::uint8_t* p) {
    return clamped((16829 * p[0] + 33039 * p[1] + 6416 * p[2] + (16 << 16) + (1 << 15)) >> 16);
  };
  const std::size_t pairs = std::min(rgb.size() / 6, yuyv.size() / 4);
  for (std::size_t i = 0; i < pairs; ++i) {
    const std::uint8_t* const in = rgb.data() + 6 * i;
    std::uint8_t* const out = yuyv.data() + 4 * i;
    const std::int32_t r = in[0] + in[3], g = in[1] + in[4], b = in[2] + in[5];
    out[0] = luma(in);
    out[1] = clamped((-9714 * r - 19070 * g + 28784 * b + (128 << 17) + (1 << 16)) >> 17);
    out[2] = luma(in + 3);
    out[3] = clamped((28784 * r - 24103 * g - 4681 * b + (128 << 17) + (1 << 16)) >> 17);
  }
}

}  // namespace ocellus::tools::board

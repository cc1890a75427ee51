#include "drivers/capture/avi_source.hpp"

#include <fcntl.h>

#include <algorithm>

namespace ocellus::capture {
namespace {

constexpr std::uint32_t kUsualRate = 25;  // for a file that does not know its own

bool is_motion_jpeg(FourCc codec) {
  return codec == four_cc("MJPG") || codec == four_cc("mjpg") || codec == four_cc("JPEG") ||
         codec == four_cc("jpeg");
}

}  // namespace

Status AviSource::open(const char* path) {
  index_ = 0;
  last_size_ = 0;
  rgb_ = {};
  raw_ = nullptr;
  if (const Status status = file_.open(AT_FDCWD, path); !status.ok()) return status;
  if (const Status status = read_avi_header(file_, header_); !status.ok()) return status;
  if (!is_motion_jpeg(header_.codec)) {
    if (const Status status = open_raw(); !status.ok()) return status;
  }
  return frames_.open(file_, header_);
}

Status AviSource::open_raw() {
  raw_ = find_raw_codec(header_.codec);
  if (raw_ == nullptr) {
    return Status::failure(Code::kUnsupported,
                           "AVI: its video is neither MJPEG nor uncompressed YUV, grey or Bayer");
  }
  raw_bytes_ = frame_bytes(*raw_, header_.width, header_.height);
  if (raw_bytes_ == 0) {
    return Status::failure(Code::kUnsupported, "AVI: this pixel format needs even sizes");
  }
  const bool converts = raw_->handling == RawCodec::Handling::kConvert;
  const std::size_t rgb_bytes = converts ? 3 * static_cast<std::size_t>(header_.width) *
                                               static_cast<std::size_t>(header_.height)
                                         : 0;
  if (raw_bytes_ + rgb_bytes > memory_.size()) {
    return Status::failure(Code::kTooLarge, "AVI: a picture needs more memory than set aside");
  }
  if (!converts) return Status::success();
  rgb_ = memory_.last(rgb_bytes);
  return converter_.open(*raw_, header_.width, header_.height, memory_.first(raw_bytes_), rgb_);
}

double AviSource::nominal_rate() const {
  return static_cast<double>(header_.rate) / static_cast<double>(header_.scale);
}

Microseconds AviSource::time_of(std::uint64_t index) const {
  const double rate = header_.rate != 0 ? nominal_rate() : kUsualRate;
  constexpr double kLatest = 9e15;  // about 285 years, exact in a double
  return Microseconds(
      static_cast<std::int64_t>(std::min(static_cast<double>(index) * 1e6 / rate, kLatest)));
}

Status AviSource::next(Frame& frame) {
  frame = {};
  frame.index = index_;
  frame.time = time_of(index_);
  FrameExtent extent;
  Status status = frames_.next(extent);
  if (status.code == Code::kEndOfStream) return status;
  ++index_;
  if (status.ok()) status = load(extent, frame);
  return status;
}

Status AviSource::load(const FrameExtent& extent, Frame& frame) {
  // An empty chunk stands for "no change"; whoever wrote it had nothing newer.
  const std::size_t size = extent.size != 0 ? extent.size : last_size_;
  if (size == 0) {
    return Status::failure(Code::kCorrupt, "AVI: the first frame is empty", extent.offset);
  }
  if (size > memory_.size() - rgb_.size()) {
    return Status::failure(Code::kTooLarge, "AVI: a frame needs more memory than set aside",
                           extent.offset);
  }
  const std::span<std::uint8_t> bytes = memory_.first(size);
  if (extent.size != 0) {
    last_size_ = 0;
    if (const Status status = file_.read_at(extent.offset, bytes); !status.ok()) return status;
    last_size_ = size;
  }
  Status status = Status::success();
  if (raw_ != nullptr) {
    status = load_raw(bytes, frame);
  } else if (size < 2 || bytes[0] != 0xFF || bytes[1] != 0xD8) {
    status = Status::failure(Code::kCorrupt, "AVI: a frame does not begin like a JPEG picture");
  } else {
    frame.encoding = Encoding::kJpeg;
    frame.bytes = bytes;
  }
  status.at = status.ok() ? 0 : extent.offset;
  return status;
}

Status AviSource::load_raw(std::span<std::uint8_t> bytes, Frame& frame) {
  if (bytes.size() < raw_bytes_) {
    return Status::failure(Code::kTruncated, "AVI: an uncompressed frame is too short");
  }
  const std::span<std::uint8_t> picture = bytes.first(raw_bytes_);
  frame.encoding = Encoding::kRaw;
  if (rgb_.empty()) {
    frame.raw = view_of(*raw_, header_.width, header_.height, picture);
    return Status::success();
  }
  frame.raw = {
      PixelFormat::kRgb24, header_.width, header_.height, {rgb_.data()}, {3 * header_.width}};
  return converter_.convert(picture, rgb_);
}

}  // namespace ocellus::capture

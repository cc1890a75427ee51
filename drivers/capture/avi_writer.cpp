#include "drivers/capture/avi_writer.hpp"

#include <array>
#include <cmath>

#include "drivers/capture/riff.hpp"

namespace ocellus::capture {
namespace {

constexpr std::uint32_t kRateScale = 1000;  // rates are told in thousandths of a frame per second
constexpr std::uint64_t kMaximumBytes = std::uint64_t{1} << 30;
constexpr std::uint32_t kHasIndex = 0x10;  // avih: an idx1 follows
constexpr std::uint32_t kKeyFrame = 0x10;  // idx1: the frame stands for itself
constexpr std::uint32_t kNoQuality = 0xFFFFFFFF;

// Bytes of the headers, counted from each list's code on.
constexpr std::uint32_t kMainHeaderBytes = 56;
constexpr std::uint32_t kStreamHeaderBytes = 56;
constexpr std::uint32_t kFormatBytes = 40;
constexpr std::uint32_t kStreamListBytes = 4 + 8 + kStreamHeaderBytes + 8 + kFormatBytes;
constexpr std::uint32_t kHeaderListBytes = 4 + 8 + kMainHeaderBytes + 8 + kStreamListBytes;
constexpr std::uint32_t kHeaderBytes = 12 + 8 + kHeaderListBytes + 12;
constexpr std::uint32_t kMoviWord = kHeaderBytes - 4;
constexpr std::uint32_t kIndexEntryBytes = 16;

// Appends little-endian numbers to a buffer that is exactly large enough.
template <std::size_t N>
class Fields {
 public:
  Fields& word(std::uint32_t value) { return half(value).half(value >> 16); }
  Fields& half(std::uint32_t value) {
    bytes_[size_++] = static_cast<std::uint8_t>(value);
    bytes_[size_++] = static_cast<std::uint8_t>(value >> 8);
    return *this;
  }
  Fields& code(FourCc value) { return word(static_cast<std::uint32_t>(value)); }
  Fields& chunk(FourCc id, std::uint32_t size) { return code(id).word(size); }
  Fields& list(FourCc id, std::uint32_t size, FourCc kind) { return chunk(id, size).code(kind); }

  std::span<const std::uint8_t> bytes() const { return std::span(bytes_).first(size_); }

 private:
  std::array<std::uint8_t, N> bytes_ = {};
  std::size_t size_ = 0;
};

}  // namespace

Status AviWriter::open(const char* path, std::int32_t width, std::int32_t height, double rate) {
  if (width < 1 || width > 65535 || height < 1 || height > 65535 || !(rate >= 0.001) ||
      !(rate <= 1000)) {
    return failure_ = Status::failure(Code::kUnsupported, "AVI cannot hold this size or rate");
  }
  width_ = width;
  height_ = height;
  rate_ = rate;
  frames_ = largest_ = 0;
  failure_ = file_.create(path);
  if (!failure_.ok()) return failure_;
  // Sizes are not known yet; the room for them is.
  const std::array<std::uint8_t, kHeaderBytes> room = {};
  const Status status = file_.append(room);
  return status.ok() ? status : fail(status);
}

Status AviWriter::fail(Status status) {
  file_.abandon();
  return failure_ = status;
}

Status AviWriter::add(std::span<const std::uint8_t> jpeg) {
  if (!failure_.ok()) return failure_;
  const std::uint64_t after = file_.size() + Chunk::kHeaderBytes + jpeg.size() + jpeg.size() % 2;
  const std::uint64_t index_bytes = std::uint64_t{frames_ + 1} * kIndexEntryBytes;
  if (frames_ == index_.size()) {
    return Status::failure(Code::kTooLarge, "the video has as many frames as its index can hold",
                           frames_);
  }
  if (jpeg.size() > kMaximumBytes || after + Chunk::kHeaderBytes + index_bytes > kMaximumBytes) {
    return Status::failure(Code::kTooLarge, "the video would become larger than 1 GiB", frames_);
  }
  const auto size = static_cast<std::uint32_t>(jpeg.size());
  index_[frames_] = {static_cast<std::uint32_t>(file_.size() - kMoviWord), size};

  Fields<Chunk::kHeaderBytes> header;
  header.chunk(four_cc("00dc"), size);
  Status status = file_.append(header.bytes());
  if (status.ok()) status = file_.append(jpeg);
  if (status.ok() && size % 2 != 0) status = file_.append(std::array<std::uint8_t, 1>{});
  if (!status.ok()) return fail(status);
  ++frames_;
  largest_ = size > largest_ ? size : largest_;
  return status;
}

Status AviWriter::finish() {
  if (!failure_.ok()) return failure_;
  if (frames_ == 0) return fail(Status::failure(Code::kTruncated, "the video has no frame"));
  const auto movi_end = static_cast<std::uint32_t>(file_.size());
  Status status = write_index();
  if (status.ok()) status = write_header(movi_end);
  if (!status.ok()) return fail(status);
  status = file_.commit();
  failure_ = status.ok() ? Status::failure(Code::kIo, "the video is finished") : status;
  return status;
}

Status AviWriter::write_index() {
  Fields<Chunk::kHeaderBytes> header;
  header.chunk(four_cc("idx1"), frames_ * kIndexEntryBytes);
  Status status = file_.append(header.bytes());
  for (std::uint32_t i = 0; i < frames_ && status.ok(); ++i) {
    Fields<kIndexEntryBytes> entry;
    entry.code(four_cc("00dc")).word(kKeyFrame).word(index_[i].offset).word(index_[i].size);
    status = file_.append(entry.bytes());
  }
  return status;
}

Status AviWriter::write_header(std::uint32_t movi_end) {
  const auto rate = static_cast<std::uint32_t>(std::lround(rate_ * kRateScale));
  const auto period = static_cast<std::uint32_t>(std::lround(1e6 / rate_));
  const auto bytes_per_second = static_cast<std::uint32_t>(largest_ * rate_);
  const auto width = static_cast<std::uint32_t>(width_);
  const auto height = static_cast<std::uint32_t>(height_);

  Fields<kHeaderBytes> out;
  out.list(four_cc("RIFF"), static_cast<std::uint32_t>(file_.size()) - 8, four_cc("AVI "));
  out.list(four_cc("LIST"), kHeaderListBytes, four_cc("hdrl"));

  out.chunk(four_cc("avih"), kMainHeaderBytes);
  out.word(period).word(bytes_per_second).word(0).word(kHasIndex);
  out.word(frames_).word(0).word(1).word(largest_);  // frames, initial frames, streams, buffer
  out.word(width).word(height).word(0).word(0).word(0).word(0);

  out.list(four_cc("LIST"), kStreamListBytes, four_cc("strl"));
  out.chunk(four_cc("strh"), kStreamHeaderBytes);
  out.code(four_cc("vids")).code(four_cc("MJPG"));
  out.word(0).half(0).half(0).word(0);                    // flags, priority, language, initial
  out.word(kRateScale).word(rate).word(0).word(frames_);  // scale, rate, start, length
  out.word(largest_).word(kNoQuality).word(0);            // buffer, quality, sample size
  out.half(0).half(0).half(width).half(height);           // where to show it

  out.chunk(four_cc("strf"), kFormatBytes);
  out.word(kFormatBytes).word(width).word(height).half(1).half(24);  // planes, bits
  out.code(four_cc("MJPG")).word(width * height * 3).word(0).word(0).word(0).word(0);

  out.list(four_cc("LIST"), movi_end - kMoviWord, four_cc("movi"));
  return file_.write_at(0, out.bytes());
}

}  // namespace ocellus::capture

#include "drivers/capture/avi_header.hpp"

#include <algorithm>
#include <array>

namespace ocellus::capture {
namespace {

constexpr std::uint64_t kListHeaderBytes = 12;  // chunk header and the list's own code
constexpr unsigned kMaximumStreams = 100;       // chunk names have two digits for the stream

// Walks over the chunks between two offsets.
class ChunkCursor {
 public:
  ChunkCursor(const ByteFile& file, std::uint64_t begin, std::uint64_t end)
      : file_(file), at_(begin), end_(std::min(end, file.size())) {}

  bool at_end() const { return at_ + Chunk::kHeaderBytes > end_; }

  Status next(Chunk& chunk) {
    std::array<std::uint8_t, Chunk::kHeaderBytes> bytes;
    const Status status = file_.read_at(at_, bytes);
    if (!status.ok()) return status;
    chunk = load_chunk(bytes, at_);
    at_ = chunk.next();
    return Status::success();
  }

 private:
  const ByteFile& file_;
  std::uint64_t at_;
  const std::uint64_t end_;
};

// The code that a list's data begin with.
Status read_list_kind(const ByteFile& file, const Chunk& list, FourCc& kind) {
  std::array<std::uint8_t, 4> bytes;
  const Status status = file.read_at(list.data(), bytes);
  if (status.ok()) kind = load_four_cc(bytes);
  return status;
}

template <std::size_t N>
Status read_data(const ByteFile& file, const Chunk& chunk, std::array<std::uint8_t, N>& bytes) {
  if (chunk.size < N)
    return Status::failure(Code::kCorrupt, "AVI: a header is too short", chunk.at);
  return file.read_at(chunk.data(), bytes);
}

struct StreamHeader {
  bool is_video = false;
  std::uint32_t rate = 0;
  std::uint32_t scale = 0;
};

Status read_stream_header(const ByteFile& file, const Chunk& chunk, StreamHeader& stream) {
  std::array<std::uint8_t, 28> bytes;
  if (const Status status = read_data(file, chunk, bytes); !status.ok()) return status;
  stream.is_video = load_four_cc(bytes) == four_cc("vids");
  stream.scale = load_le32(std::span(bytes).subspan(20));
  stream.rate = load_le32(std::span(bytes).subspan(24));
  return Status::success();
}

// The stream format of video: a Windows BITMAPINFOHEADER.
Status read_video_format(const ByteFile& file, const Chunk& chunk, AviHeader& header) {
  std::array<std::uint8_t, 20> bytes;
  if (const Status status = read_data(file, chunk, bytes); !status.ok()) return status;
  const auto width = static_cast<std::int32_t>(load_le32(std::span(bytes).subspan(4)));
  const auto height = static_cast<std::int32_t>(load_le32(std::span(bytes).subspan(8)));
  constexpr std::int32_t kMaximumSide = 65535;
  // A negative height says that rows run from the top, which these codecs do anyway.
  if (width < 1 || width > kMaximumSide || height == 0 || height < -kMaximumSide ||
      height > kMaximumSide) {
    return Status::failure(Code::kCorrupt, "AVI: the picture size makes no sense", chunk.at);
  }
  header.width = width;
  header.height = height < 0 ? -height : height;
  header.codec = load_four_cc(std::span(bytes).subspan(16));
  return Status::success();
}

// One stream's list; `found` when it is the first video.
Status read_stream(const ByteFile& file, const Chunk& list, unsigned number, AviHeader& header,
                   bool& found) {
  StreamHeader stream;
  ChunkCursor chunks(file, list.at + kListHeaderBytes, list.end());
  while (!chunks.at_end()) {
    Chunk chunk;
    Status status = chunks.next(chunk);
    if (status.ok() && chunk.id == four_cc("strh")) {
      status = read_stream_header(file, chunk, stream);
    } else if (status.ok() && chunk.id == four_cc("strf") && stream.is_video && !found) {
      status = read_video_format(file, chunk, header);
      header.stream = number;
      found = status.ok();
      if (stream.rate != 0 && stream.scale != 0) {
        header.rate = stream.rate;
        header.scale = stream.scale;
      }
    }
    if (!status.ok()) return status;
  }
  return Status::success();
}

Status read_headers(const ByteFile& file, const Chunk& list, AviHeader& header, bool& found) {
  unsigned streams = 0;
  ChunkCursor chunks(file, list.at + kListHeaderBytes, list.end());
  while (!chunks.at_end()) {
    Chunk chunk;
    if (const Status status = chunks.next(chunk); !status.ok()) return status;
    if (chunk.id != four_cc("LIST")) continue;
    FourCc kind = {};
    Status status = read_list_kind(file, chunk, kind);
    if (status.ok() && kind == four_cc("strl") && streams < kMaximumStreams) {
      status = read_stream(file, chunk, streams++, header, found);
    }
    if (!status.ok()) return status;
  }
  return Status::success();
}

}  // namespace

Status read_avi_header(const ByteFile& file, AviHeader& header) {
  header = {};
  std::array<std::uint8_t, kListHeaderBytes> start;
  if (const Status status = file.read_at(0, start); !status.ok()) return status;
  const Chunk riff = load_chunk(start, 0);
  if (riff.id != four_cc("RIFF") || load_four_cc(std::span(start).subspan(8)) != four_cc("AVI ")) {
    return Status::failure(Code::kUnsupported, "AVI: the file does not begin like one");
  }

  bool video = false;
  bool frames = false;
  // A recorder that was cut off leaves the sizes of RIFF and movi at 0 or at their largest.
  ChunkCursor chunks(file, kListHeaderBytes, file.size());
  while (!chunks.at_end()) {
    Chunk chunk;
    Status status = chunks.next(chunk);
    FourCc kind = {};
    if (status.ok() && chunk.id == four_cc("LIST")) status = read_list_kind(file, chunk, kind);
    if (status.code == Code::kTruncated) break;  // a few bytes behind the last chunk
    if (!status.ok()) return status;
    if (chunk.id == four_cc("RIFF")) {
      return Status::failure(Code::kUnsupported,
                             "AVI: files in several parts (OpenDML, above 1 GB) are not supported",
                             chunk.at);
    }
    if (kind == four_cc("hdrl")) {
      if (chunk.end() > file.size()) {
        return Status::failure(Code::kTruncated, "AVI: the file ends inside its headers",
                               file.size());
      }
      status = read_headers(file, chunk, header, video);
      if (!status.ok()) return status;
    } else if (kind == four_cc("movi") && !frames) {
      frames = true;
      const bool unfinished = chunk.size == 0 || chunk.size == 0xFFFFFFFF;
      header.frames_begin = chunk.at + kListHeaderBytes;
      header.frames_end = unfinished ? file.size() : std::min(chunk.end(), file.size());
      header.frames_cut = !unfinished && chunk.end() > file.size();
      if (unfinished) break;
    } else if (chunk.id == four_cc("idx1")) {
      header.index_begin = chunk.data();
      header.index_end = std::min(chunk.end(), file.size());
    }
  }
  if (!video) return Status::failure(Code::kUnsupported, "AVI: there is no video stream in it");
  if (!frames) {
    return Status::failure(Code::kTruncated, "AVI: the file ends before its frames", file.size());
  }
  return Status::success();
}

}  // namespace ocellus::capture

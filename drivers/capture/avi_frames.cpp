#include "drivers/capture/avi_frames.hpp"

#include <algorithm>

namespace ocellus::capture {
namespace {

constexpr std::size_t kIndexEntryBytes = 16;  // code, flags, offset, size

// "00dc" for compressed and "00db" for uncompressed video of stream 0.
constexpr FourCc frame_id(unsigned stream, char kind) {
  const char name[5] = {static_cast<char>('0' + stream / 10), static_cast<char>('0' + stream % 10),
                        'd', kind, '\0'};
  return four_cc(name);
}

constexpr bool is_printable(FourCc id) {
  for (int shift = 0; shift < 32; shift += 8) {
    const std::uint32_t character = static_cast<std::uint32_t>(id) >> shift & 0xFF;
    if (character < 0x20 || character > 0x7E) return false;
  }
  return true;
}

}  // namespace

Status AviFrames::Window::read(std::uint64_t offset, std::size_t count,
                               std::span<const std::uint8_t>& bytes) {
  if (offset < start_ || offset + count > start_ + size_) {
    start_ = offset;
    const std::uint64_t rest = offset < file_->size() ? file_->size() - offset : 0;
    size_ = static_cast<std::size_t>(std::min<std::uint64_t>(bytes_.size(), rest));
    Status status = file_->read_at(offset, std::span(bytes_).first(size_));
    if (status.ok() && size_ < count) {
      status = Status::failure(Code::kTruncated, "AVI: the file ends too soon", offset);
    }
    if (!status.ok()) {
      size_ = 0;
      return status;
    }
  }
  bytes = std::span(bytes_).subspan(static_cast<std::size_t>(offset - start_), count);
  return Status::success();
}

Status AviFrames::open(const ByteFile& file, const AviHeader& header) {
  file_ = &file;
  header_ = header;
  window_.attach(file);
  compressed_id_ = frame_id(header.stream, 'c');
  raw_id_ = frame_id(header.stream, 'b');
  indexed_ = false;
  if (const Status status = find_index_base(); !status.ok()) return status;
  return count_frames();
}

void AviFrames::rewind() {
  at_ = indexed_ ? header_.index_begin : header_.frames_begin;
  cut_told_ = false;
}

// Index offsets count from the word "movi" or from the start of the file, depending on who wrote
// them. The first frame's entry tells, by where a frame's chunk really is.
Status AviFrames::find_index_base() {
  std::uint64_t entry = header_.index_begin;
  for (; entry + kIndexEntryBytes <= header_.index_end; entry += kIndexEntryBytes) {
    std::span<const std::uint8_t> bytes;
    if (const Status status = window_.read(entry, kIndexEntryBytes, bytes); !status.ok()) {
      return status;
    }
    if (!is_frame(load_four_cc(bytes))) continue;
    const std::uint32_t offset = load_le32(bytes.subspan(8));
    for (const std::uint64_t base : {header_.frames_begin - 4, std::uint64_t{0}}) {
      std::array<std::uint8_t, Chunk::kHeaderBytes> chunk;
      const Status status = file_->read_at(base + offset, chunk);
      if (status.code == Code::kIo) return status;
      if (status.ok() && is_frame(load_four_cc(chunk))) {
        index_base_ = base;
        indexed_ = true;
        return Status::success();
      }
    }
    break;  // an index that does not fit is as good as none
  }
  return Status::success();
}

Status AviFrames::count_frames() {
  rewind();
  count_ = 0;
  if (indexed_) {
    for (; at_ + kIndexEntryBytes <= header_.index_end; at_ += kIndexEntryBytes) {
      std::span<const std::uint8_t> bytes;
      const Status status = window_.read(at_, kIndexEntryBytes, bytes);
      if (!status.ok()) return status;
      if (is_frame(load_four_cc(bytes))) ++count_;
    }
  } else {
    FrameExtent extent;
    for (Status status; (status = next_walked(extent)).code != Code::kEndOfStream; ++count_) {
      if (status.code == Code::kIo) return status;
    }
  }
  rewind();
  return Status::success();
}

Status AviFrames::next(FrameExtent& extent) {
  return indexed_ ? next_indexed(extent) : next_walked(extent);
}

Status AviFrames::next_indexed(FrameExtent& extent) {
  while (at_ + kIndexEntryBytes <= header_.index_end) {
    std::span<const std::uint8_t> entry;
    if (const Status status = window_.read(at_, kIndexEntryBytes, entry); !status.ok()) {
      return status;
    }
    at_ += kIndexEntryBytes;
    if (!is_frame(load_four_cc(entry))) continue;

    const std::uint64_t offset = index_base_ + load_le32(entry.subspan(8));
    const std::uint32_t size = load_le32(entry.subspan(12));
    std::array<std::uint8_t, Chunk::kHeaderBytes> bytes;
    if (const Status status = file_->read_at(offset, bytes); !status.ok()) {
      return status.code == Code::kTruncated
                 ? Status::failure(Code::kTruncated, "AVI: the file ends before this frame", offset)
                 : status;
    }
    const Chunk chunk = load_chunk(bytes, offset);
    if (!is_frame(chunk.id) || chunk.size != size) {
      return Status::failure(Code::kCorrupt, "AVI: the index and the frame contradict each other",
                             offset);
    }
    if (chunk.end() > file_->size()) {
      return Status::failure(Code::kTruncated, "AVI: the file ends inside a frame", offset);
    }
    extent = {chunk.data(), chunk.size};
    return Status::success();
  }
  return Status::failure(Code::kEndOfStream, "the video is over", at_);
}

Status AviFrames::next_walked(FrameExtent& extent) {
  while (at_ + Chunk::kHeaderBytes <= header_.frames_end) {
    std::span<const std::uint8_t> bytes;
    const Status status = window_.read(at_, Chunk::kHeaderBytes, bytes);
    if (!status.ok()) return status;
    const Chunk chunk = load_chunk(bytes, at_);
    if (chunk.id == four_cc("LIST")) {  // "rec " groups chunks; they count as if it was not there
      at_ = chunk.data() + 4;
      continue;
    }
    if (!is_printable(chunk.id) || chunk.end() > header_.frames_end) return resume_after(at_);
    at_ = chunk.next();
    if (!is_frame(chunk.id)) continue;
    extent = {chunk.data(), chunk.size};
    return Status::success();
  }
  if (header_.frames_cut && !cut_told_) {
    cut_told_ = true;
    return Status::failure(Code::kTruncated, "AVI: the file ends before all of its frames", at_);
  }
  return Status::failure(Code::kEndOfStream, "the video is over", at_);
}

// Looks for the next frame behind damage; chunks begin at even offsets from each other.
Status AviFrames::resume_after(std::uint64_t damage) {
  for (at_ = damage + 2; at_ + Chunk::kHeaderBytes <= header_.frames_end; at_ += 2) {
    std::span<const std::uint8_t> bytes;
    const Status status = window_.read(at_, Chunk::kHeaderBytes, bytes);
    if (!status.ok()) return status;
    const Chunk chunk = load_chunk(bytes, at_);
    if (is_frame(chunk.id) && chunk.end() <= header_.frames_end) {
      return Status::failure(Code::kCorrupt, "AVI: there is something else where a frame should be",
                             damage);
    }
  }
  cut_told_ = true;
  return Status::failure(Code::kTruncated, "AVI: the file ends inside a frame", damage);
}

}  // namespace ocellus::capture

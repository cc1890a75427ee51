#include "drivers/bundle/bundle_reader.hpp"

#include <algorithm>

namespace ocellus::bundle {

Status BundleReader::fill(std::span<std::byte> into, const char* too_short) {
  while (!into.empty()) {
    std::size_t count = 0;
    if (const Status status = source_.read(into, count); !status.ok()) return status;
    if (count == 0) return Status::failure(Code::kTruncated, too_short, at_);
    at_ += count;
    into = into.subspan(count);
  }
  return Status::success();
}

Status BundleReader::open() {
  at_ = 0;
  hash_.reset();
  Header header;
  if (const Status status = fill(header, "ends within its header"); !status.ok()) return status;
  if (const Status status = verify_header(header, key_, manifest_); !status.ok()) return status;
  hash_.emplace();
  return Status::success();
}

Status BundleReader::again() {
  if (const Status status = source_.rewind(); !status.ok()) return status;
  at_ = 0;
  Header header;
  if (const Status status = fill(header, "ends within its header"); !status.ok()) return status;
  hash_.emplace();
  return Status::success();
}

Status BundleReader::next(std::span<std::byte> into, std::size_t& count) {
  count = 0;
  if (!hash_) return Status::failure(Code::kUnsupported, "is not open");
  const std::uint64_t left = kHeaderBytes + manifest_.payload_bytes - at_;
  if (left == 0) return finish();
  const auto piece =
      into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left)));
  if (const Status status = fill(piece, "is cut off"); !status.ok()) return status;
  hash_->add(piece);
  count = piece.size();
  return Status::success();
}

Status BundleReader::finish() {
  Hash hash = hash_->finish();
  hash_.reset();
  if (hash != manifest_.payload_hash) {
    return Status::failure(Code::kCorrupt, "is damaged: its payload is not what was signed",
                           kHeaderBytes);
  }
  if (!source_.rewinds()) return Status::success();  // a connection may stay open
  std::byte more;
  std::size_t count = 0;
  if (const Status status = source_.read({&more, 1}, count); !status.ok()) return status;
  if (count != 0) return Status::failure(Code::kCorrupt, "goes on behind its end", at_);
  return Status::success();
}

}  // namespace ocellus::bundle

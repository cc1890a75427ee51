#include "drivers/bundle/install.hpp"

#include <algorithm>
#include <array>

#include "drivers/bundle/bundle_reader.hpp"

namespace ocellus::bundle {
namespace {

constexpr std::size_t kSector = storage::BlockDevice::kSector;
using Sector = std::array<std::byte, kSector>;

constexpr const char* kNotKept = "did not keep what was written";

class Installation {
 public:
  Installation(BundleSource& source, const InstallTarget& target, std::span<std::byte> scratch,
               InstallObserver* observer)
      : source_(source),
        reader_(source, *target.key),
        slot_(target.slot),
        flush_every_(target.flush_every),
        scratch_(scratch),
        observer_(observer) {}

  Status admit(const InstallTarget& target) {
    if (const Status status = reader_.open(); !status.ok()) return status;
    return bundle::admit(reader_.manifest(), {.board = target.board,
                                              .running = target.running,
                                              .slot_bytes = slot_.size(),
                                              .same_version = target.same_version});
  }

  Status check_payload() {
    if (!source_.rewinds()) return Status::success();
    begin(InstallStep::kChecking);
    while (true) {
      std::size_t count = 0;
      if (const Status status = reader_.next(scratch_, count); !status.ok()) return status;
      if (count == 0) break;
      advance(count);
    }
    return reader_.again();
  }

  // The first sector says what the file system is: without it no loader finds a file. It lasts
  // before anything else is written, and the new one is written after all else lasts.
  Status invalidate() {
    if (observer_ != nullptr) {
      const Status status = observer_->about_to_write(reader_.manifest());
      if (!status.ok()) return status;
    }
    return write_first_sector({});
  }

  Status write_payload() {
    begin(InstallStep::kWriting);
    std::uint64_t at = 0;
    std::uint64_t flushed = 0;
    while (true) {
      std::size_t count = 0;
      if (const Status status = reader_.next(scratch_, count); !status.ok()) return status;
      if (count == 0) break;
      std::span<const std::byte> piece = scratch_.first(count);
      if (at == 0) {
        std::ranges::copy(piece.first<kSector>(), first_.begin());
        piece = piece.subspan(kSector);
      }
      const std::uint64_t to = at + count - piece.size();
      if (!piece.empty()) {
        if (const Status status = slot_.write(to, piece); !status.ok()) return status;
      }
      at += count;
      if (at - flushed >= flush_every_) {
        if (const Status status = slot_.flush(); !status.ok()) return status;
        flushed = at;
      }
      advance(count);
    }
    return slot_.flush();
  }

  // The hash again, of what the medium has.
  Status read_back() {
    begin(InstallStep::kReadingBack);
    slot_.forget();
    PayloadHash hash;
    hash.add(first_);
    advance(kSector);
    const std::uint64_t total = reader_.manifest().payload_bytes;
    for (std::uint64_t at = kSector; at < total;) {
      const auto piece = scratch_.first(
          static_cast<std::size_t>(std::min<std::uint64_t>(scratch_.size(), total - at)));
      if (const Status status = slot_.read(at, piece); !status.ok()) return status;
      hash.add(piece);
      at += piece.size();
      advance(piece.size());
    }
    if (hash.finish() != reader_.manifest().payload_hash) {
      return Status::failure(Code::kIo, kNotKept);
    }
    return Status::success();
  }

  Status make_valid() {
    const Status status = write_first_sector(first_);
    // Nobody knows what lies there now; it should not be something that starts.
    if (!status.ok()) static_cast<void>(write_first_sector({}));
    return status;
  }

 private:
  Status write_first_sector(const Sector& sector) {
    if (const Status status = slot_.write(0, sector); !status.ok()) return status;
    if (const Status status = slot_.flush(); !status.ok()) return status;
    slot_.forget();
    Sector back;
    if (const Status status = slot_.read(0, back); !status.ok()) return status;
    return back == sector ? Status::success() : Status::failure(Code::kIo, kNotKept);
  }

  void begin(InstallStep step) {
    step_ = step;
    done_ = 0;
    advance(0);
  }

  void advance(std::uint64_t bytes) {
    done_ += bytes;
    if (observer_ != nullptr) observer_->progress(step_, done_, reader_.manifest().payload_bytes);
  }

  BundleSource& source_;
  BundleReader reader_;
  storage::BlockDevice& slot_;
  std::uint32_t flush_every_;
  std::span<std::byte> scratch_;
  InstallObserver* observer_;
  InstallStep step_ = InstallStep::kChecking;
  std::uint64_t done_ = 0;
  Sector first_ = {};  // the payload's, until all the rest is there
};

}  // namespace

Status install(BundleSource& source, const InstallTarget& target, std::span<std::byte> scratch,
               InstallObserver* observer) {
  if (target.key == nullptr) {
    return Status::failure(Code::kUnsupported, "cannot be taken: this system has no owner's key");
  }
  if (scratch.size() < kLeastScratch || scratch.size() % kSector != 0) {
    return Status::failure(Code::kTooLarge, "needs more memory than it was given");
  }
  if (target.slot.size() == 0) {
    return Status::failure(Code::kDisconnected, "cannot be installed: the slot is gone");
  }
  Installation installation(source, target, scratch, observer);
  Status status = installation.admit(target);
  if (status.ok()) status = installation.check_payload();
  if (status.ok()) status = installation.invalidate();
  if (status.ok()) status = installation.write_payload();
  if (status.ok()) status = installation.read_back();
  if (status.ok()) status = installation.make_valid();
  return status;
}

}  // namespace ocellus::bundle

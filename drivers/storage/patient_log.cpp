#include "drivers/storage/patient_log.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ocellus::storage {
Status PatientLog::open() {
  const Status status = log_.open();
  note(status);
  return status;
}

Status PatientLog::append(const Moment& moment, std::uint8_t kind, std::span<const Bytes> pieces) {
  if (pieces.size() > kMostPieces) return Status::failure(Code::kTooLarge, "too many pieces");
  if (!trouble_.ok() && moment.since_boot < rest_until_) {
    ++lost_;
    return trouble_;
  }
  const auto when = to_bytes(moment);
  std::array<Bytes, kMostPieces + 1> all;
  all[0] = when;
  std::copy(pieces.begin(), pieces.end(), all.begin() + 1);
  Status status = log_.is_open() ? Status::success() : log_.open();
  if (status.ok()) status = log_.append(kind, std::span(all).first(pieces.size() + 1));
  if (status.code == Code::kTooLarge) return status;  // the caller's fault, not the medium's
  note(status);
  if (!status.ok()) {
    rest_until_ = moment.since_boot + kRest;
    ++lost_;
  }
  return status;
}

Status PatientLog::newest(Moment& moment, RecordFacts& facts, std::span<std::byte> room) {
  if (!log_.is_open()) {
    if (const Status status = open(); !status.ok()) return status;
  }
  std::array<std::byte, kMomentBytes> when;
  if (const Status status = log_.newest(facts, when, room); !status.ok()) return status;
  if (facts.length < kMomentBytes) {
    return Status::failure(Code::kCorrupt, "the newest record has no moment");
  }
  facts.length -= static_cast<std::uint32_t>(kMomentBytes);
  moment = moment_from(when);
  return Status::success();
}

std::optional<StorageNews> PatientLog::take_news() { return std::exchange(news_, std::nullopt); }

void PatientLog::note(const Status& status) {
  if (status.ok() != trouble_.ok()) {
    if (!status.ok()) lost_before_ = lost_;
    news_ = {status, lost_ - lost_before_};
  }
  trouble_ = status;
}

}  // namespace ocellus::storage

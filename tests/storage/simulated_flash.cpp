#include "tests/storage/simulated_flash.hpp"

#include <algorithm>
#include <cstring>

namespace ocellus::tests {

Status SimulatedFlash::read(std::uint64_t offset, std::span<std::byte> into) {
  if (!storage::is_on_medium(bytes_.size(), offset, into.size())) {
    return Status::failure(Code::kUnsupported, "no such sectors", offset);
  }
  std::memcpy(into.data(), bytes_.data() + offset, into.size());
  for (std::size_t at = 0; at < into.size(); at += kSector) {
    if (in_doubt_[(offset + at) / kSector] == 0 || mood_ == Mood::kBefore) continue;
    for (std::size_t i = at; i < at + kSector; ++i) {
      const std::byte doubt = doubt_[offset + i];
      if (doubt != std::byte{0}) {
        into[i] ^= mood_ == Mood::kAfter ? doubt : doubt & doubtful_bits();
      }
    }
  }
  return Status::success();
}

Status SimulatedFlash::write(std::uint64_t offset, Bytes from) {
  if (!storage::is_on_medium(bytes_.size(), offset, from.size())) {
    return Status::failure(Code::kUnsupported, "no such sectors", offset);
  }
  for (std::size_t at = 0; at < from.size(); at += kPage) {
    std::byte page[kPage];
    for (std::size_t i = 0; i < kPage; ++i) {
      const std::byte old = bytes_[offset + at + i] | doubt_[offset + at + i];
      const std::byte sure = bytes_[offset + at + i] & ~doubt_[offset + at + i];
      if ((from[at + i] & ~sure) != std::byte{0}) misused_ = true;
      page[i] = old & from[at + i];
    }
    if (!change(offset + at, page, from.subspan(at, kPage)))
      return Status::failure(Code::kIo, "there is no power");
  }
  return Status::success();
}

Status SimulatedFlash::erase(std::uint64_t offset, std::uint64_t length) {
  if (offset % block_ != 0 || length % block_ != 0 ||
      !storage::is_on_medium(bytes_.size(), offset, length)) {
    return Status::failure(Code::kUnsupported, "no such blocks", offset);
  }
  const std::vector<std::byte> ones(block_, std::byte{0xff});
  const std::vector<std::byte> zeros(block_);
  for (std::uint64_t at = offset; at < offset + length; at += block_) {
    ++erasures_[at / block_];
    if (!change(at, ones, zeros)) return Status::failure(Code::kIo, "there is no power");
  }
  return Status::success();
}

bool SimulatedFlash::change(std::size_t begin, Bytes to, Bytes untouched) {
  ++operations_;
  if (dark_) return false;
  if (left_ == 0U) {
    leave(begin, to, untouched);
    dark_ = true;
    return false;
  }
  if (left_) --*left_;
  for (std::size_t i = 0; i < to.size(); ++i) {
    doubt_[begin + i] &= untouched[i];
    bytes_[begin + i] = to[i];
  }
  return true;
}

void SimulatedFlash::leave(std::size_t begin, Bytes to, Bytes untouched) {
  for (std::size_t at = begin; at < begin + to.size(); at += kPage) in_doubt_[at / kSector] = 1;
  const auto front = random_.below(static_cast<std::uint32_t>(to.size()));
  const auto some = [&] { return doubtful_bits() & doubtful_bits() & doubtful_bits(); };
  for (std::size_t i = 0; i < to.size(); ++i) {
    std::byte& byte = bytes_[begin + i];
    std::byte& doubt = doubt_[begin + i];
    // What is in doubt already may change too.
    const std::byte changing = ((byte ^ to[i]) | doubt) & ~(doubt & untouched[i]);
    std::byte done{0};
    std::byte doubtful{0};
    switch (remains_) {
      case Remains::kBefore:
        break;
      case Remains::kAfter:
        done = std::byte{0xff};
        break;
      case Remains::kDoubtful:
        doubtful = std::byte{0xff};
        break;
      case Remains::kBack:
        if (i >= front) done = std::byte{0xff};
        break;
      case Remains::kFewDoubtful:
        if (i == front || i == 3) doubtful = std::byte{0x11};
        break;
      case Remains::kFront:
        if (i < front) done = std::byte{0xff};
        break;
      case Remains::kDoubtfulFront:
        if (i < front) done = std::byte{0xff};
        if (i >= front && i < front + 16) doubtful = std::byte{0xff};
        break;
      case Remains::kNearlyNew:
        doubtful = some();
        done = ~doubtful;
        break;
      case Remains::kNearlyOld:
        doubtful = some();
        break;
      case Remains::kMixed:
        done = doubtful_bits();
        doubtful = doubtful_bits() & ~done;
        break;
    }
    done &= changing;
    byte = (byte & ~done) | (to[i] & done);
    doubt = (doubt & ~done) | (doubtful & changing);
  }
}

}  // namespace ocellus::tests

#include "apps/camera/tell/store_report.hpp"

#include <algorithm>

namespace ocellus::camera {
namespace {

using State = StoreNews::State;

constexpr Status kSilent = Status::failure(Code::kTimeout, "the card does not answer");
constexpr Status kSlow =
    Status::failure(Code::kTimeout, "the card is slower than what is to be kept");

// Times as many failing places are worth another line.
constexpr std::uint32_t kWorse = 8;

}  // namespace

bool StoreReport::is_told(Code code) const {
  return std::any_of(told_.begin(), told_.end(),
                     [code](const Status& told) { return !told.ok() && told.code == code; });
}

std::optional<StoreNews> StoreReport::look(const WriterFacts& facts) {
  // A flood may come and go between two looks. While one answer is long in coming it is not known
  // whether the card is slow or silent.
  const bool unclear = facts.dawdles && !facts.hangs;
  const bool flood = !unclear && (facts.overflows || (!failing_ && facts.lost != lost_told_ &&
                                                      facts.journal.ok() && facts.snapshots.ok()));
  const std::array<Status, kFaults> now = {facts.hangs ? kSilent : Status::success(),
                                           flood ? kSlow : Status::success(), facts.journal,
                                           facts.snapshots};
  for (std::size_t i = 0; i < kFaults; ++i) {
    const bool begins = !now[i].ok() && told_[i].ok();
    const bool is_news = begins && !is_told(now[i].code);
    if (begins || now[i].ok()) told_[i] = now[i];
    if (!is_news) continue;
    failing_ = true;
    return StoreNews{.state = State::kFailed, .status = now[i]};
  }
  const bool fails = std::any_of(now.begin(), now.end(), [](const Status& s) { return !s.ok(); });
  if (failing_ && !fails) {
    failing_ = false;
    const std::uint32_t lost = facts.lost - lost_told_;
    lost_told_ = facts.lost;
    return StoreNews{.state = State::kRecovered, .count = lost};
  }
  if (!facts.settings.ok() && !settings_told_) {
    settings_told_ = true;
    if (!is_told(facts.settings.code)) {
      return StoreNews{.state = State::kFailed, .status = facts.settings};
    }
  }
  if (!fails && facts.damaged > 0 && facts.damaged >= kWorse * worn_told_) {
    worn_told_ = facts.damaged;
    return StoreNews{.state = State::kWorn, .count = facts.damaged};
  }
  return std::nullopt;
}

}  // namespace ocellus::camera

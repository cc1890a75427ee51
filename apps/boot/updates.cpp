#include "apps/boot/updates.hpp"

#include <algorithm>

#include "apps/boot/line.hpp"
#include "apps/update/outcome.hpp"
#include "apps/update/places.hpp"

namespace ocellus::boot {
namespace {

constexpr const char* kSocket = "-";

// A reader of the journal takes what stands between quotation marks.
std::string_view plain(std::span<char> text) {
  const auto end = std::find(text.begin(), text.end(), '\n');
  std::replace_if(
      text.begin(), end, [](char c) { return c < ' ' || c > '~' || c == '"' || c == '\\'; }, '.');
  return {text.data(), static_cast<std::size_t>(end - text.begin())};
}

}  // namespace

bool Updates::may_begin() const {
  if (!slots_.is_settled() || wants_restart_) return false;
  return health_.well_since().has_value() || system_.now() - made_ >= kWithoutHealth;
}

void Updates::reach_deadline() {
  switch (state_) {
    case State::kIdle:
      return look();
    case State::kTaking:
      system_.say(Line().text("update: does not end; killed after ").seconds(kLimit).view());
      diary_.note("update", "did not end, and was killed");
      system_.end_group(process_, Urgency::kKill);
      state_ = State::kKilled;
      due_ = system_.now() + kKillPatience;
      return;
    case State::kKilled:
      system_.say("update: cannot be killed; there are no updates until it ends");
      state_ = State::kStuck;
      due_ = kNever;
      return;
    case State::kStuck:
      due_ = kNever;
      return;
  }
}

void Updates::look() {
  due_ = system_.now() + kLook;
  if (!may_begin()) return;
  if (const char* const place = next_place()) return begin(place);
  system_.heed_senders(true);
}

const char* Updates::next_place() {
  if (sender_waits_) {
    sender_waits_ = false;
    return kSocket;
  }
  if (!boot_partition_looked_at_) {
    boot_partition_looked_at_ = true;
    return update::kOnBootPartition;
  }
  std::array<char, update::kPartitionListBytes> text;
  std::size_t size = 0;
  static_cast<void>(system_.read_file(update::kPartitionList, text, size).ok());
  const update::ForeignPartitions there({text.data(), size}, partition_.device());
  looked_at_.keep_only(there);
  for (const update::DeviceName& device : there.all()) {
    if (looked_at_.contains(device) || !looked_at_.add(device)) continue;
    device_ = device;
    return device_.data();
  }
  return nullptr;
}

void Updates::begin(const char* place) {
  const slots::Slot running = slots_.running();
  const auto slot = disk_partition(partition_.device(), slots::partition_of(other(running)));
  const DevicePath data = data_device(partition_.device());
  const char letter[] = {slots::letter_of(running), '\0'};
  const char* const words[] = {kUpdatePath, "take",      place,     "--running", letter,
                               "--slot",    slot.data(), "--state", data.data()};
  system_.heed_senders(false);
  if (const Status status = system_.start_aside(words, process_); !status.ok()) {
    complain(system_, kUpdatePath, status);
    due_ = kNever;  // it will not be there later either
    return;
  }
  state_ = State::kTaking;
  due_ = system_.now() + kLimit;
}

void Updates::note_end(const Ended& ended) {
  if (state_ == State::kIdle || ended.process != process_) return;
  const bool was_killed = state_ != State::kTaking;
  system_.end_group(process_, Urgency::kKill);
  state_ = State::kIdle;
  due_ = system_.now();  // there may be more
  if (was_killed) return;
  if (ended.signal != 0) {
    const Line line = Line().text("update: ended by signal ").number(ended.signal);
    system_.say(line.view());
    diary_.note("update", line.view());
  } else {
    tell(ended.status);
  }
}

void Updates::tell(int status) {
  using update::Exit;
  std::array<char, 240> room;
  std::size_t size = 0;
  system_.report(room, size);
  if (size > 0) {
    const std::string_view text = plain(std::span(room).first(size));
    system_.say(Line().text("update: ").text(text).view());
    diary_.note("update", text);
  }
  if (status != static_cast<int>(Exit::kDone)) return;
  wants_restart_ = true;
  due_ = kNever;
  system_.say("restart: an update is to be tried");
}

void Updates::note_sender() {
  if (state_ != State::kIdle) return;
  sender_waits_ = true;
  due_ = system_.now();
  system_.heed_senders(false);
}

void Updates::note_device(const Device& device) {
  if (device.kind == Device::Kind::kOther) return;
  const bool is_looked_at = state_ != State::kIdle && device.path() == device_.data();
  if (!is_looked_at) looked_at_.remove(device.path());
  if (state_ == State::kIdle && due_ != kNever) due_ = std::min(due_, system_.now());
}

}  // namespace ocellus::boot

#include "apps/boot/slot_keeper.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "apps/boot/line.hpp"
#include "drivers/slots/explanation.hpp"

namespace ocellus::boot {
namespace {

using slots::Slot;

std::optional<Slot> slot_of(unsigned partition) {
  if (partition == slots::partition_of(Slot::kA)) return Slot::kA;
  if (partition == slots::partition_of(Slot::kB)) return Slot::kB;
  return std::nullopt;
}

using Text = std::array<char, 2048>;

std::string_view kernel_line(System& system, Text& text) {
  std::size_t size = 0;
  static_cast<void>(system.read_file("/proc/cmdline", text, size).ok());
  return {text.data(), size};
}

}  // namespace

bool recovery_is_due(System& system) {
  Text text;
  constexpr std::string_view kWord = "ocellus.recovery";
  const std::string_view line = kernel_line(system, text);
  for (std::size_t at = 0; (at = line.find(kWord, at)) != line.npos; at += kWord.size()) {
    const std::size_t end = at + kWord.size();
    const bool begins = at == 0 || line[at - 1] == ' ';
    if (begins && (end == line.size() || line[end] == ' ' || line[end] == '\n')) return true;
  }
  return false;
}

std::optional<Slot> running_slot(System& system) {
  Text text;
  const std::string_view line = kernel_line(system, text);
  constexpr std::string_view kWord = "ocellus.slot=";
  if (const std::size_t at = line.find(kWord); at != line.npos && at + kWord.size() < line.size()) {
    return slot_of(static_cast<unsigned>(line[at + kWord.size()] - '0'));
  }
  // A number of four bytes, the highest first.
  std::size_t size = 0;
  const Status status =
      system.read_file("/proc/device-tree/chosen/bootloader/partition", text, size);
  if (!status.ok() || size != 4 || text[0] != 0 || text[1] != 0 || text[2] != 0) {
    return std::nullopt;
  }
  return slot_of(static_cast<unsigned char>(text[3]));
}

void SlotKeeper::begin() {
  const auto running = running_slot(system_);
  if (!running) return;
  running_ = *running;
  began_ = system_.now();
  tell_state();
}

// A card that comes late, or a medium that is busy, is asked again.
void SlotKeeper::tell_state() {
  const Instant now = system_.now();
  if (!change(diary_.after_fault() ? SlotEvent::kBeganByFault : SlotEvent::kBegan)) {
    if (!hangs_) due_ = now + kAgain;
    return;
  }
  begun_ = true;
  tell_reason();
  due_ = on_trial() || stands_in() ? std::max(now, began_ + kChance) : kNever;
}

// Why it is this slot, once; to the journal first, so that a cut makes it told twice and not never.
void SlotKeeper::tell_reason() {
  Line line;
  line.text("slot ").text({std::array{slots::letter_of(running_)}.data(), 1});
  if (on_trial()) {
    line.text(" is on trial, ").number(static_cast<long>(state_.tries)).text(" tries left");
    system_.say(line.view());
  } else if (stands_in()) {
    line.text(" stands in for the confirmed one");
    system_.say(line.view());
  }
  if (state_.told) return;
  const slots::Explanation why = slots::explain(state_.reason);
  Line note;
  const Slot subject = why.of_other ? other(state_.slot) : state_.slot;
  note.text("slot ").text({std::array{slots::letter_of(subject)}.data(), 1}).text(" ");
  note.text(why.text);
  if (why.of_other) {
    note.text("; back to slot ").text({std::array{slots::letter_of(state_.slot)}.data(), 1});
  }
  system_.say(note.view());
  diary_.note("slot", note.view());
  static_cast<void>(change(SlotEvent::kTold));
}

void SlotKeeper::reach_deadline() {
  const Instant now = system_.now();
  due_ = kNever;
  if (!begun_) return tell_state();
  if (!had_chance_) return reach_chance(now);
  look(now);
}

void SlotKeeper::reach_chance(Instant now) {
  const bool looked = state_.second_look;
  if (!change(SlotEvent::kChance)) {
    if (!hangs_) due_ = now + kAgain;
    return;
  }
  had_chance_ = true;
  if (state_.second_look && !looked) return restart("the confirmed slot is looked at once more");
  look(now);
}

void SlotKeeper::look(Instant now) {
  if (!on_trial() && !stands_in()) return;
  const Instant end = began_ + kGiveUpAfter * confirm_;
  const auto since = health_.well_since();
  if (since && now - *since >= confirm_) {
    if (change(SlotEvent::kHealthy)) return tell_reason();
  } else if (on_trial() && now >= end) {
    // Where that cannot be written, the loader cannot write either, and starts the other one.
    static_cast<void>(change(SlotEvent::kGaveUp));
    return restart("this slot did not become healthy in time");
  }
  if (hangs_) return;
  due_ = since ? std::max(*since + confirm_, now + kAgain) : now + kLook;
  if (since && now < *since + confirm_) due_ = *since + confirm_;
  if (on_trial() && now < end) due_ = std::min(due_, end);
}

void SlotKeeper::restart(std::string_view why) {
  system_.say(Line().text("restart: ").text(why).view());
  wants_restart_ = true;
}

bool SlotKeeper::change(SlotEvent event) {
  if (hangs_) return false;
  const DevicePath device = data_device(partition_.device());
  Status status = Status::failure(Code::kNotFound, "is not known");
  if (device[0] != 0) {
    slots::SlotState state;
    status = medium_.change(device.data(), event, running_, state, kPatience);
    if (status.ok()) state_ = state;
  }
  hangs_ = status.code == Code::kTimeout;
  if (!status.ok() && !complained_) {
    complained_ = true;
    complain(system_, "the slots' state", status);
  }
  return status.ok();
}

}  // namespace ocellus::boot

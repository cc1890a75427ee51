#include "tests/updates/life.hpp"

#include <utility>

#include "apps/boot/slot_change.hpp"
#include "apps/update/replacement.hpp"
#include "apps/update/trial.hpp"
#include "drivers/bundle/memory_source.hpp"
#include "drivers/slots/loader.hpp"
#include "tests/updates/user_space.hpp"

namespace ocellus::tests {
namespace {

using boot::SlotEvent;
using slots::Slot;
using std::chrono::seconds;

constexpr boot::Duration kUntilPanic = seconds(3);
constexpr boot::Duration kForEver = std::chrono::hours(24);
constexpr int kMostStarts = 100;

// Of the loader, which cannot flush: what it wrote lasts some time later.
class Unflushed final : public BlockDevice {
 public:
  explicit Unflushed(BlockDevice& part) : part_(part) {}
  std::uint64_t size() const override { return part_.size(); }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    return part_.read(offset, into);
  }
  Status write(std::uint64_t offset, Bytes from) override { return part_.write(offset, from); }
  Status flush() override { return Status::success(); }

 private:
  BlockDevice& part_;
};

}  // namespace

// The data partition, as SlotKeeper asks for changes of it.
class Life::Medium final : public boot::SlotMedium {
 public:
  Medium(Life& life, Nature nature) : life_(life), nature_(nature) {}

  const UserSpace* user_space = nullptr;

  Status change(const char* /*device*/, SlotEvent event, Slot running, slots::SlotState& state,
                boot::Duration /*patience*/) override {
    const bool proved = event == SlotEvent::kHealthy && nature_ == Nature::kGood &&
                        user_space != nullptr &&
                        user_space->time() >= UserSpace::kHealthySince + UserSpace::kConfirm;
    const bool confirms = proved && life_.ledger_.trial != 0 && running != life_.ledger_.home;
    life_.ledger_.confirming = confirms;
    Part part = life_.scenario_.layout.state(life_.disk_);
    CarelessState careless(part, life_.mistake_, event == SlotEvent::kHealthy);
    const Status status = boot::change_slots(careless, event, running, state);
    if (!status.ok()) life_.fault = status.what;
    if (status.ok()) life_.ledger_.ending = 0;
    if (confirms) life_.ledger_.confirm();
    return status;
  }

 private:
  Life& life_;
  Nature nature_;
};

void Life::power_on(SimulatedDisk disk, Ledger ledger) {
  begin(disk, ledger);
  live();
  finish();
}

void Life::go_on(SimulatedDisk disk, Ledger ledger) {
  begin(disk, ledger);
  if (update(ledger_.home) == End::kRestart) live();
  finish();
}

void Life::begin(SimulatedDisk& disk, Ledger& ledger) {
  moments.clear();
  fault.clear();
  disk_ = std::move(disk);
  ledger_ = std::move(ledger);
  after_fault_ = false;
  disk_.watch(this);
}

void Life::finish() {
  if (fault.empty() && disk_.in_flight() != 0)
    moments.push_back({disk_, ledger_, false, "the end"});
}

bool Life::check(const char* during) {
  if (fault.empty()) fault = fault_of(disk_, scenario_.layout, scenario_.systems, ledger_);
  if (!fault.empty()) fault = std::string("without a crash, ") + during + ": " + fault;
  return fault.empty();
}

unsigned Life::load(SimulatedDisk& disk, const UpdateScenario& scenario, Ledger& ledger,
                    Mistake mistake, std::string& fault) {
  Part part = scenario.layout.state(disk);
  Unflushed unflushed(part);
  CarelessState state(unflushed, mistake, false);
  const auto in = [&](Slot slot) {
    return content_of(disk, scenario.layout, slot, scenario.systems);
  };
  const auto start = slots::loader_starts(state, {in(Slot::kA).loads, in(Slot::kB).loads});
  if (!start) {
    fault = "nothing can be started";
    return 0;
  }
  const unsigned system = in(start->slot).system;
  if (system == 0) {
    fault = "half a system is started";
  } else if (start->recovery) {
    fault = "starts for recovery";
  } else if (ledger.trial != 0 && ledger.beginning == 0 && !ledger.confirming && !ledger.started &&
             system != ledger.trial) {
    fault = "an update that was acknowledged is not tried";
  } else if (system != ledger.home_system && system != ledger.trial && system != ledger.beginning &&
             system != ledger.ending) {
    fault = "starts what is neither confirmed nor on trial";
  }
  if (system != ledger.home_system && system == ledger.trial) ledger.started = true;
  return fault.empty() ? system : 0;
}

void Life::live() {
  for (int starts = 0; starts < kMostStarts; ++starts) {
    during_ = "the loader";
    // Since the loader wrote last a second went by.
    disk_.flush_sectors(2 * scenario_.layout.slot_sectors, scenario_.layout.disk_sectors());

    const unsigned system = load(disk_, scenario_, ledger_, mistake_, fault);
    if (!check("the loader")) return;
    const unsigned trial = ledger_.trial;
    ledger_.settle(disk_, scenario_.layout, scenario_.systems);
    if (ledger_.trial == 0) ledger_.ending = trial;
    ledger_.started = ledger_.trial != 0;
    if (named(system).nature == Nature::kDead) continue;
    if (user_space(system) != End::kRestart) return;
  }
  fault = "never settles";
}

Life::End Life::user_space(unsigned number) {
  const Nature nature = named(number).nature;
  const Slot running = number == ledger_.home_system ? ledger_.home : other(ledger_.home);
  Medium medium(*this, nature);
  UserSpace user_space(running, medium, nature == Nature::kGood,
                       std::exchange(after_fault_, false));
  medium.user_space = &user_space;
  during_ = "user space";
  user_space.begin();
  if (!check("user space begins")) return End::kFault;
  if (running != ledger_.home && mistake_ == Mistake::kConfirmedAtOnce) {
    slots::SlotState state;
    static_cast<void>(
        medium.change("", SlotEvent::kHealthy, running, state, boot::SlotKeeper::kPatience));
  }
  if (running != ledger_.home && mistake_ == Mistake::kOverwritesConfirmed) return update(running);
  const boot::Duration end = nature == Nature::kPanics ? kUntilPanic : kForEver;
  while (user_space.goes_on(end)) {
    user_space.go_on();
    if (!check("user space")) return End::kFault;
  }
  if (user_space.wants_restart()) return End::kRestart;
  if (nature == Nature::kPanics) {
    after_fault_ = true;
    return End::kRestart;
  }
  return update(running);
}

Life::End Life::update(Slot running) {
  while (ledger_.next < scenario_.plan.size()) {
    const unsigned number = scenario_.plan[ledger_.next];
    if (ledger_.home_system == number) {
      ++ledger_.next;
      continue;
    }
    if (offers_ == 0) return End::kSettled;
    Part state_part = scenario_.layout.state(disk_);
    CarelessState state(state_part, mistake_, false);
    Part slot_part = scenario_.layout.slot(disk_, other(running));
    CarelessSlot slot(slot_part, mistake_);
    update::Trial trial(state, running);
    const Status free = trial.look();
    if (!free.ok() && mistake_ != Mistake::kOverwritesConfirmed) {
      fault = free.what;
      return End::kFault;
    }
    if (!trial.check_not_tried(slot, {1, number, 0}).ok()) {
      ++ledger_.next;
      if ((ledger_.tried >> number & 1) != 0) continue;
      fault = "an update that was never tried is refused";
      return End::kFault;
    }
    bundle::MemorySource source(named(number).bundle);
    std::vector<std::byte> scratch(scenario_.scratch_sectors * BlockDevice::kSector);
    const bundle::InstallTarget target = {
        .slot = slot,
        .key = &owner().public_key,
        .board = "virt",
        .running = {1, ledger_.home_system, 0},
        .flush_every = scenario_.flush_sectors * static_cast<std::uint32_t>(BlockDevice::kSector)};
    --offers_;
    ledger_.beginning = number;
    in_update_ = true;
    during_ = "an update";
    Status status = Status::success();
    if (mistake_ == Mistake::kTrialFirst) status = trial.begin();
    if (mistake_ == Mistake::kNothingIsBad) {
      status = bundle::install(source, target, scratch);
      if (status.ok()) status = trial.begin();
    } else if (status.ok()) {
      status = update::replace_other_slot(source, target, scratch, trial, nullptr).status;
    }
    in_update_ = false;
    if (!status.ok()) {
      fault = std::string("an update fails: ") + status.what;
      return End::kFault;
    }
    ledger_.trial = number;
    ledger_.started = false;
    ledger_.beginning = 0;
    ledger_.tried |= 1U << number;
    return check("an update") ? End::kRestart : End::kFault;
  }
  return End::kSettled;
}

}  // namespace ocellus::tests

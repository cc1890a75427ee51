#include "tests/updates/ledger.hpp"

#include <array>

#include "drivers/slots/state_store.hpp"

namespace ocellus::tests {
namespace {

using slots::Slot;

slots::SlotState state_of(SimulatedDisk& disk, const CardLayout& layout) {
  Part part = layout.state(disk);
  slots::StateStore store(part);
  static_cast<void>(store.read());
  return store.state();
}

// Whether a trial may end without having been confirmed.
bool may_lose(const Systems& systems, const Ledger& ledger) {
  return ledger.started && systems[ledger.trial - 1].nature != Nature::kGood;
}

}  // namespace

void Ledger::confirm() {
  previous = home_system;
  home = other(home);
  home_system = trial;
  trial = 0;
  started = false;
  confirming = false;
}

void Ledger::settle(SimulatedDisk& disk, const CardLayout& layout, const Systems& systems) {
  const slots::SlotState state = state_of(disk, layout);
  if (!state.confirmed) {
    const unsigned system = content_of(disk, layout, state.slot, systems).system;
    started = (started && trial == system) || ending == system;
    trial = system;
    tried |= 1U << system;
  } else {
    if (state.slot != home) confirm();
    trial = 0;
    started = false;
  }
  beginning = 0;
  ending = 0;
  confirming = false;
}

std::string fault_of(SimulatedDisk& disk, const CardLayout& layout, const Systems& systems,
                     const Ledger& ledger) {
  const slots::SlotState state = state_of(disk, layout);
  const std::array contents = {content_of(disk, layout, Slot::kA, systems),
                               content_of(disk, layout, Slot::kB, systems)};
  const auto in = [&](Slot slot) { return contents[static_cast<std::size_t>(slot)]; };
  for (const Slot slot : {Slot::kA, Slot::kB}) {
    if (in(slot).loads && in(slot).system == 0) return "half a system that starts";
  }
  const Slot back = state.confirmed ? state.slot : other(state.slot);
  const Slot guest = other(ledger.home);
  if (state.confirmed && back == guest) {
    const unsigned system = in(guest).system;
    if (!ledger.confirming) return "a system is confirmed that nobody has confirmed";
    if (system == 0 || system != ledger.trial)
      return "another system is confirmed than was on trial";
    return {};
  }
  if (back != ledger.home) return "what was confirmed is not what is gone back to";
  if (in(back).system != ledger.home_system) return "what was confirmed is not there any more";
  if (!state.confirmed) {
    const unsigned system = in(state.slot).system;
    if (system == 0) return "a trial of what cannot be started";
    if (system != ledger.trial && system != ledger.beginning && system != ledger.ending) {
      return "a trial that nobody began";
    }
    return {};
  }
  if (ledger.trial != 0 && ledger.beginning == 0 && !may_lose(systems, ledger)) {
    return "a trial that was begun is gone";
  }
  // The loader takes turns with it where the confirmed one seems to be dead.
  if (in(guest).loads && in(guest).system != ledger.previous && !state.is_bad(guest)) {
    return "what was never confirmed is not said to be bad";
  }
  return {};
}

}  // namespace ocellus::tests

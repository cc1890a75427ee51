// A bundle's system in the place of the other slot's, up to its trial, in the one order in which no
// cut of the power does harm: the other slot is bad, is overwritten, is whole and read back, is on
// trial; each lasts before the next begins.
#pragma once

#include <cstddef>
#include <span>

#include "apps/update/trial.hpp"
#include "drivers/bundle/install.hpp"
#include "runtime/status.hpp"

namespace ocellus::update {

struct Replaced {
  Status status;
  bool of_state = false;  // what failed is the slots' state; else the bundle, or the slot
};

// `trial`: of the slots' state, after look(). `observer` may be nullptr; its about_to_write() comes
// before the state is written. After a success the board is to be restarted; after a failure the
// slot is as it was, or nothing that starts, and all of it may be done again.
Replaced replace_other_slot(bundle::BundleSource& source, const bundle::InstallTarget& target,
                            std::span<std::byte> scratch, Trial& trial,
                            bundle::InstallObserver* observer);

}  // namespace ocellus::update

// Logs with a mistake in them, each one that somebody has made: what explores crash states must
// find every one of them out.
#pragma once

#include <span>

#include "tests/storage/design.hpp"

namespace ocellus::tests {

// All but the last use storage::Log on a disk that does not do what it is asked.
extern const Design kNeverFlushes;      // acknowledges what the disk has not written
extern const Design kFlushesTooLate;    // when the next record comes
extern const Design kHeaderBeforeData;  // acknowledges when the header lasts
extern const Design kBeginsAtOnce;      // a segment's first sector is not waited for
extern const Design kTrustsItsReading;  // writes behind what a killed writer left on its way
extern const Design kRepairs;           // opening writes the newest record again, to be sure of it

std::span<const Design* const> careless_designs();

}  // namespace ocellus::tests

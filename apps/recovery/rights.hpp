// What the recovery console may do: what it and the updater that it starts need, and of that a
// child that reads the card only to read what it opens.
#pragma once

namespace ocellus::recovery {

// Before anything of the card is read. Gives up, for good and for all that it starts, every system
// call but its own and the updater's, which gives up more when it has opened what it needs
// (apps/update/rights.hpp): no network, no kernel modules, no debugging, no user of another kind,
// no restart but the first process's. Who makes another call is killed by SIGSYS. It stays root,
// because it mounts media and writes the slots. What a kernel does not take is no reason to go
// without a console.
void keep_least_rights();

// The same of a child that looks at what is on the card, which somebody may have written: it opens,
// reads and writes, and starts nothing.
void keep_least_rights_of_reader();

}  // namespace ocellus::recovery

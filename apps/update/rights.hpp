// What the updater may do once everything is open: read, write and end.
#pragma once

#include "runtime/status.hpp"

namespace ocellus::update {

// Before the first byte of a bundle is read, which is a stranger's until its signature was checked.
// Gives up, for good, all system calls but those on what is open; who makes another is killed by
// SIGSYS, as an update that failed. It stays root, without what root could do. What a kernel does
// not take is no reason to refuse an update: the signature protects the device, this the moment
// before.
void keep_least_rights();

}  // namespace ocellus::update

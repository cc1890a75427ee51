// Looks for a bundle at one place, and takes it: what the first process starts beside the camera.
#pragma once

#include <cstddef>
#include <span>

#include "apps/update/outcome.hpp"
#include "apps/update/words.hpp"

namespace ocellus::update {

// The words' place is a file, a partition (places.hpp), or "-": stdin listens, and the next who
// connects within seconds sends the bundle and is answered with the line below. Where there is no
// bundle, kNothing, and where it holds what runs.
//
// What came of it is one line on stdout, without "update: ": what was refused or failed and why, or
// what was installed; nothing for kNothing. Gives way to all else that wants the processor or the
// disk. `scratch` as bundle::install takes it.
Exit take(const Words& words, std::span<std::byte> scratch);

}  // namespace ocellus::update

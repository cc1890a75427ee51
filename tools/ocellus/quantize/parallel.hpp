// Independent pieces of work on all of the machine's cores.
#pragma once

#include <cstddef>
#include <functional>

namespace ocellus::tools::quantize {

// Calls `work(i)` for every i < count, from as many threads as the machine has cores, and returns
// when all are done. What comes out must not depend on their order: whoever adds up floats keeps
// one sum for each i.
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace ocellus::tools::quantize

// From "where each index of the output comes from" to the fewest and longest runs of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/kernels/remap.hpp"

namespace ocellus::tools {

// One dimension of an output.
struct RemapAxis {
  std::vector<std::int64_t> sources;  // for each index: elements into the input, or -1 to fill
  std::int64_t stride = 1;            // elements in the output from one index to the next
};

struct Remapping {
  kernels::Remap op;
  std::vector<std::byte> tables;  // its constants
};

// `width` is the bytes of an element, `input_offset` where in the input the sources count from (in
// elements). The axes come outermost first. Ones disappear, axes that continue each other become
// one, and what is contiguous on both sides becomes the run.
Remapping make_remap(std::vector<RemapAxis> axes, std::size_t width, std::uint8_t fill,
                     std::int64_t input_offset = 0);

// Whether all of it is one run: a piece of the input as it stands.
bool is_one_run(const kernels::Remap& op);

// From the first byte written to behind the last.
std::size_t span_bytes(const Remapping& remapping);

}  // namespace ocellus::tools

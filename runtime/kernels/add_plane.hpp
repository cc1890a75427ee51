// ADD without its roundings in between: one plane for all pairs of inputs.
//
// The reference rounds each rescaled input and then the sum. Those first roundings are about 2^-20
// of an output step, so the result is the floor of a plane over the two inputs, except where a pair
// falls that close to a threshold. Like requantize_float.hpp, this is not argued but checked: there
// are only 65536 pairs. Nearly every ADD has such a plane; what has none (exact ties, factors that
// overflow) keeps the reference's steps.
//
// Portable, for the machine that compiles a model; not linked into device programs.
#pragma once

#include <optional>

#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

// A plane that gives the scalar kernel's result for every pair of inputs, with
// 0 <= first, second < 2^30, |constant| < 2^(shift + 10) and 16 <= shift <= 32, or nothing.
// Reads everything of `op` but its size and plane.
std::optional<AddPlane> find_add_plane(const Add& op);

}  // namespace ocellus::kernels

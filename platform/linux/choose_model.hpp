// Which of a program's compiled models this machine runs.
#pragma once

#include <span>
#include <string_view>

#include "platform/linux/cpu.hpp"
#include "runtime/model.hpp"

namespace ocellus::platform {

// The first of `models`, best first, that the processor supports; with an `isa`, only that one
// will do. nullptr when there is none.
inline const Model* choose_model(std::span<const Model* const> models, std::string_view isa = {}) {
  for (const Model* model : models) {
    if (!isa.empty() && isa != name(model->isa)) continue;
    if (cpu_supports(model->isa)) return model;
  }
  return nullptr;
}

}  // namespace ocellus::platform

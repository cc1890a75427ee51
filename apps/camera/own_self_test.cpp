#include "apps/camera/see/detectors.hpp"
#include "apps/camera/self_test.hpp"
#include "apps/selftest/selftest.hpp"

namespace ocellus::camera {

// Weights, kernels and networks are these very ones: all processes of this program have the same
// pages.
std::optional<int> self_test(Appliance& appliance, std::span<char* const> words) {
  if (!selftest::is_asked_for(words)) return std::nullopt;
  return selftest::selftest(
      words,
      {.models = kCarriedModels, .arena = appliance.watcher.arena(), .crew = appliance.crew});
}

}  // namespace ocellus::camera

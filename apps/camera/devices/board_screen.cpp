#include "apps/camera/devices/board_screen.hpp"

#include <optional>

#include "drivers/display/drm_card.hpp"
#include "drivers/display/paged_screen.hpp"

namespace ocellus::camera {
namespace {

display::DrmCard g_card;
std::optional<display::PagedScreen> g_screen;

}  // namespace

display::Screen* board_screen(Isa isa) { return &g_screen.emplace(g_card, isa); }

}  // namespace ocellus::camera

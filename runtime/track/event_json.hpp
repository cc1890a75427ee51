// An event as one line of JSON:
//   {"time":12.300,"frame":123,"event":"crossed","track":7,"label":"Person","score":0.62,
//    "box":[x1,y1,x2,y2],"line":"door","direction":"in"}
// (in one line, without spaces), and at the end "detector":"face" where several watch. `time` in
// seconds, `box` in whole pixels; `line` and `direction` for crossed, `zone` for entered and left.
// Numbers are written by integer arithmetic: the same bytes on every machine.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "runtime/track/scene.hpp"

namespace ocellus {

// Room enough for any event whose label, names and detector have at most Scene::kMaxName bytes.
inline constexpr std::size_t kEventJsonCapacity = 1536;

// Writes the line, without its end, into `room` and returns it; empty when it does not fit. A label
// or name that does not exist is written as "?". Names are taken to be UTF-8. `detector` says whose
// event it is, for tracks are numbered by each; empty, at most Scene::kMaxName bytes, where there
// is one only.
std::string_view write_event_json(const Event& event, std::span<const std::string_view> labels,
                                  const Scene& scene, std::span<char> room,
                                  std::string_view detector = {});

}  // namespace ocellus

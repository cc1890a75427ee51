// The figures, told.
#pragma once

#include <span>

#include "apps/bench/measurement.hpp"
#include "apps/bench/page.hpp"
#include "platform/linux/machine.hpp"

namespace ocellus::bench {

void print_text(Page& page, const platform::Machine& machine);
void print_text(Page& page, const Figures& figures);

// One JSON document: begin, each network, end.
void begin_json(Page& page, const platform::Machine& machine);
void print_json(Page& page, const Figures& figures, bool first);
void end_json(Page& page);

}  // namespace ocellus::bench

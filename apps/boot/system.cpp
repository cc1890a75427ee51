#include "apps/boot/system.hpp"

#include <cstring>

#include "apps/boot/line.hpp"

namespace ocellus::boot {

void complain(System& system, std::string_view where, const Status& status) {
  Line line;
  line.text(where).text(": ").text(status.what);
  const char* reason = status.os_error != 0 ? strerrordesc_np(status.os_error) : nullptr;
  if (reason != nullptr) line.text(" (").text(reason).text(")");
  system.say(line.view());
}

}  // namespace ocellus::boot

#include "drivers/thermal/throttling_text.hpp"

#include <cstring>

namespace ocellus::thermal {

ThrottlingText::ThrottlingText(const Throttling& throttling) {
  const Limits& now = throttling.now;
  const Limits& ever = throttling.since_start;
  add("under-voltage", now.under_voltage, ever.under_voltage);
  add("clock capped", now.frequency_capped, ever.frequency_capped);
  add("throttled", now.throttled, ever.throttled);
  add("near the heat limit", now.soft_limit, ever.soft_limit);
}

void ThrottlingText::add(std::string_view limit, bool now, bool since_start) {
  if (!now && !since_start) return;
  if (used_ > 0) append(", ");
  append(limit);
  append(now ? " now" : " since power-on");
}

void ThrottlingText::append(std::string_view text) {
  if (text.size() > room_.size() - used_) return;
  std::memcpy(room_.data() + used_, text.data(), text.size());
  used_ += text.size();
}

}  // namespace ocellus::thermal

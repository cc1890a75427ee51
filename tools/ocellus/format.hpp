// Text made as printf makes it.
#pragma once

#include <string>

namespace ocellus::tools {

[[gnu::format(printf, 1, 2)]] std::string format(const char* pattern, ...);

}  // namespace ocellus::tools

// A medium's failure as a sentence.
#pragma once

#include <cstring>
#include <string>

#include "runtime/status.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

inline Failure storage_failure(const std::string& where, const Status& status,
                               const std::string& remedy) {
  std::string what = status.what;
  if (status.os_error != 0) what += std::string(" (") + std::strerror(status.os_error) + ")";
  return Failure{where, what, remedy};
}

}  // namespace ocellus::tools

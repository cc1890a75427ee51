// Packages that an image is made of, fetched where they are missing.
#pragma once

#include <string>
#include <string_view>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// Unpacks `package` for `architecture` into `folder` with tools/sysroot of the source tree that is
// the working folder; what that says goes to stderr. Does nothing where the folder is there.
Result<Done> fetch_package(std::string_view architecture, const std::string& folder,
                           std::string_view package);

}  // namespace ocellus::tools

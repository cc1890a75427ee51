// Whether a text may stand in a JSON document as it is.
#pragma once

#include <string_view>

namespace ocellus::tools {

// Exactly one JSON value by RFC 8259, in UTF-8, nested less than 64 deep.
bool is_json(std::string_view text);

// Whether the bytes are UTF-8 (RFC 3629).
bool is_utf8(std::string_view text);

}  // namespace ocellus::tools

// How the counted program tells the plug-in that something ends: a system call that no kernel has.
#pragma once

namespace ocellus::tools {

inline constexpr long kMarkSystemCall = 4095;

}  // namespace ocellus::tools

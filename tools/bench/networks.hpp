// Which networks are measured when none is named.
#pragma once

#include <string>
#include <vector>

namespace ocellus::tools {

// Those that are there, by path: the built-in detectors, the generated ones, and the conformance
// tests' (tests/conformance says where those are looked for).
std::vector<std::string> default_networks();

// What figures call the model at `path`: made from its file's name, or its folder's where the file
// is just called "model".
std::string network_name(const std::string& path);

}  // namespace ocellus::tools

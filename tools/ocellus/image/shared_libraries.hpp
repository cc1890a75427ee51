// A dynamically linked program on its way into an image, with all that its loader will look for.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/image/disk_image.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// What an ELF file says it needs: PT_INTERP and DT_NEEDED.
struct Needs {
  std::string loader;                  // "/lib/ld-linux-aarch64.so.1"; empty of a library
  std::vector<std::string> libraries;  // "libc.so.6", in the file's order
};

// Fails for what is no 64-bit ELF file of that architecture, or contradicts itself.
Result<Needs> read_needs(std::span<const std::byte> file, std::string_view architecture,
                         const std::string& path);

// The libraries of the program, theirs, and so on, each once as lib/NAME, and its loader where it
// asks for it; sorted by path. `path` is the program's file. They come from `sysroot`, an unpacked
// folder of Debian packages: its lib, usr/lib, and the folders of the architecture in these.
Result<std::vector<SystemFile>> shared_libraries_of(std::span<const std::byte> program,
                                                    std::string_view architecture,
                                                    const std::string& path,
                                                    const std::string& sysroot);

}  // namespace ocellus::tools

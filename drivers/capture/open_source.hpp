// One door to every kind of source.
#pragma once

#include <cstdint>
#include <span>
#include <variant>

#include "drivers/capture/avi_source.hpp"
#include "drivers/capture/folder_source.hpp"
#include "drivers/capture/source.hpp"
#include "runtime/status.hpp"

namespace ocellus::capture {

// Room for one open source of any kind, where its owner wants it to lie.
using SourceRoom = std::variant<std::monostate, AviSource, FolderSource>;

struct OpenOptions {
  // Holds the newest frame as the source delivers it, for a folder also the names. Stays with the
  // source as long as it lives.
  std::span<std::uint8_t> memory;
  // What a folder of pictures claims as its frames per second, above 0.
  double folder_rate = 1.0;
};

// Opens what the path is: a folder of pictures, an AVI file or a single JPEG or PNG picture. The
// source is built in `room`, which must outlive it; `source` stays nullptr on failure.
//
// kNotFound: there is nothing under that path, or no picture in the folder. kUnsupported: it is
// something else. Otherwise what the source's own open() says. May allocate: call it at start-up.
Status open_source(const char* path, const OpenOptions& options, SourceRoom& room, Source*& source);

}  // namespace ocellus::capture

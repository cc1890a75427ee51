// One door to every kind of source.
#pragma once

#include <cstdint>
#include <span>
#include <variant>

#include "drivers/capture/avi_source.hpp"
#include "drivers/capture/camera.hpp"
#include "drivers/capture/folder_source.hpp"
#include "drivers/capture/source.hpp"
#include "drivers/capture/steady_camera.hpp"
#include "runtime/status.hpp"

namespace ocellus::capture {

// Room for one open source of any kind, where its owner wants it to lie.
using SourceRoom = std::variant<std::monostate, AviSource, FolderSource, SteadyCamera>;

struct OpenOptions {
  // Holds the newest frame as the source delivers it, for a folder also the names. Stays with the
  // source as long as it lives.
  std::span<std::uint8_t> memory;
  // What a folder of pictures claims as its frames per second, above 0.
  double folder_rate = 1.0;
  // What a camera is asked for, and its deadlines; `path` and `memory` of these are not read.
  CameraOptions camera = {};
};

// Opens what the path is: a folder of pictures, an AVI file, a single JPEG or PNG picture, or a
// camera. The source is built in `room`, which must outlive it; `source` stays nullptr on failure.
//
// A camera is "camera", a path that begins with "/dev/video" or "/dev/v4l/", or "libcamera", alone
// or with an id as in "libcamera:ID". It need not be there yet; who wants its events asks
// camera_in().
//
// kNotFound: there is nothing under that path, or no picture in the folder. kUnsupported: it is
// something else. Otherwise what the source's own open() says. May allocate: call it at start-up.
Status open_source(const char* path, const OpenOptions& options, SourceRoom& room, Source*& source);

// The camera in the room; nullptr when the source is none.
Camera* camera_in(SourceRoom& room);

}  // namespace ocellus::capture

// Which of a camera's formats and sizes is asked for.
#pragma once

#include <libcamera/libcamera.h>

#include <cstdint>
#include <memory>

#include "drivers/capture/remote_protocol.hpp"
#include "drivers/capture/v4l2_format.hpp"

namespace ocellus::capture_libcamera {

struct StreamChoice {
  std::unique_ptr<libcamera::CameraConfiguration> configuration;  // nullptr: none that is read
  capture::FourCc format = {};                                    // its stream's, as V4L2 names it
  bool turn_refused = false;  // mirrored or upside down, as the wish says
};

// The size nearest to the wish, of these the format that comes first in capture::format_rank.
StreamChoice choose_stream(libcamera::Camera& camera, const capture::RemoteWish& wish);

// V4L2's name of libcamera's format; 0 when this program does not know it.
capture::FourCc v4l2_name(const libcamera::PixelFormat& format);

}  // namespace ocellus::capture_libcamera

// What a V4L2 camera needs of the operating system, thin enough for a test to play the kernel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/capture/source.hpp"

namespace ocellus::capture {

// Results are 0 or more, or minus an errno value. Nothing waits in user space but wait(); how long
// the kernel takes for a request is up to the device's driver (steady_camera.hpp).
class VideoSystem {
 public:
  virtual ~VideoSystem() = default;

  // A device for reading and writing, whose requests do not wait.
  virtual int open(const char* path) = 0;
  virtual void close(int device) = 0;

  // An ioctl, repeated where a signal interrupted it.
  virtual int request(int device, unsigned long code, void* argument) = 0;

  virtual int map(int device, std::size_t size, std::uint32_t offset,
                  std::span<std::uint8_t>& bytes) = 0;
  virtual void unmap(std::span<std::uint8_t> bytes) = 0;

  // 1 as soon as the device has a buffer or an error to tell, 0 when `limit` has passed; a signal
  // ends it early with 0. Device -1 has neither: it only waits. A limit of 0 or less: no wait.
  virtual int wait(int device, Microseconds limit) = 0;

  // Never goes back; the clock that V4L2 stamps buffers with (CLOCK_MONOTONIC).
  virtual Microseconds now() = 0;
};

// Linux. Without state: everybody may use it.
VideoSystem& linux_video_system();

}  // namespace ocellus::capture

// A source that comes and goes: a device which somebody may pull out, and which has faults to tell.
#pragma once

#include <optional>

#include "drivers/capture/camera_fault.hpp"
#include "drivers/capture/source.hpp"

namespace ocellus::capture {

class Camera : public Source {
 public:
  // The oldest event that was not taken; false when there is none. To be asked after each next().
  virtual bool take_event(CameraEvent& event) = 0;

  // The newest fault of an outage that is not over.
  virtual std::optional<CameraFault> trouble() const = 0;
};

}  // namespace ocellus::capture

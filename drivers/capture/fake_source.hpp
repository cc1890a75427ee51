// A source that plays a script: frames and failures in the order a test wants them.
#pragma once

#include <cmath>
#include <span>

#include "drivers/capture/source.hpp"

namespace ocellus::capture {

class FakeSource final : public Source {
 public:
  struct Step {
    Status status = {};
    Encoding encoding = Encoding::kJpeg;
    std::span<const std::uint8_t> bytes = {};
    ImageView raw = {};
  };

  // `script` must outlive the source; `rate` is in frames per second, above 0.
  FakeSource(std::span<const Step> script, double rate) : script_(script), rate_(rate) {}

  // Behind the end of the script: kEndOfStream.
  Status next(Frame& frame) override {
    frame = {};
    frame.index = index_;
    frame.time = Microseconds(std::llround(static_cast<double>(index_) * 1e6 / rate_));
    if (index_ == script_.size()) return Status::failure(Code::kEndOfStream, "the script is over");
    const Step& step = script_[index_++];
    frame.encoding = step.encoding;
    frame.bytes = step.bytes;
    frame.raw = step.raw;
    return step.status;
  }

  std::uint64_t frame_count() const override { return script_.size(); }
  double nominal_rate() const override { return rate_; }

 private:
  std::span<const Step> script_;
  double rate_;
  std::size_t index_ = 0;
};

}  // namespace ocellus::capture

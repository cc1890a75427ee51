// A kernel with one V4L2 camera, for tests: its clock moves only when somebody waits, it does every
// fault on demand, and it keeps a list of what no program may do.
#pragma once

#include <errno.h>
#include <linux/videodev2.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "drivers/capture/riff.hpp"
#include "drivers/capture/video_system.hpp"

namespace ocellus::capture {

class FakeVideoSystem final : public VideoSystem {
 public:
  enum class Fault : std::uint8_t {
    kNone,
    kStall,          // no buffers
    kFreeze,         // the same picture
    kErrorBuffers,   // empty ones, marked as damaged
    kShort,          // a third of each picture
    kGarbage,        // bytes that begin like nothing
    kGone,           // unplugged
    kSwapped,        // unplugged, and then another camera: `other_offers`
    kBusy,           // taken away, and then open elsewhere
    kRefuseFormat,   // taken away, and then VIDIOC_S_FMT gives another format than it is asked for
    kRefuseBuffers,  // taken away, and then VIDIOC_REQBUFS fails
    kRefuseStart,    // taken away, and then VIDIOC_STREAMON fails
    kRefuseQueue,    // VIDIOC_QBUF fails
    kRefuseDequeue,  // VIDIOC_DQBUF fails
    kPollError,      // ready, with nothing to take
  };
  static constexpr int kFaultCount = 15;

  struct Offer {
    FourCc name = {};
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t row_padding = 0;    // bytes
    std::uint32_t bytes_per_row = 0;  // of plane 0, without the padding; 0 for JPEG
    bool planar = false;              // half as much again for chroma
  };

  // The camera. May be changed at any time; an open device notices when that is natural.
  std::vector<Offer> offers = {{.name = four_cc("MJPG"), .width = 640, .height = 480}};
  std::vector<Offer> other_offers = {{.name = four_cc("MJPG"), .width = 320, .height = 240}};
  std::string path = "/dev/video0";
  std::uint32_t capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  std::vector<std::uint32_t> controls = {V4L2_CID_EXPOSURE_AUTO, V4L2_CID_EXPOSURE_ABSOLUTE};
  std::map<std::uint32_t, std::int32_t> control_values = {};
  Microseconds period{33333};
  bool ends_jpeg = true;
  std::size_t jpeg_filling = 0;  // zeros behind the end
  int open_error = 0;            // an errno value that open() fails with

  // What happened so far.
  std::vector<std::string> violations = {};
  std::uint64_t dequeued = 0;
  std::uint64_t opened = 0;
  std::size_t mapped() const { return memory_.size(); }
  bool is_open() const { return session_.has_value(); }

  // From now on until that much later. Another fault that lasts ends.
  void inject(Fault fault, Microseconds duration) {
    if (fault_ == Fault::kSwapped && fault != fault_) std::swap(offers, other_offers);
    fault_ = fault;
    fault_end_ = now_ + duration;
    switch (fault) {
      case Fault::kGone:
      case Fault::kSwapped:
      case Fault::kBusy:
      case Fault::kRefuseFormat:
      case Fault::kRefuseBuffers:
      case Fault::kRefuseStart:
        if (session_) session_->dead = true;
        break;
      default:
        break;
    }
  }
  void advance(Microseconds time) { run_until(now_ + time); }

  int open(const char* name) override {
    settle();
    if (name != path || is(Fault::kGone) || is(Fault::kSwapped)) return -ENOENT;
    if (open_error != 0) return -open_error;
    if (is(Fault::kBusy)) return -EBUSY;
    if (session_) blame("opened twice");
    ++opened;
    session_ = Session{.number = ++numbers_};
    return session_->number;
  }

  void close(int device) override {
    if (!session_ || device != session_->number) return blame("closed what is not open");
    if (!memory_.empty()) blame("closed with buffers mapped");
    session_.reset();
  }

  int request(int device, unsigned long code, void* argument) override {
    settle();
    if (!session_ || device != session_->number) {
      blame("a request to a closed device");
      return -EBADF;
    }
    if (session_->dead) return -ENODEV;
    switch (code) {
      case VIDIOC_QUERYCAP:
        static_cast<v4l2_capability*>(argument)->capabilities = capabilities | V4L2_CAP_DEVICE_CAPS;
        static_cast<v4l2_capability*>(argument)->device_caps = capabilities;
        return 0;
      case VIDIOC_ENUM_FMT:
        return list(*static_cast<v4l2_fmtdesc*>(argument));
      case VIDIOC_TRY_FMT:
        return fit(static_cast<v4l2_format*>(argument)->fmt.pix);
      case VIDIOC_S_FMT:
        return set_format(static_cast<v4l2_format*>(argument)->fmt.pix);
      case VIDIOC_G_PARM:
      case VIDIOC_S_PARM:
        static_cast<v4l2_streamparm*>(argument)->parm.capture.timeperframe = {
            static_cast<std::uint32_t>(period.count()), 1000000};
        return 0;
      case VIDIOC_S_CTRL:
        return set_control(*static_cast<v4l2_control*>(argument));
      case VIDIOC_REQBUFS:
        return make_buffers(*static_cast<v4l2_requestbuffers*>(argument));
      case VIDIOC_QUERYBUF:
        return tell(*static_cast<v4l2_buffer*>(argument));
      case VIDIOC_QBUF:
        return queue(*static_cast<v4l2_buffer*>(argument));
      case VIDIOC_DQBUF:
        return dequeue(*static_cast<v4l2_buffer*>(argument));
      case VIDIOC_STREAMON:
        if (is(Fault::kRefuseStart)) return -EIO;
        session_->streaming = true;
        session_->next_frame = now_ + period;
        return 0;
      case VIDIOC_STREAMOFF:
        session_->streaming = false;
        return 0;
      default:
        return -ENOTTY;
    }
  }

  int map(int device, std::size_t size, std::uint32_t offset,
          std::span<std::uint8_t>& bytes) override {
    if (!session_ || device != session_->number || offset >= session_->buffers.size()) {
      blame("mapped what is not there");
      return -EINVAL;
    }
    std::vector<std::uint8_t> room(size);
    bytes = room;
    session_->buffers[offset].bytes = bytes;
    memory_.emplace(bytes.data(), std::move(room));
    return 0;
  }

  void unmap(std::span<std::uint8_t> bytes) override {
    if (memory_.erase(bytes.data()) != 1) blame("unmapped what is not mapped");
    if (!session_) return;
    for (Buffer& buffer : session_->buffers) {
      if (buffer.bytes.data() == bytes.data()) buffer.bytes = {};
    }
  }

  int wait(int device, Microseconds limit) override {
    settle();
    const Microseconds end = now_ + std::max(limit, Microseconds(0));
    if (device < 0) {
      run_until(end);
      return 0;
    }
    if (!session_ || device != session_->number) {
      blame("waited for a closed device");
      return -EBADF;
    }
    for (;;) {
      if (session_->dead || !session_->filled.empty() || is(Fault::kPollError)) return 1;
      if (now_ >= end) return 0;
      run_until(session_->streaming ? std::min(end, std::max(session_->next_frame, now_)) : end);
    }
  }

  Microseconds now() override { return now_; }

 private:
  struct Buffer {
    std::span<std::uint8_t> bytes = {};
    std::uint32_t used = 0;
    Microseconds time{0};
    bool damaged = false;
    bool queued = false;
  };
  struct Session {
    int number = 0;
    bool dead = false;
    bool streaming = false;
    Offer offer = {};
    std::uint32_t image_bytes = 0;
    std::vector<Buffer> buffers = {};
    std::deque<std::uint32_t> queued = {};
    std::deque<std::uint32_t> filled = {};
    Microseconds next_frame{0};
  };

  bool is(Fault fault) const { return fault_ == fault; }

  void settle() {
    if (fault_ == Fault::kNone || now_ < fault_end_) return;
    if (fault_ == Fault::kSwapped) std::swap(offers, other_offers);
    fault_ = Fault::kNone;
  }

  void blame(std::string what) { violations.push_back(std::move(what)); }

  void run_until(Microseconds end) {
    while (session_ && session_->streaming && !session_->dead && session_->next_frame <= end) {
      now_ = std::max(now_, session_->next_frame);
      session_->next_frame += period;
      settle();
      if (!is(Fault::kStall)) fill();
    }
    now_ = std::max(now_, end);
    settle();
  }

  void fill() {
    if (session_->queued.empty()) return;
    const std::uint32_t index = session_->queued.front();
    session_->queued.pop_front();
    Buffer& buffer = session_->buffers[index];
    if (!is(Fault::kFreeze)) ++picture_;
    draw(buffer);
    buffer.time = now_;
    buffer.damaged = is(Fault::kErrorBuffers);
    if (buffer.damaged) buffer.used = 0;
    if (is(Fault::kShort)) buffer.used /= 3;
    if (is(Fault::kGarbage)) buffer.bytes[0] = 0;
    session_->filled.push_back(index);
  }

  // The same number, the same bytes.
  void draw(Buffer& buffer) const {
    const bool jpeg = session_->offer.bytes_per_row == 0;
    const std::size_t size = jpeg ? 200 + picture_ % 50 : session_->image_bytes;
    for (std::size_t i = 0; i < size; ++i) {
      buffer.bytes[i] = static_cast<std::uint8_t>(1 + (picture_ + i) % 250);
    }
    buffer.used = static_cast<std::uint32_t>(size);
    if (!jpeg) return;
    buffer.bytes[0] = buffer.bytes[2] = 0xFF;
    buffer.bytes[1] = 0xD8;
    if (!ends_jpeg) return;
    buffer.bytes[size - 2] = 0xFF;
    buffer.bytes[size - 1] = 0xD9;
    std::fill_n(buffer.bytes.begin() + static_cast<std::ptrdiff_t>(size), jpeg_filling,
                std::uint8_t{0});
    buffer.used += static_cast<std::uint32_t>(jpeg_filling);
  }

  int list(v4l2_fmtdesc& entry) const {
    if (entry.index >= offers.size()) return -EINVAL;
    entry.pixelformat = static_cast<std::uint32_t>(offers[entry.index].name);
    return 0;
  }

  const Offer& nearest(std::uint32_t name) const {
    for (const Offer& offer : offers) {
      if (static_cast<std::uint32_t>(offer.name) == name) return offer;
    }
    return offers.front();
  }

  static int answer(const Offer& offer, v4l2_pix_format& format) {
    format.pixelformat = static_cast<std::uint32_t>(offer.name);
    format.width = offer.width;
    format.height = offer.height;
    format.field = V4L2_FIELD_NONE;
    const bool jpeg = offer.bytes_per_row == 0;
    format.bytesperline = jpeg ? 0 : offer.bytes_per_row + offer.row_padding;
    format.sizeimage = jpeg ? 4096 : format.bytesperline * offer.height;
    if (offer.planar) format.sizeimage += format.sizeimage / 2;
    return 0;
  }

  int fit(v4l2_pix_format& format) const { return answer(nearest(format.pixelformat), format); }

  int set_format(v4l2_pix_format& format) {
    session_->offer = nearest(format.pixelformat);
    answer(session_->offer, format);
    session_->image_bytes = format.sizeimage;
    if (is(Fault::kRefuseFormat)) format.pixelformat = V4L2_PIX_FMT_H264;
    return 0;
  }

  int set_control(const v4l2_control& control) {
    if (std::ranges::find(controls, control.id) == controls.end()) return -EINVAL;
    control_values[control.id] = control.value;
    return 0;
  }

  int make_buffers(v4l2_requestbuffers& wish) {
    if (is(Fault::kRefuseBuffers)) return -ENOMEM;
    session_->buffers.assign(wish.count, Buffer{});
    return 0;
  }

  int tell(v4l2_buffer& buffer) const {
    if (buffer.index >= session_->buffers.size()) return -EINVAL;
    buffer.length = session_->image_bytes;
    buffer.m.offset = buffer.index;
    return 0;
  }

  int queue(const v4l2_buffer& buffer) {
    if (is(Fault::kRefuseQueue)) return -EIO;
    Buffer& own = session_->buffers.at(buffer.index);
    if (own.queued || own.bytes.empty()) {
      blame("queued twice, or unmapped");
      return -EINVAL;
    }
    own.queued = true;
    session_->queued.push_back(buffer.index);
    return 0;
  }

  int dequeue(v4l2_buffer& buffer) {
    if (is(Fault::kRefuseDequeue)) return -EIO;
    if (is(Fault::kPollError) || session_->filled.empty()) return -EAGAIN;
    buffer.index = session_->filled.front();
    session_->filled.pop_front();
    Buffer& own = session_->buffers[buffer.index];
    own.queued = false;
    buffer.bytesused = own.used;
    buffer.flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    if (own.damaged) buffer.flags |= V4L2_BUF_FLAG_ERROR;
    buffer.timestamp = {.tv_sec = own.time.count() / 1000000,
                        .tv_usec = own.time.count() % 1000000};
    ++dequeued;
    return 0;
  }

  Microseconds now_{1000000};
  Fault fault_ = Fault::kNone;
  Microseconds fault_end_{0};
  std::optional<Session> session_;
  std::map<const std::uint8_t*, std::vector<std::uint8_t>> memory_;
  int numbers_ = 2;
  std::uint64_t picture_ = 0;
};

}  // namespace ocellus::capture

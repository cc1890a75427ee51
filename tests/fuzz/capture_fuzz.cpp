// The input is a camera's driver: what it answers to every request, which buffers it fills, how
// far, and with what. Beyond what the sanitizers see: whatever it does, the camera's events have
// names and its device is closed as it was opened; a good frame lies in the buffers of the driver
// or in the memory for conversions, and is decoded as the camera's program decodes it.
#include <errno.h>
#include <linux/videodev2.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <vector>

#include "drivers/capture/steady_camera.hpp"
#include "drivers/picture/picture.hpp"
#include "tests/fuzz/every_byte.hpp"

namespace {

using namespace ocellus;
using namespace ocellus::capture;

void require(bool condition) {
  if (!condition) std::abort();
}

alignas(64) std::array<std::byte, std::size_t{1} << 20> g_decoded;
std::array<std::uint8_t, std::size_t{1} << 18> g_converted;

constexpr std::array kFormats = {kMotionJpeg,     kJpegStill,      four_cc("NV12"), four_cc("YU12"),
                                 four_cc("YV12"), four_cc("YUYV"), four_cc("RGB3"), four_cc("GREY"),
                                 four_cc("UYVY"), four_cc("YVYU"), four_cc("BA81"), four_cc("GBRG"),
                                 four_cc("GRBG"), four_cc("RGGB"), four_cc("H264")};

class HostileDriver final : public VideoSystem {
 public:
  explicit HostileDriver(std::span<const std::uint8_t> input) : input_(input) {}
  ~HostileDriver() override { require(mappings_.empty() && !open_); }

  int open(const char* /*path*/) override {
    require(!open_);
    open_ = true;
    return 5;
  }
  void close(int device) override {
    require(open_ && device == 5);
    open_ = false;
  }

  int request(int device, unsigned long code, void* argument) override {
    require(open_ && device == 5);
    const std::uint8_t mood = next();
    constexpr std::array kErrors = {ENODEV, EINVAL, EIO, EBUSY, ENOTTY, EAGAIN, ENOMEM, EPIPE};
    if (mood >= 0xf0) return -kErrors[mood % kErrors.size()];
    switch (code) {
      case VIDIOC_QUERYCAP:
        static_cast<v4l2_capability*>(argument)->capabilities =
            V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        break;
      case VIDIOC_ENUM_FMT: {
        auto& offer = *static_cast<v4l2_fmtdesc*>(argument);
        if (offer.index > mood % 4u) return -EINVAL;
        offer.pixelformat = static_cast<std::uint32_t>(kFormats[next() % kFormats.size()]);
        break;
      }
      case VIDIOC_TRY_FMT:
      case VIDIOC_S_FMT:
        answer(static_cast<v4l2_format*>(argument)->fmt.pix, mood);
        break;
      case VIDIOC_REQBUFS:
        if (mood >= 0x80) static_cast<v4l2_requestbuffers*>(argument)->count = next();
        break;
      case VIDIOC_QUERYBUF: {
        auto& buffer = *static_cast<v4l2_buffer*>(argument);
        buffer.length = mood < 0xc0 ? image_bytes_ : number(3);
        buffer.m.offset = buffer.index;
        break;
      }
      case VIDIOC_DQBUF:
        fill(*static_cast<v4l2_buffer*>(argument), mood);
        break;
      default:
        if (mood >= 0x80) scribble(code, argument);
        break;
    }
    return 0;
  }

  int map(int device, std::size_t size, std::uint32_t /*offset*/,
          std::span<std::uint8_t>& bytes) override {
    require(open_ && device == 5);
    if (size == 0) return -EINVAL;
    if (size > kLargestBuffer || next() >= 0xf8) return -ENOMEM;
    std::vector<std::uint8_t> room(size);
    bytes = room;
    order_.push_back(room.data());
    mappings_.emplace(room.data(), std::move(room));
    return 0;
  }
  void unmap(std::span<std::uint8_t> bytes) override {
    std::erase(order_, bytes.data());
    require(mappings_.erase(bytes.data()) == 1);
  }

  int wait(int device, Microseconds limit) override {
    const std::uint8_t mood = device < 0 ? 0xff : next();
    if (mood < 0xc0) {
      now_ += std::min(std::max(limit, Microseconds(0)), Microseconds(30'000));
      return 1;
    }
    now_ += std::max(limit, Microseconds(0));
    return 0;
  }
  Microseconds now() override { return now_; }

  bool has_more() const { return at_ < input_.size(); }
  bool holds(const std::uint8_t* begin, std::size_t size) const {
    const auto inside = [=](const std::uint8_t* room, std::size_t room_size) {
      return begin >= room && begin + size <= room + room_size;
    };
    return inside(g_converted.data(), g_converted.size()) ||
           std::ranges::any_of(mappings_, [&](const auto& mapping) {
             return inside(mapping.first, mapping.second.size());
           });
  }

 private:
  static constexpr std::size_t kLargestBuffer = std::size_t{1} << 18;

  std::uint8_t next() { return at_ < input_.size() ? input_[at_++] : 0xff; }
  std::uint32_t number(int bytes) {
    std::uint32_t value = 0;
    while (bytes-- > 0) value = value << 8 | next();
    return value;
  }

  // Mostly what could be.
  void answer(v4l2_pix_format& format, std::uint8_t mood) {
    if (mood >= 0xe0) {
      for (std::uint32_t* word : {&format.width, &format.height, &format.pixelformat, &format.field,
                                  &format.bytesperline, &format.sizeimage}) {
        *word = number(4);
      }
      return;
    }
    format.width = 2u * (1 + mood % 32);
    format.height = 2u * (1 + next() % 32);
    format.field = V4L2_FIELD_NONE;
    format.bytesperline = mood % 3 == 0 ? 0 : format.width * (1 + mood % 3) + next() % 5;
    format.sizeimage = mood % 5 == 0 ? number(2) : 4 * format.width * format.height + 512;
    image_bytes_ = format.sizeimage;
  }

  void fill(v4l2_buffer& buffer, std::uint8_t mood) {
    buffer.index =
        mood < 0xe0 && !order_.empty() ? mood % static_cast<std::uint32_t>(order_.size()) : next();
    buffer.bytesused = mood % 4 == 3 ? number(4) : image_bytes_;
    buffer.flags = mood % 16 == 7 ? number(4) : std::uint32_t{V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC};
    buffer.timestamp = {.tv_sec = mood % 8 == 5 ? static_cast<std::int64_t>(
                                                      std::uint64_t{number(4)} << 32 | number(4))
                                                : now_.count() / 1'000'000,
                        .tv_usec = now_.count() % 1'000'000};
    if (buffer.index >= order_.size()) return;
    std::vector<std::uint8_t>& bytes = mappings_[order_[buffer.index]];
    const std::size_t count = std::min<std::size_t>({number(2), bytes.size(), input_.size() - at_});
    std::copy_n(input_.begin() + static_cast<std::ptrdiff_t>(at_), count, bytes.begin());
    at_ += count;
    if (mood % 4 == 1) buffer.bytesused = static_cast<std::uint32_t>(count);
  }

  void scribble(unsigned long code, void* argument) {
    auto* const bytes = static_cast<std::uint8_t*>(argument);
    for (std::size_t i = 0; i < _IOC_SIZE(code); ++i) bytes[i] = next();
  }

  std::span<const std::uint8_t> input_;
  std::size_t at_ = 0;
  bool open_ = false;
  std::uint32_t image_bytes_ = 0;
  std::map<const std::uint8_t*, std::vector<std::uint8_t>> mappings_;
  std::vector<const std::uint8_t*> order_;
  Microseconds now_{1'000'000};
};

std::uint32_t g_sum = 0;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static picture::Decoder decoder(g_decoded);
  HostileDriver driver({data, size});
  {
    SteadyCamera camera(driver);
    require(camera
                .open({.path = "/dev/video0",
                       .wish = {.width = 64, .height = 64, .exposure = Microseconds(1000)},
                       .memory = g_converted})
                .ok());
    constexpr int kMostFrames = 64;
    for (int i = 0; i < kMostFrames && driver.has_more(); ++i) {
      Frame frame;
      const Status status = camera.next(frame);
      CameraEvent event;
      while (camera.take_event(event)) continue;
      if (!status.ok()) continue;
      if (frame.encoding == Encoding::kRaw) {
        g_sum += tests::read_every_byte(
            frame.raw, [&](bool in_order, const std::uint8_t* begin, std::size_t bytes) {
              require(in_order && driver.holds(begin, bytes));
            });
        continue;
      }
      require(driver.holds(frame.bytes.data(), frame.bytes.size()));
      ImageView image;
      picture::Size full;
      static_cast<void>(decoder.decode_samples(frame.bytes, {32, 32}, image, full).ok());
    }
  }
  [[maybe_unused]] volatile std::uint32_t kept = g_sum;
  return 0;
}

#include "drivers/display/drm_card.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstring>

#include "drivers/display/mode.hpp"

// libdrm's functions that return lists allocate them, so lists are asked for by the requests
// beneath, into arrays: screens come and go long after start-up.
namespace ocellus::display {
namespace {

constexpr std::size_t kMostModes = 128;
constexpr std::size_t kMostEncoders = 8;

Status refused(const char* what, int error) {
  const bool gone = error == ENODEV || error == ENXIO;
  if (gone) return Status::failure(Code::kDisconnected, "the graphics device went away", 0, error);
  if (error == EACCES || error == EPERM) {
    return Status::failure(Code::kDisconnected, "another program has the screen", 0, error);
  }
  return Status::failure(Code::kIo, what, 0, error);
}

template <typename T>
std::uint64_t address(T* array) {
  return std::bit_cast<std::uintptr_t>(array);
}

Mode mode_of(const drm_mode_modeinfo& info) {
  return {.width = info.hdisplay,
          .height = info.vdisplay,
          .refresh = static_cast<std::int32_t>(info.vrefresh),
          .interlaced = (info.flags & DRM_MODE_FLAG_INTERLACE) != 0,
          .preferred = (info.type & DRM_MODE_TYPE_PREFERRED) != 0};
}

// What a connected screen offers, as the kernel read it when it was last probed.
struct Offer {
  std::array<drm_mode_modeinfo, kMostModes> modes = {};
  std::size_t mode_count = 0;
  std::array<std::uint32_t, kMostEncoders> encoders = {};
  std::size_t encoder_count = 0;

  Status read(int descriptor, std::uint32_t connector) {
    drm_mode_get_connector request = {};
    request.connector_id = connector;
    request.modes_ptr = address(modes.data());
    request.count_modes = kMostModes;
    request.encoders_ptr = address(encoders.data());
    request.count_encoders = kMostEncoders;
    if (drmIoctl(descriptor, DRM_IOCTL_MODE_GETCONNECTOR, &request) != 0) {
      return refused("the screen cannot be examined", errno);
    }
    // A list that does not fit is not given at all.
    if (request.count_modes > kMostModes || request.count_encoders > kMostEncoders) {
      return Status::failure(Code::kTooLarge, "the screen has more than 128 modes");
    }
    mode_count = request.count_modes;
    encoder_count = request.count_encoders;
    return Status::success();
  }
};

void note_flip(int, unsigned int, unsigned int, unsigned int, void* flipping) {
  *static_cast<bool*>(flipping) = false;
}

}  // namespace

Status DrmCard::open() {
  if (path_ != nullptr) return open(path_);
  std::array<char, 16> path = {"/dev/dri/card"};
  Status first = Status::failure(Code::kNotFound, "there is no graphics device");
  for (char number = '0'; number < '8'; ++number) {
    path[sizeof "/dev/dri/card" - 1] = number;
    const Status status = open(path.data());
    if (status.ok()) return status;
    if (first.code == Code::kNotFound) first = status;
  }
  return first;
}

Status DrmCard::open(const char* path) {
  // Not blocking: an event is read when it may be there.
  descriptor_ = ::open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) {
    return errno == ENOENT
               ? Status::failure(Code::kNotFound, "there is no such graphics device", 0, errno)
               : refused("the graphics device cannot be opened", errno);
  }
  drm_mode_card_res request = {};
  request.connector_id_ptr = address(connectors_.data());
  request.count_connectors = kMostParts;
  request.crtc_id_ptr = address(crtcs_.data());
  request.count_crtcs = kMostParts;
  std::uint64_t has_buffers = 0;
  const bool known = drmIoctl(descriptor_, DRM_IOCTL_MODE_GETRESOURCES, &request) == 0;
  connector_count_ = std::min<std::size_t>(request.count_connectors, kMostParts);
  crtc_count_ = std::min<std::size_t>(request.count_crtcs, kMostParts);
  if (!known || connector_count_ == 0 || crtc_count_ == 0 ||
      drmGetCap(descriptor_, DRM_CAP_DUMB_BUFFER, &has_buffers) != 0 || has_buffers == 0) {
    close();
    return Status::failure(Code::kUnsupported, "the graphics device cannot drive a screen");
  }
  // Nobody may have asked yet what is connected.
  for (std::size_t i = 0; i < connector_count_; ++i) is_connected(connectors_[i], true);
  return Status::success();
}

void DrmCard::close() {
  stop();
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

bool DrmCard::is_connected(std::uint32_t connector, bool probe) const {
  drm_mode_modeinfo unused = {};
  drm_mode_get_connector request = {};
  request.connector_id = connector;
  // The kernel probes when no room for modes is offered.
  request.count_modes = probe ? 0 : 1;
  request.modes_ptr = address(&unused);
  return drmIoctl(descriptor_, DRM_IOCTL_MODE_GETCONNECTOR, &request) == 0 &&
         request.connection == DRM_MODE_CONNECTED &&
         request.connector_type != DRM_MODE_CONNECTOR_WRITEBACK;
}

Status DrmCard::look(bool& connected) {
  connected = false;
  if (descriptor_ < 0) {
    if (const Status status = open(); !status.ok()) return status;
  }
  std::uint64_t unused = 0;
  if (drmGetCap(descriptor_, DRM_CAP_DUMB_BUFFER, &unused) != 0) {
    const Status status = refused("the graphics device does not answer", errno);
    close();
    return status;
  }
  if (connector_ != 0) {
    connected = is_connected(connector_, false);
    return Status::success();
  }
  for (std::size_t i = 0; i < connector_count_ && !connected; ++i) {
    connected = is_connected(connectors_[i], false);
  }
  return Status::success();
}

std::uint32_t DrmCard::crtc_for(std::span<const std::uint32_t> encoders) const {
  for (const std::uint32_t encoder : encoders) {
    drm_mode_get_encoder request = {};
    request.encoder_id = encoder;
    if (drmIoctl(descriptor_, DRM_IOCTL_MODE_GETENCODER, &request) != 0) continue;
    if (request.crtc_id != 0) return request.crtc_id;  // it is in use with this screen already
    for (std::size_t i = 0; i < crtc_count_; ++i) {
      if ((request.possible_crtcs >> i & 1) != 0) return crtcs_[i];
    }
  }
  return 0;
}

Status DrmCard::make_page(PixelSize size, Page& page) {
  const auto width = static_cast<std::uint32_t>(size.width);
  const auto height = static_cast<std::uint32_t>(size.height);
  std::uint32_t stride = 0;
  std::uint64_t bytes = 0;
  std::uint64_t offset = 0;
  if (drmModeCreateDumbBuffer(descriptor_, width, height, 32, 0, &page.handle, &stride, &bytes) !=
          0 ||
      drmModeAddFB(descriptor_, width, height, 24, 32, stride, page.handle, &page.framebuffer) !=
          0 ||
      drmModeMapDumbBuffer(descriptor_, page.handle, &offset) != 0) {
    return refused("the graphics device gives no memory for a picture", errno);
  }
  void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_,
                            static_cast<off_t>(offset));
  if (memory == MAP_FAILED) {
    return refused("the graphics device's memory cannot be mapped", errno);
  }
  page.bytes = bytes;
  page.surface = {size, static_cast<std::uint8_t*>(memory), static_cast<std::ptrdiff_t>(stride)};
  std::memset(memory, 0, bytes);
  return Status::success();
}

Status DrmCard::begin(std::uint32_t connector) {
  Offer offer;
  if (const Status status = offer.read(descriptor_, connector); !status.ok()) return status;
  std::array<Mode, kMostModes> modes;
  std::transform(offer.modes.begin(), offer.modes.begin() + offer.mode_count, modes.begin(),
                 mode_of);
  const auto chosen = choose_mode(std::span(modes).first(offer.mode_count));
  if (!chosen.has_value()) {
    return Status::failure(Code::kNotFound, "the screen has no mode of at most 1920 x 1200 pixels");
  }
  crtc_ = crtc_for(std::span(offer.encoders).first(offer.encoder_count));
  if (crtc_ == 0) return Status::failure(Code::kUnsupported, "nothing can drive this screen");

  const PixelSize size = {modes[*chosen].width, modes[*chosen].height};
  for (Page& page : pages_) {
    if (const Status status = make_page(size, page); !status.ok()) return status;
  }
  auto mode = std::bit_cast<drmModeModeInfo>(offer.modes[*chosen]);
  if (drmModeSetCrtc(descriptor_, crtc_, pages_[0].framebuffer, 0, 0, &connector, 1, &mode) != 0) {
    return refused("the screen refuses its mode", errno);
  }
  connector_ = connector;
  return Status::success();
}

Status DrmCard::start() {
  stop();
  read_events();  // of flips that nobody waited for
  flipping_ = false;
  for (std::size_t i = 0; i < connector_count_; ++i) {
    if (!is_connected(connectors_[i], false) || !is_connected(connectors_[i], true)) continue;
    const Status status = begin(connectors_[i]);
    if (!status.ok()) stop();
    return status;
  }
  return Status::failure(Code::kNotFound, "no screen is connected");
}

void DrmCard::stop() {
  if (connector_ != 0) drmModeSetCrtc(descriptor_, crtc_, 0, 0, 0, nullptr, 0, nullptr);
  connector_ = 0;
  crtc_ = 0;
  for (Page& page : pages_) {
    if (page.bytes != 0) munmap(page.surface.pixels, page.bytes);
    if (page.framebuffer != 0) drmModeRmFB(descriptor_, page.framebuffer);
    if (page.handle != 0) drmModeDestroyDumbBuffer(descriptor_, page.handle);
    page = {};
  }
}

Surface DrmCard::page(std::size_t index) { return pages_[index].surface; }

Status DrmCard::flip(std::size_t index) {
  if (drmModePageFlip(descriptor_, crtc_, pages_[index].framebuffer, DRM_MODE_PAGE_FLIP_EVENT,
                      &flipping_) != 0) {
    return refused("the screen refuses a picture", errno);
  }
  flipping_ = true;
  return Status::success();
}

void DrmCard::read_events() {
  drmEventContext handlers = {};
  handlers.version = 2;
  handlers.page_flip_handler = note_flip;
  drmHandleEvent(descriptor_, &handlers);
}

Status DrmCard::wait_for_flip(Time deadline) {
  while (flipping_) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd wanted = {descriptor_, POLLIN, 0};
    const int ready =
        poll(&wanted, 1, static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000)));
    if (ready < 0 && errno != EINTR) return refused("the screen cannot be waited for", errno);
    if (ready > 0 && (wanted.revents & POLLIN) == 0) {
      return Status::failure(Code::kDisconnected, "the graphics device went away");
    }
    if (ready > 0) read_events();
    if (flipping_ && std::chrono::steady_clock::now() >= deadline) {
      return Status::failure(Code::kTimeout, "the screen still puts up the picture before");
    }
  }
  return Status::success();
}

}  // namespace ocellus::display

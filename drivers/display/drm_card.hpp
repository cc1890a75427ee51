// A graphics device of the kernel's, by libdrm: dumb buffers and page flips, which every driver
// that sets modes has, and which atomic drivers carry out as atomic commits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/display/card.hpp"

namespace ocellus::display {

class DrmCard final : public Card {
 public:
  // `path` is a device such as "/dev/dri/card0", and outlives the card; without it the first of
  // card0 to card7 that can drive a screen: on some boards the first one can only compute. The
  // device is opened by look(), again after it went away, and shut while it refuses.
  explicit DrmCard(const char* path = nullptr) : path_(path) {}
  ~DrmCard() override { close(); }
  DrmCard(const DrmCard&) = delete;
  DrmCard& operator=(const DrmCard&) = delete;

  Status look(bool& connected) override;
  Status start() override;
  void stop() override;
  Surface page(std::size_t index) override;
  Status flip(std::size_t index) override;
  Status wait_for_flip(Time deadline) override;

 private:
  static constexpr std::size_t kMostParts = 16;  // connectors, and CRTCs

  struct Page {
    Surface surface;
    std::uint32_t handle = 0;
    std::uint32_t framebuffer = 0;
    std::size_t bytes = 0;  // mapped
  };

  Status open();
  Status open(const char* path);
  void close();
  bool is_connected(std::uint32_t connector, bool probe) const;
  std::uint32_t crtc_for(std::span<const std::uint32_t> encoders) const;
  Status make_page(PixelSize size, Page& page);
  Status begin(std::uint32_t connector);
  void read_events();

  const char* path_;
  int descriptor_ = -1;
  std::array<std::uint32_t, kMostParts> connectors_ = {};
  std::size_t connector_count_ = 0;
  std::array<std::uint32_t, kMostParts> crtcs_ = {};
  std::size_t crtc_count_ = 0;
  std::uint32_t connector_ = 0;  // in use, or 0
  std::uint32_t crtc_ = 0;
  std::array<Page, kPages> pages_ = {};
  bool flipping_ = false;
};

}  // namespace ocellus::display

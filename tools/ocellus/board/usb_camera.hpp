// The virtual board's USB camera: what it answers to its host's packets, and when it sends frames.
// No socket and no clock of its own (camera_server.hpp has both), so tests drive it by hand.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "tools/ocellus/board/bytes.hpp"
#include "tools/ocellus/board/camera_fault.hpp"
#include "tools/ocellus/board/picture_feed.hpp"
#include "tools/ocellus/board/usbredir.hpp"
#include "tools/ocellus/board/uvc.hpp"

namespace ocellus::tools::board {

class UsbCamera {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Counts {
    std::uint64_t frames = 0;  // handed to the host, whole or damaged
    std::uint64_t corrupted = 0, shortened = 0, stalled = 0, repeated = 0;
  };

  // `feed` outlives the camera. With `plugged_in` it appears as soon as the host has greeted.
  UsbCamera(PictureFeed& feed, std::vector<uvc::Mode> modes, bool plugged_in);

  // What is to be sent to the host is appended to `out`.
  void greet(Bytes& out);
  void handle(const usbredir::Packet& packet, Time now, Bytes& out);
  void apply(const CameraFault& fault, Time now, Bytes& out);
  // Sends what is due: call it after the three above and at due().
  void pump(Time now, Bytes& out);

  // When pump() has something to do though the host is silent; nothing while it waits for the host.
  std::optional<Time> due() const;

  // False from when it is pulled out.
  bool plugged_in() const { return plugged_in_ && !leaving_since_; }
  // Pulled out, and not yet gone for its host; see kUnplug in camera_fault.hpp.
  bool leaving() const { return leaving_since_.has_value(); }
  bool streaming() const { return streaming_.has_value(); }
  const Counts& counts() const { return counts_; }
  // What it believes of itself and its host, in one line for a person.
  std::string describe(Time now) const;

 private:
  struct Transfer {
    std::uint64_t id;
    usbredir::Bulk request;
  };

  void connect(Bytes& out);
  void disconnect(Bytes& out);
  void leave(Time now, Bytes& out);
  Time gone() const;
  void quieten();
  void answer_control(const usbredir::Packet& packet, Time now, Bytes& out);
  void take_bulk(const usbredir::Packet& packet, Bytes& out);
  void cancel(std::uint64_t id, Bytes& out);
  void complete(const Transfer& transfer, usbredir::TransferStatus status, ByteView data,
                Bytes& out);
  // The data of a reply, empty for requests away from the host; nothing: refused by a STALL.
  std::optional<Bytes> reply_to(const usbredir::Control& request, Time now);
  std::optional<Bytes> descriptor(std::uint16_t which) const;
  std::optional<Bytes> streaming_request(const usbredir::Control& request, Time now);
  std::optional<Bytes> brightness_request(const usbredir::Control& request);
  void make_frame(Time now);

  PictureFeed& feed_;
  const std::vector<uvc::Mode> all_modes_;
  std::vector<uvc::Mode> modes_;  // those it shows since it was plugged in last
  bool greeted_ = false;
  bool plugged_in_ = false;
  bool wanted_in_ = false;
  CameraFault::Formats wanted_formats_ = CameraFault::Formats::kAll;
  std::optional<Time> leaving_since_;
  bool enumerated_ = false;  // the host asks for what it wants to see, no longer for what this is
  Time asked_ = {};          // the host's newest request or reset

  std::uint8_t configuration_ = 0;
  std::uint8_t probed_ = 1;
  std::uint16_t brightness_ = 128;
  std::optional<uvc::Mode> streaming_;

  std::deque<Transfer> waiting_;  // the host's requests, in order
  std::deque<Bytes> payloads_;    // of the frame on its way
  Bytes frame_;                   // the newest, to be repeated
  bool frame_bit_ = false;
  Time next_frame_ = {};

  std::uint32_t to_corrupt_ = 0, to_shorten_ = 0, to_stall_ = 0;
  Time frozen_until_ = {}, paused_until_ = {};
  std::uint32_t noise_ = 1;
  Counts counts_;
};

}  // namespace ocellus::tools::board

#include "tests/board/desk.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <span>

#include "apps/camera/see/watcher.hpp"
#include "apps/camera/settings/reader.hpp"
#include "drivers/capture/frame_check.hpp"
#include "runtime/track/event_json.hpp"
#include "tools/ocellus/board/camera_server.hpp"
#include "tools/ocellus/board/picture_feed.hpp"

namespace ocellus::tests {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::string mark_of(std::span<const std::uint8_t> bytes) {
  std::array<char, 20> text;
  std::snprintf(text.data(), text.size(), "%016llx",
                static_cast<unsigned long long>(capture::frame_mark(bytes)));
  return text.data();
}

// Everything that the board's camera shows as MJPEG, until it begins anew.
std::map<std::string, Bytes> frames_of(const std::string& pictures) {
  std::map<std::string, Bytes> frames;
  const auto feed = tools::board::open_picture_feed(pictures);
  EXPECT_TRUE(feed.ok());
  if (!feed.ok()) return frames;
  const tools::board::uvc::Mode mode = tools::board::camera_modes(10)[0];
  for (std::string first;;) {
    const auto view = feed.value()->next(mode);
    const std::string mark = mark_of(view);
    if (view.empty() || mark == first) return frames;
    if (first.empty()) first = mark;
    frames.emplace(mark, Bytes(view.begin(), view.end()));
  }
}

void add(const Saying& saying, Witness& witness) {
  if (!saying["event"].empty()) witness.events.push_back(saying.text);
  if (!saying.is_notice("frame")) return;
  witness.frames.push_back({saying.json["frame"].get<std::uint64_t>(),
                            std::chrono::microseconds(saying.json["microseconds"].get<long long>()),
                            saying["mark"]});
}

}  // namespace

Witness witness_of(const std::vector<Saying>& heard) {
  Witness witness;
  for (const Saying& saying : heard) add(saying, witness);
  return witness;
}

Witness bear_witness(Device& device, std::size_t frames) {
  Witness witness;
  const auto enough = [&](const Saying& saying) {
    add(saying, witness);
    return witness.frames.size() > frames;
  };
  EXPECT_TRUE(device.next("enough frames", enough, std::chrono::minutes(3)).has_value());
  // A frame is told before its events: those of the last one have not come yet.
  if (witness.frames.size() > frames) witness.frames.pop_back();
  return witness;
}

std::vector<std::string> events_at_the_desk(std::string_view text, const std::string& pictures,
                                            const std::vector<SeenFrame>& seen) {
  std::vector<std::string> lines;
  camera::Settings settings;
  camera::Mistakes mistakes;
  EXPECT_TRUE(camera::read_settings(text, settings, mistakes));
  const auto watcher = std::make_unique<camera::Watcher>();
  const auto crew = std::make_unique<platform::Crew>();
  camera::StageTimes times;
  EXPECT_TRUE(watcher->choose_models(settings, "").ok());
  EXPECT_TRUE(watcher->prepare(camera::Pixels::kForPeople).ok());

  const std::map<std::string, Bytes> frames = frames_of(pictures);
  for (const SeenFrame& each : seen) {
    const auto found = frames.find(each.mark);
    EXPECT_NE(found, frames.end()) << "the board saw a frame that it was not shown: " << each.mark;
    if (found == frames.end()) return {};
    capture::Frame frame;
    frame.index = each.number;
    frame.time = each.time;
    frame.bytes = found->second;
    EXPECT_TRUE(watcher->see(frame, times).ok());
    EXPECT_TRUE(watcher->infer(frame, *crew, times).ok());
    for (const camera::Eye* eye : watcher->eyes()) {
      for (const Event& event : eye->events()) {
        std::array<char, kEventJsonCapacity> room;
        lines.emplace_back(write_event_json(event, eye->labels(), eye->scene(), room));
      }
    }
  }
  return lines;
}

void expect_what_the_desk_says(Device& device, std::string_view settings,
                               const std::string& pictures, std::size_t frames) {
  const Witness board = bear_witness(device, frames);
  const std::vector<std::string> expected = events_at_the_desk(settings, pictures, board.frames);
  ASSERT_FALSE(expected.empty());
  EXPECT_EQ(board.events, expected) << device.console();
  EXPECT_EQ(device.starts(), 1) << device.console();
}

}  // namespace ocellus::tests

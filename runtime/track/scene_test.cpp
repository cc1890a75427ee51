#include "runtime/track/scene.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "runtime/track/event_json.hpp"

namespace ocellus {
namespace {

constexpr PixelSize kPicture = {768, 576};
constexpr std::string_view kLabels[] = {"???", "Bicycle", "Boot", "Laptop", "Person"};

Detection person(float x, float y) { return {{x - 15, y - 80, x + 15, y}, 0.62f, LabelIndex{4}}; }

constexpr CountingLine kDoor = {"door", {100, 300}, {400, 300}};  // crossed "in" downwards

Zone yard() {
  Zone zone;
  zone.name = "yard";
  zone.corner_count = 4;
  zone.corners = {Point{200, 200}, {400, 200}, {400, 400}, {200, 400}};
  return zone;
}

// A tracker and a scene at ten frames a second, and everything that happened.
class Film {
 public:
  Film(const std::vector<CountingLine>& lines, const std::vector<Zone>& zones) {
    EXPECT_TRUE(tracker_->prepare({}, kPicture).ok());
    EXPECT_TRUE(scene_->prepare(lines, zones).ok());
  }

  void show(const std::vector<Detection>& detections) {
    time_ = time_ + milliseconds(100);
    tracker_->update(detections, time_);
    for (const Event& event : scene_->update(*tracker_, time_, frame_++)) events_.push_back(event);
  }

  // One person, step by step from one place to another.
  void walk(Point from, Point to, int steps) {
    for (int i = 0; i <= steps; ++i) {
      const float share = static_cast<float>(i) / static_cast<float>(steps);
      show({person(from.x + share * (to.x - from.x), from.y + share * (to.y - from.y))});
    }
  }

  const Scene& scene() const { return *scene_; }
  LineCount door() const { return scene_->count(LineIndex{0}); }
  std::uint32_t yard() const { return scene_->present(ZoneIndex{0}); }
  const std::vector<Event>& events() const { return events_; }
  std::size_t count(EventKind kind) const {
    return static_cast<std::size_t>(std::count_if(events_.begin(), events_.end(),
                                                  [&](const Event& e) { return e.kind == kind; }));
  }

 private:
  std::unique_ptr<Tracker> tracker_ = std::make_unique<Tracker>();
  std::unique_ptr<Scene> scene_ = std::make_unique<Scene>();
  Microseconds time_;
  std::uint64_t frame_ = 0;
  std::vector<Event> events_;
};

TEST(Lines, CountInFromTheLeftHandToTheRight) {
  Film film({kDoor}, {});
  film.walk({250, 250}, {250, 350}, 20);
  EXPECT_EQ(film.door().in, 1u);
  EXPECT_EQ(film.door().out, 0u);
  ASSERT_EQ(film.count(EventKind::kCrossed), 1u);
  EXPECT_EQ(film.events()[1].direction, Direction::kIn);
  EXPECT_EQ(film.events()[1].track, 1u);

  Film reversed({{"door", kDoor.to, kDoor.from}}, {});
  reversed.walk({250, 250}, {250, 350}, 20);
  EXPECT_EQ(reversed.door().out, 1u);
  EXPECT_EQ(reversed.door().in, 0u);
}

TEST(Lines, CountEveryCrossingBackAndForth) {
  Film film({kDoor}, {});
  for (int i = 0; i < 3; ++i) {
    film.walk({250, 260}, {250, 340}, 16);
    film.walk({250, 340}, {250, 260}, 16);
  }
  EXPECT_EQ(film.door().in, 3u);
  EXPECT_EQ(film.door().out, 3u);
  EXPECT_EQ(film.count(EventKind::kAppeared), 1u);
}

TEST(Lines, DoNotCountJitter) {
  Film film({kDoor}, {});
  film.walk({250, 280}, {250, 300}, 10);
  for (int i = 0; i < 100; ++i) film.show({person(250, i % 2 == 0 ? 296.0f : 304.0f)});
  EXPECT_LE(film.door().in, 0u);
  film.walk({250, 300}, {250, 280}, 10);
  EXPECT_EQ(film.count(EventKind::kCrossed), 0u);
}

TEST(Lines, CountOnceThroughJitter) {
  Film film({kDoor}, {});
  film.walk({250, 280}, {250, 300}, 10);
  for (int i = 0; i < 50; ++i) film.show({person(250, i % 2 == 0 ? 297.0f : 303.0f)});
  film.walk({250, 300}, {250, 330}, 10);
  EXPECT_EQ(film.door().in, 1u);
  EXPECT_EQ(film.door().out, 0u);
}

TEST(Lines, EndWhereTheyEnd) {
  Film film({kDoor}, {});
  film.walk({450, 250}, {450, 350}, 20);  // beside the door
  film.walk({450, 350}, {250, 350}, 40);  // then along behind it
  EXPECT_EQ(film.count(EventKind::kCrossed), 0u);
  film.walk({250, 350}, {250, 250}, 20);  // and back through
  EXPECT_EQ(film.door().out, 1u);
  EXPECT_EQ(film.door().in, 0u);
}

TEST(Lines, CountWhoWasHiddenOnTheWay) {
  Film film({kDoor}, {});
  film.walk({250, 240}, {250, 290}, 10);
  for (int i = 0; i < 6; ++i) film.show({});
  film.walk({250, 325}, {250, 350}, 5);
  EXPECT_EQ(film.door().in, 1u);
  EXPECT_EQ(film.count(EventKind::kAppeared), 1u);
}

TEST(Lines, CountWhoWasNotYetConfirmed) {
  Film film({kDoor}, {});
  film.walk({250, 294}, {250, 330}, 3);  // 12 pixels a frame: over the line at the second sight
  EXPECT_EQ(film.door().in, 1u);
}

TEST(Zones, KnowWhoIsInside) {
  Film film({}, {yard()});
  film.walk({150, 300}, {300, 300}, 30);
  EXPECT_EQ(film.yard(), 1u);
  film.walk({300, 300}, {450, 300}, 30);
  EXPECT_EQ(film.yard(), 0u);
  ASSERT_EQ(film.events().size(), 3u);
  EXPECT_EQ(film.events()[1].kind, EventKind::kEntered);
  EXPECT_EQ(film.events()[2].kind, EventKind::kLeft);
  EXPECT_EQ(film.events()[2].zone, ZoneIndex{0});
}

TEST(Zones, CountWhoAppearsInside) {
  Film film({}, {yard()});
  for (int i = 0; i < 3; ++i) film.show({person(300, 300)});
  EXPECT_EQ(film.yard(), 1u);
  EXPECT_EQ(film.count(EventKind::kEntered), 1u);
}

TEST(Zones, DoNotCountJitter) {
  Film film({}, {yard()});
  film.walk({150, 300}, {195, 300}, 15);
  for (int i = 0; i < 100; ++i) film.show({person(i % 2 == 0 ? 196.0f : 203.0f, 300)});
  EXPECT_EQ(film.count(EventKind::kEntered), 0u);
}

TEST(Zones, AreLeftByWhoEndsInside) {
  Film film({}, {yard()});
  for (int i = 0; i < 5; ++i) film.show({person(300, 300)});
  for (int i = 0; i < 15; ++i) film.show({});
  EXPECT_EQ(film.yard(), 1u);  // hidden, not gone
  for (int i = 0; i < 10; ++i) film.show({});
  EXPECT_EQ(film.yard(), 0u);
  ASSERT_EQ(film.events().size(), 4u);
  EXPECT_EQ(film.events()[2].kind, EventKind::kLeft);
  EXPECT_EQ(film.events()[3].kind, EventKind::kLost);
  EXPECT_EQ(film.events()[3].track, 1u);
}

TEST(Zones, MayBeHollow) {
  Zone horseshoe;
  horseshoe.corner_count = 8;
  horseshoe.corners = {Point{100, 100}, {500, 100}, {500, 400}, {400, 400},
                       {400, 200},      {200, 200}, {200, 400}, {100, 400}};
  Film film({}, {horseshoe});
  for (int i = 0; i < 4; ++i) film.show({person(300, 300), person(150, 300), person(450, 300)});
  EXPECT_EQ(film.yard(), 2u);
}

TEST(Scene, FollowsAFullTableComingAndGoing) {
  Film film({kDoor}, {yard()});
  std::vector<Detection> crowd;
  for (int i = 0; i < 64; ++i) {
    crowd.push_back(
        person(20 + 36.0f * static_cast<float>(i % 20), 90.0f * (1 + static_cast<float>(i / 20))));
  }
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 4; ++i) film.show(crowd);
    EXPECT_GT(film.yard(), 0u);
    for (int i = 0; i < 25; ++i) film.show({});
    EXPECT_EQ(film.yard(), 0u);
  }
  EXPECT_EQ(film.count(EventKind::kAppeared), 192u);
  EXPECT_EQ(film.count(EventKind::kLost), 192u);
  EXPECT_EQ(film.scene().dropped_events(), 0u);
}

TEST(Scene, ReportsBoxesInsideThePicture) {
  Film film({}, {});
  film.walk({700, 300}, {768, 300}, 10);
  for (int i = 0; i < 30; ++i) film.show({});
  ASSERT_EQ(film.count(EventKind::kLost), 1u);
  for (const Event& event : film.events()) {
    EXPECT_LE(event.box.x0, event.box.x1);
    EXPECT_LE(event.box.x1, 768);
  }
}

TEST(Scene, RefusesNonsense) {
  Scene scene;
  const std::vector<CountingLine> many(9, kDoor);
  EXPECT_EQ(scene.prepare(many, {}).code, Code::kTooLarge);
  const CountingLine point[] = {kDoor, {"x", {5, 5}, {5, 5}}};
  EXPECT_EQ(scene.prepare(point, {}).code, Code::kUnsupported);
  EXPECT_EQ(scene.prepare(point, {}).at, 1u);
  Zone zone = yard();
  zone.corner_count = 2;
  EXPECT_EQ(scene.prepare({}, std::span(&zone, 1)).code, Code::kUnsupported);
  zone.corner_count = 17;
  EXPECT_EQ(scene.prepare({}, std::span(&zone, 1)).code, Code::kTooLarge);
  EXPECT_EQ(scene.prepare({}, {}, 2.0f).code, Code::kUnsupported);
}

TEST(EventJson, HasTheAgreedShape) {
  Scene scene;
  const Zone zone = yard();
  ASSERT_TRUE(scene.prepare(std::span(&kDoor, 1), std::span(&zone, 1)).ok());
  char room[kEventJsonCapacity];
  Event event;
  event.time = {12'299'500};
  event.frame = 123;
  event.track = 7;
  event.label = LabelIndex{4};
  event.score = 0.6249f;
  event.box = {-0.6f, 0.5f, 99.49f, 100.5f};
  EXPECT_EQ(write_event_json(event, kLabels, scene, room),
            R"({"time":12.300,"frame":123,"event":"appeared","track":7,"label":"Person",)"
            R"("score":0.62,"box":[-1,1,99,101]})");
  event.kind = EventKind::kCrossed;
  event.direction = Direction::kOut;
  EXPECT_EQ(write_event_json(event, kLabels, scene, room),
            R"({"time":12.300,"frame":123,"event":"crossed","track":7,"label":"Person",)"
            R"("score":0.62,"box":[-1,1,99,101],"line":"door","direction":"out"})");
  event.kind = EventKind::kLeft;
  event.time = {0};
  event.score = 1;
  EXPECT_EQ(write_event_json(event, kLabels, scene, room),
            R"({"time":0.000,"frame":123,"event":"left","track":7,"label":"Person",)"
            R"("score":1.00,"box":[-1,1,99,101],"zone":"yard"})");
  EXPECT_EQ(write_event_json(event, kLabels, scene, room, "face"),
            R"({"time":0.000,"frame":123,"event":"left","track":7,"label":"Person",)"
            R"("score":1.00,"box":[-1,1,99,101],"zone":"yard","detector":"face"})");
  event.kind = EventKind::kLost;
  event.label = LabelIndex{99};
  event.time = {-1'000};
  event.score = 0.05f;
  event.frame = ~std::uint64_t{0};
  EXPECT_EQ(write_event_json(event, kLabels, scene, room),
            R"({"time":-0.001,"frame":18446744073709551615,"event":"lost","track":7,"label":"?",)"
            R"("score":0.05,"box":[-1,1,99,101]})");
}

TEST(EventJson, EscapesNamesAndFitsTheWorst) {
  Scene scene;
  const std::string worst(Scene::kMaxName, '\x01');
  const CountingLine lines[] = {{"a \"b\" \\ \n\xc3\xa9", {0, 0}, {1, 0}}, {worst, {0, 0}, {1, 0}}};
  ASSERT_TRUE(scene.prepare(lines, {}).ok());
  char room[kEventJsonCapacity];
  Event event;
  event.kind = EventKind::kCrossed;
  EXPECT_NE(write_event_json(event, kLabels, scene, room)
                .find(R"("line":"a \"b\" \\ \u000a)"
                      "\xc3\xa9\","),
            std::string_view::npos);

  event.time = {-9'000'000'000'000'000'000};
  event.frame = ~std::uint64_t{0};
  event.track = ~0u;
  event.score = -9e8f;
  event.box = {-9e8f, -9e8f, -9e8f, -9e8f};
  event.line = LineIndex{1};
  const std::string_view names[] = {worst};
  const std::string_view line = write_event_json(event, names, scene, room, worst);
  ASSERT_FALSE(line.empty());
  EXPECT_TRUE(
      write_event_json(event, names, scene, std::span(room).first(line.size() - 1), worst).empty());
}

}  // namespace
}  // namespace ocellus

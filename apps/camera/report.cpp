#include "apps/camera/report.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>

#include "apps/camera/console.hpp"
#include "platform/linux/write_all.hpp"

namespace ocellus::camera {
namespace {

double milliseconds(Nanoseconds duration) { return static_cast<double>(duration.count()) * 1e-6; }

template <typename... Values>
void print(const char* format, Values... values) {
  std::array<char, 256> line;
  const int length = std::snprintf(line.data(), line.size(), format, values...);
  if (length > 0) {
    static_cast<void>(
        platform::write_all(STDERR_FILENO, {line.data(), static_cast<std::size_t>(length)}));
  }
}

int size_of(std::string_view text) { return static_cast<int>(text.size()); }

void print_arena(const Watcher& watcher) {
  const std::span<Eye* const> eyes = watcher.eyes();
  if (eyes.size() == 1) {
    const Model& model = eyes[0]->model();
    print("  %-24s %zu bytes (lower bound %zu)\n", "arena", model.arena_bytes,
          model.arena_lower_bound);
    return;
  }
  std::size_t apart = 0;
  for (const Eye* eye : eyes) apart += eye->model().arena_bytes;
  print("  %-24s %zu bytes, shared (one for each: %zu)\n", "arena", watcher.arena_bytes(), apart);
}

// `whose` is empty where there is one detector only.
void print_counts(const Scene& scene, std::string_view whose) {
  for (std::size_t i = 0; i < scene.lines().size(); ++i) {
    const std::string_view line = scene.lines()[i].name;
    const LineCount count = scene.count(static_cast<LineIndex>(i));
    print("  line %-19.*s %u in, %u out%s%.*s\n", size_of(line), line.data(), count.in, count.out,
          whose.empty() ? "" : ", ", size_of(whose), whose.data());
  }
  for (std::size_t i = 0; i < scene.zones().size(); ++i) {
    const std::string_view zone = scene.zones()[i].name;
    print("  zone %-19.*s %u present at the end%s%.*s\n", size_of(zone), zone.data(),
          scene.present(static_cast<ZoneIndex>(i)), whose.empty() ? "" : ", ", size_of(whose),
          whose.data());
  }
}

void print_stage(const LatencyHistogram& histogram, std::string_view stage,
                 std::string_view whose) {
  if (histogram.samples() == 0) return;
  std::array<char, 64> label;
  std::snprintf(label.data(), label.size(), "%.*s%s%.*s", size_of(stage), stage.data(),
                whose.empty() ? "" : " ", size_of(whose), whose.data());
  print("  %-24s %12.3f %12.3f\n", label.data(), milliseconds(histogram.quantile(0.5)),
        milliseconds(histogram.quantile(0.99)));
}

}  // namespace

void print_report(const RunFacts& facts, const Watcher& watcher, const StageTimes& times) {
  const double seconds = facts.elapsed.count();
  const double rate = seconds > 0 ? static_cast<double>(facts.frames) / seconds : 0;
  const bool alone = watcher.eyes().size() == 1;
  print("%s", "\n");
  for (const Eye* eye : watcher.eyes()) {
    const std::string_view model = eye->model().name;
    const std::string_view isa = name(eye->model().isa);
    print("  %-24s %.*s on %.*s, %d thread%s\n", "model", size_of(model), model.data(),
          size_of(isa), isa.data(), facts.threads, facts.threads == 1 ? "" : "s");
  }
  print("  %-24s %llu (%llu damaged)\n", "frames", static_cast<unsigned long long>(facts.frames),
        static_cast<unsigned long long>(facts.damaged_frames));
  print("  %-24s %.1f per second\n", "end to end", rate);
  print_arena(watcher);
  print("  %-24s %llu (pool peak %zu bytes)\n\n", "allocations after start",
        static_cast<unsigned long long>(facts.allocations_after_start), facts.pool_peak_bytes);
  for (const Eye* eye : watcher.eyes()) {
    print_counts(eye->scene(), alone ? "" : name(eye->kind()));
  }
  print("\n  %-24s %12s %12s\n", "stage", "median ms", "99 % ms");
  for (std::size_t i = 0; i < kStages; ++i) {
    const Stage stage = static_cast<Stage>(i);
    for (const DetectorKind kind : kDetectorKinds) {
      const bool told = !alone && is_of_one_detector(stage);
      print_stage(times.of(stage, kind), name(stage), told ? name(kind) : "");
    }
  }
}

}  // namespace ocellus::camera

#include "apps/camera/report.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>

#include "apps/camera/console.hpp"

namespace ocellus::camera {
namespace {

double milliseconds(Nanoseconds duration) { return static_cast<double>(duration.count()) * 1e-6; }

template <typename... Values>
void print(const char* format, Values... values) {
  std::array<char, 256> line;
  const int length = std::snprintf(line.data(), line.size(), format, values...);
  if (length > 0) {
    static_cast<void>(write_all(STDERR_FILENO, {line.data(), static_cast<std::size_t>(length)}));
  }
}

}  // namespace

void print_report(const RunFacts& facts, const Scene& scene, const StageTimes& times) {
  const double seconds = facts.elapsed.count();
  const double rate = seconds > 0 ? static_cast<double>(facts.frames) / seconds : 0;
  print("\n  %-24s %.*s on %.*s, 1 thread\n", "model", static_cast<int>(facts.model.size()),
        facts.model.data(), static_cast<int>(facts.isa.size()), facts.isa.data());
  print("  %-24s %llu (%llu damaged)\n", "frames", static_cast<unsigned long long>(facts.frames),
        static_cast<unsigned long long>(facts.damaged_frames));
  print("  %-24s %.1f per second\n", "end to end", rate);
  print("  %-24s %zu bytes (lower bound %zu)\n", "arena", facts.arena_bytes,
        facts.arena_lower_bound);
  print("  %-24s %llu (pool peak %zu bytes)\n\n", "allocations after start",
        static_cast<unsigned long long>(facts.allocations_after_start), facts.pool_peak_bytes);
  for (std::size_t i = 0; i < scene.lines().size(); ++i) {
    const std::string_view line = scene.lines()[i].name;
    const LineCount count = scene.count(static_cast<LineIndex>(i));
    print("  line %-19.*s %u in, %u out\n", static_cast<int>(line.size()), line.data(), count.in,
          count.out);
  }
  for (std::size_t i = 0; i < scene.zones().size(); ++i) {
    const std::string_view zone = scene.zones()[i].name;
    print("  zone %-19.*s %u present at the end\n", static_cast<int>(zone.size()), zone.data(),
          scene.present(static_cast<ZoneIndex>(i)));
  }
  print("\n  %-24s %12s %12s\n", "stage", "median ms", "99 % ms");
  for (std::size_t i = 0; i < kStages; ++i) {
    const Stage stage = static_cast<Stage>(i);
    const LatencyHistogram& histogram = times[stage];
    if (histogram.samples() == 0) continue;
    const std::string_view label = name(stage);
    print("  %-24.*s %12.3f %12.3f\n", static_cast<int>(label.size()), label.data(),
          milliseconds(histogram.quantile(0.5)), milliseconds(histogram.quantile(0.99)));
  }
}

}  // namespace ocellus::camera

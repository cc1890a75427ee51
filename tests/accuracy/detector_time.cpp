// detector_time RUNS: for every line on stdin, runs the compiled detector RUNS times and prints the
// milliseconds of each on a line of its own. tests/accuracy/judge races it against another program.
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "models/ssd_mobilenet_v2_oidv4.hpp"
#include "platform/linux/choose_model.hpp"

int main(int count, char** words) {
  using Clock = std::chrono::steady_clock;
  const int runs = count == 2 ? std::atoi(words[1]) : 0;
  const ocellus::Model* model =
      ocellus::platform::choose_model(ocellus::models::ssd_mobilenet_v2_oidv4::kModels);
  if (runs < 1 || model == nullptr) {
    std::fprintf(stderr, "usage: detector_time RUNS, on a processor that has kernels\n");
    return 2;
  }
  static ocellus::models::ssd_mobilenet_v2_oidv4::Arena arena;
  std::array<char, 16> line;
  while (std::fgets(line.data(), line.size(), stdin) != nullptr) {
    for (int run = 0; run < runs; ++run) {
      const Clock::time_point start = Clock::now();
      model->run(arena.bytes);
      const std::chrono::duration<double, std::milli> taken = Clock::now() - start;
      std::printf("%.4f\n", taken.count());
    }
    std::fflush(stdout);
  }
  return 0;
}

#include "apps/selftest/compute.hpp"

#include <sched.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <new>

#include "apps/selftest/arena_words.hpp"
#include "apps/selftest/process.hpp"
#include "drivers/storage/crc32c.hpp"

namespace ocellus::selftest {
namespace {

bool is_over(const Compute& compute) { return std::chrono::steady_clock::now() >= compute.until; }

// False: not as written, or no time.
bool march_over_arena(const Compute& compute, MarchEvidence& evidence) {
  evidence.trial = Trial::kUnderWay;
  ArenaWords words(compute.arena);
  for (std::size_t i = 0; i < compute.backgrounds; ++i) {
    if (const auto fault = march(words, kBackgrounds[i])) {
      evidence.fault = *fault;
      evidence.trial = Trial::kWrong;
      return false;
    }
    ++evidence.backgrounds;
    if (is_over(compute)) return false;
  }
  evidence.trial = Trial::kRight;
  return true;
}

// False: wrong, or no time. The latter leaves it under way.
bool walk(const Compute& compute, const Golden& golden, WalkEvidence& evidence) {
  std::byte* const arena = compute.arena.data();
  fill_golden_inputs(*golden.model, arena);
  std::span<const GoldenTensor> tensors = golden.tensors;
  const auto steps = static_cast<std::uint32_t>(golden.kernel_of_step.size());
  evidence.trial = Trial::kUnderWay;
  for (std::uint32_t step = 0; step < steps; ++step) {
    evidence.step = step;
    if (is_over(compute)) return false;
    allow_to_compute(kMostComputing);
    golden.run_step(arena, step);
    for (; !tensors.empty() && tensors.front().step == step; tensors = tensors.subspan(1)) {
      const GoldenTensor& tensor = tensors.front();
      evidence.found = storage::crc32c({arena + tensor.offset, tensor.size});
      if (evidence.found == tensor.checksum) continue;
      evidence.trial = Trial::kWrong;
      return false;
    }
  }
  evidence.trial = Trial::kRight;
  return true;
}

// What a process is given to do.
struct Task {
  const Compute* compute = nullptr;
  Evidence* evidence = nullptr;
  CoreEvidence* core = nullptr;
};

void work_on_weights(void* context) {
  const Task& task = *static_cast<const Task*>(context);
  read_weights(*task.compute, *task.evidence);
}

void work_on_core(void* context) {
  const Task& task = *static_cast<const Task*>(context);
  cpu_set_t own;
  CPU_ZERO(&own);
  CPU_SET(task.core->core, &own);
  // One that was switched off meanwhile is not tried.
  if (sched_setaffinity(0, sizeof own, &own) == 0) try_core(*task.compute, *task.core);
}

void work_on_networks(void* context) {
  const Task& task = *static_cast<const Task*>(context);
  run_networks(*task.compute, *task.evidence);
}

// Those that this process may run on.
void find_cores(Evidence& evidence) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  for (int core = 0; core < CPU_SETSIZE && evidence.core_count < kMostCores; ++core) {
    if (CPU_ISSET(core, &allowed)) evidence.cores[evidence.core_count++].core = core;
  }
}

}  // namespace

Evidence* shared_evidence() {
  void* const room =
      mmap(nullptr, sizeof(Evidence), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return room == MAP_FAILED ? nullptr : new (room) Evidence;
}

void read_weights(const Compute& compute, Evidence& evidence) {
  for (std::size_t m = 0; m < compute.models.size(); ++m) {
    const Golden& golden = *compute.models[m];
    WeightsEvidence& found = evidence.weights[m];
    allow_to_compute(kMostComputing);
    found.trial = Trial::kUnderWay;
    found.found = storage::crc32c(golden.weights);
    found.trial = found.found == golden.weights_checksum ? Trial::kRight : Trial::kWrong;
  }
}

void try_core(const Compute& compute, CoreEvidence& evidence) {
  allow_to_compute(kMostComputing);
  bool in_time = march_over_arena(compute, evidence.march);
  if (evidence.march.trial == Trial::kWrong) return;
  for (std::size_t m = 0; in_time && m < compute.models.size(); ++m) {
    WalkEvidence& evidence_of_walk = evidence.walks[m];
    in_time = walk(compute, *compute.models[m], evidence_of_walk) ||
              evidence_of_walk.trial == Trial::kWrong;
  }
}

void run_networks(const Compute& compute, Evidence& evidence) {
  if (!compute.crew->start(compute.threads).ok()) return;
  evidence.threads = compute.threads;
  for (std::size_t m = 0; m < compute.models.size() && !is_over(compute); ++m) {
    const Golden& golden = *compute.models[m];
    NetworkEvidence& found = evidence.networks[m];
    allow_to_compute(kMostComputing * compute.threads);
    found.trial = Trial::kUnderWay;
    fill_golden_inputs(*golden.model, compute.arena.data());
    compute.crew->run(*golden.model, compute.arena.data());
    storage::Crc32c outputs;
    for (const ModelTensor& output : golden.model->outputs) {
      outputs.add(compute.arena.subspan(output.offset, output.size));
    }
    found.found = outputs.value();
    found.trial = found.found == golden.outputs_checksum ? Trial::kRight : Trial::kWrong;
  }
}

void try_compute(const Compute& compute, Evidence& evidence) {
  find_cores(evidence);
  std::array<Process, kMostCores + 1> processes;
  std::array<Task, kMostCores + 1> tasks;
  const std::size_t count = evidence.core_count + 1;
  const auto deadline = compute.until + kMostWaiting;

  tasks[0] = {&compute, &evidence, nullptr};
  static_cast<void>(processes[0].start(work_on_weights, tasks.data()));
  for (std::size_t i = 1; i < count; ++i) {
    tasks[i] = {&compute, &evidence, &evidence.cores[i - 1]};
    static_cast<void>(processes[i].start(work_on_core, &tasks[i]));
  }
  Process::wait(std::span(processes).first(count), deadline);
  evidence.weights_end = processes[0].end();
  for (std::size_t i = 1; i < count; ++i) evidence.cores[i - 1].end = processes[i].end();

  Process networks;
  static_cast<void>(networks.start(work_on_networks, tasks.data()));
  Process::wait({&networks, 1}, deadline);
  evidence.networks_end = networks.end();
}

}  // namespace ocellus::selftest

#include "tools/ocellus/plan/schedule.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <queue>
#include <set>
#include <tuple>
#include <utility>

#include "tools/ocellus/plan/liveness.hpp"

namespace ocellus::tools {
namespace {

std::size_t index(StorageId id) { return static_cast<std::size_t>(id); }

bool contains(const std::vector<StorageId>& list, StorageId id) {
  return std::ranges::find(list, id) != list.end();
}

// The storages that the places lie in, each once.
std::vector<StorageId> storages(const std::vector<Place>& places) {
  std::vector<StorageId> result;
  for (const Place& place : places) {
    if (place.storage != kConstants && !contains(result, place.storage)) {
      result.push_back(place.storage);
    }
  }
  return result;
}

// What never changes while orders are compared.
class Problem {
 public:
  Problem(const Program& program, std::span<const std::size_t> scratch_bytes)
      : predecessors_(predecessors(program)) {
    for (const Storage& storage : program.storages) memory_.push_back({.bytes = storage.bytes});
    for (const Port& port : program.inputs) memory_[index(port.place.storage)].given = true;
    for (const Port& port : program.outputs) memory_[index(port.place.storage)].kept = true;
    for (std::size_t i = 0; i < program.steps.size(); ++i) {
      const Step& step = program.steps[i];
      Task task{.scratch = scratch_bytes[i],
                .writes = storages(step.outputs),
                .reads = storages(step.inputs)};
      for (const StorageId id : task.reads) ++memory_[index(id)].readers;
      task.overwritable = overwritable(program, step);
      tasks_.push_back(std::move(task));
    }
  }

  struct Memory {
    std::size_t bytes = 0;
    std::size_t readers = 0;
    bool given = false;  // an input: live from the start
    bool kept = false;   // an output: live to the end
  };
  struct Task {
    std::size_t scratch = 0;
    std::vector<StorageId> writes = {};
    std::vector<StorageId> reads = {};
    std::vector<StorageId> overwritable = {};
  };

  std::size_t size() const { return tasks_.size(); }
  const Task& task(std::size_t i) const { return tasks_[i]; }
  const Memory& memory(StorageId id) const { return memory_[index(id)]; }
  std::size_t memories() const { return memory_.size(); }
  const std::vector<std::size_t>& before(std::size_t i) const { return predecessors_[i]; }

 private:
  std::vector<std::vector<std::size_t>> predecessors_;
  std::vector<Memory> memory_;
  std::vector<Task> tasks_;
};

using Finished = std::vector<bool>;  // by step

// The memory after a set of steps has run.
class State {
 public:
  State(const Problem& problem, Finished finished)
      : problem_(problem),
        finished_(std::move(finished)),
        readers_left_(problem.memories()),
        exists_(problem.memories()) {
    for (std::size_t id = 0; id < problem.memories(); ++id) {
      const auto& memory = problem.memory(static_cast<StorageId>(id));
      readers_left_[id] = memory.readers;
      exists_[id] = memory.given;
    }
    for (std::size_t i = 0; i < problem.size(); ++i) {
      if (finished_[i]) apply(problem.task(i));
    }
    for (std::size_t id = 0; id < problem.memories(); ++id) {
      if (lives(static_cast<StorageId>(id))) live_ += bytes(static_cast<StorageId>(id));
    }
  }

  bool ready(std::size_t step) const {
    return !finished_[step] && std::ranges::all_of(problem_.before(step), [&](std::size_t other) {
      return finished_[other];
    });
  }

  struct Cost {
    std::size_t during = 0;  // live while the step runs
    std::size_t after = 0;
  };
  Cost cost(std::size_t step) const {
    const auto& task = problem_.task(step);
    std::size_t during = live_ + task.scratch;
    std::size_t after = live_;
    for (const StorageId id : task.writes) {
      const auto& memory = problem_.memory(id);
      const bool appears = !lives(id);
      const bool unread = memory.readers == 0 && !memory.kept;
      during += appears ? bytes(id) : 0;
      after += (appears ? bytes(id) : 0) - (unread ? bytes(id) : 0);
    }
    // An unused input is only given up by being overwritten, as nothing keeps it after the start.
    for (const StorageId id : task.reads) {
      const bool last = readers_left_[index(id)] == 1 && !problem_.memory(id).kept;
      if (last && !contains(task.writes, id)) after -= bytes(id);
    }
    for (const StorageId id : task.overwritable) {
      if (readers_left_[index(id)] != 1) continue;
      during -= bytes(task.writes[0]);
      break;
    }
    return {during, after};
  }

  void run(std::size_t step) {
    live_ = cost(step).after;
    finished_[step] = true;
    apply(problem_.task(step));
  }

  std::size_t live() const { return live_; }
  const Finished& finished() const { return finished_; }

 private:
  void apply(const Problem::Task& task) {
    for (const StorageId id : task.writes) exists_[index(id)] = true;
    for (const StorageId id : task.reads) --readers_left_[index(id)];
  }
  bool lives(StorageId id) const {
    return exists_[index(id)] && (readers_left_[index(id)] > 0 || problem_.memory(id).kept);
  }
  std::size_t bytes(StorageId id) const { return problem_.memory(id).bytes; }

  const Problem& problem_;
  Finished finished_;
  std::vector<std::size_t> readers_left_;
  std::vector<bool> exists_;
  std::size_t live_ = 0;
};

// A set of finished steps that the search has reached, and how.
struct Node {
  Finished finished;
  std::size_t peak = 0;
  std::size_t parent = 0;
  std::vector<std::size_t> steps;  // run since the parent, in order
};

// What any order needs: the step that needs most on its own.
std::size_t unavoidable(const Problem& problem) {
  std::size_t most = 0;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const auto& task = problem.task(i);
    std::size_t bytes = task.scratch;
    for (const StorageId id : task.reads) bytes += problem.memory(id).bytes;
    for (const StorageId id : task.writes) {
      if (task.overwritable.empty() && !contains(task.reads, id)) bytes += problem.memory(id).bytes;
    }
    most = std::max(most, bytes);
  }
  return most;
}

// Runs what costs nothing, in the file's order, until nothing does.
void run_free_steps(const Problem& problem, State& state, std::size_t peak,
                    std::vector<std::size_t>& steps) {
  for (std::size_t i = 0; i < problem.size();) {
    if (state.ready(i)) {
      const State::Cost cost = state.cost(i);
      if (cost.during <= peak && cost.after <= state.live()) {
        state.run(i);
        steps.push_back(i);
        i = 0;
        continue;
      }
    }
    ++i;
  }
}

std::vector<std::size_t> greedy_order(const Problem& problem) {
  State state(problem, Finished(problem.size(), false));
  std::vector<std::size_t> order;
  while (order.size() < problem.size()) {
    std::size_t best = problem.size();
    State::Cost best_cost;
    for (std::size_t i = 0; i < problem.size(); ++i) {
      if (!state.ready(i)) continue;
      const State::Cost cost = state.cost(i);
      if (best == problem.size() ||
          std::pair(cost.after, cost.during) < std::pair(best_cost.after, best_cost.during)) {
        best = i;
        best_cost = cost;
      }
    }
    state.run(best);
    order.push_back(best);
  }
  return order;
}

// The order with the smallest peak, or an empty one when `limit` expansions did not find it.
std::vector<std::size_t> best_first(const Problem& problem, std::size_t limit) {
  std::vector<Node> nodes;
  // Smallest peak first; among equals the furthest, then the one nearest to the file's order.
  using Entry = std::tuple<std::size_t, std::size_t, std::size_t>;  // peak, steps left, node
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  std::set<Finished> closed;

  const auto add = [&](State state, std::size_t peak, std::size_t parent,
                       std::vector<std::size_t> steps) {
    run_free_steps(problem, state, peak, steps);
    const auto left = static_cast<std::size_t>(std::ranges::count(state.finished(), false));
    open.emplace(peak, left, nodes.size());
    nodes.push_back({state.finished(), peak, parent, std::move(steps)});
  };

  add(State(problem, Finished(problem.size(), false)), unavoidable(problem), 0, {});
  for (std::size_t expansions = 0; !open.empty() && expansions < limit; ++expansions) {
    const auto [peak, left, at] = open.top();
    open.pop();
    if (left == 0) {
      std::vector<std::size_t> order;
      for (std::size_t node = at;; node = nodes[node].parent) {
        order.insert(order.begin(), nodes[node].steps.begin(), nodes[node].steps.end());
        if (node == 0) return order;
      }
    }
    if (!closed.insert(nodes[at].finished).second) continue;
    const State state(problem, nodes[at].finished);
    for (std::size_t i = 0; i < problem.size(); ++i) {
      if (!state.ready(i)) continue;
      const std::size_t raised = std::max(peak, state.cost(i).during);
      State next = state;
      next.run(i);
      if (!closed.contains(next.finished())) add(std::move(next), raised, at, {i});
    }
  }
  return {};
}

}  // namespace

Schedule find_schedule(const Program& program, std::span<const std::size_t> scratch_bytes,
                       std::size_t limit) {
  const Problem problem(program, scratch_bytes);
  Schedule best;
  best.order.resize(problem.size());
  std::iota(best.order.begin(), best.order.end(), std::size_t{0});
  best.peak_bytes = analyse(program, best.order, scratch_bytes).peak_bytes;

  const auto consider = [&](std::vector<std::size_t> order) {
    const std::size_t peak = analyse(program, order, scratch_bytes).peak_bytes;
    if (peak < best.peak_bytes) best = {std::move(order), peak, false};
  };
  std::vector<std::size_t> searched = best_first(problem, limit);
  const bool found = searched.size() == problem.size();
  consider(found ? std::move(searched) : greedy_order(problem));
  best.proved = found;
  return best;
}

}  // namespace ocellus::tools

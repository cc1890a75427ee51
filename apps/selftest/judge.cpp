#include "apps/selftest/judge.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace ocellus::selftest {
namespace {

constexpr std::string_view kInstallAgain =
    "The system on its card is damaged: install it again, by an update or with a new card.";

using Name = Finding::Name;
using Value = Finding::Word;
using Sentence = Finding::Sentence;

template <typename Text>
Text& put_model(Text& text, const Golden& golden) {
  return text.put(golden.model->name).put("__").put(ocellus::name(golden.model->isa));
}

Name named(std::string_view what, const Golden& golden) {
  Name name = what;
  return put_model(name, golden);
}

Name kernel_named(std::string_view kernel, Isa isa) {
  return Name("kernel ").put(kernel).put("__").put(ocellus::name(isa));
}

Value checksum(std::uint32_t value) { return Value("crc32c ").hexadecimal(value); }

std::uint32_t expected_of(const Golden& golden, std::uint32_t step) {
  for (const GoldenTensor& tensor : golden.tensors) {
    if (tensor.step == step) return tensor.checksum;
  }
  return 0;
}

class Judge {
 public:
  Judge(std::span<const Golden* const> models, const Evidence& evidence, Findings& findings)
      : models_(models), evidence_(evidence), findings_(findings) {}

  void memory() const;
  void cores() const;
  void weights(std::size_t model) const;
  void kernel(std::string_view kernel, Isa isa) const;
  void network(std::size_t model) const;

 private:
  // A step of a model at which a core's walk ended, other than for want of time.
  static bool is_at_fault(const CoreEvidence& core, std::size_t model) {
    const Trial trial = core.walks[model].trial;
    return trial == Trial::kWrong ||
           (trial == Trial::kUnderWay && core.end.how == End::How::kSignal);
  }
  static bool is_right(const CoreEvidence& core, std::size_t model) {
    return core.walks[model].trial == Trial::kRight;
  }
  bool any_core_right(std::size_t model) const {
    return std::ranges::any_of(evidence_.tried_cores(),
                               [&](const CoreEvidence& core) { return is_right(core, model); });
  }
  bool weights_are_right(std::size_t model) const {
    return evidence_.weights[model].trial == Trial::kRight;
  }
  // Right weights, and others are right: it is the core.
  bool is_bad(const CoreEvidence& core) const {
    for (std::size_t m = 0; m < models_.size(); ++m) {
      if (weights_are_right(m) && is_at_fault(core, m) && any_core_right(m)) return true;
    }
    return false;
  }
  // The walk that shows what is wrong with the kernels of a model, when no core is right.
  const CoreEvidence* common_fault(std::size_t model) const;
  // Why nothing can be said of what comes at or behind `step` of the model; empty when it can.
  Sentence obstacle(std::size_t model, std::optional<std::uint32_t> last_step) const;
  bool memory_failed() const {
    return std::ranges::any_of(evidence_.tried_cores(), [](const CoreEvidence& core) {
      return core.march.trial == Trial::kWrong;
    });
  }

  std::span<const Golden* const> models_;
  const Evidence& evidence_;
  Findings& findings_;
};

void Judge::memory() const {
  const std::span<const CoreEvidence> cores = evidence_.tried_cores();
  std::uint32_t least = 0;
  for (const CoreEvidence& core : cores) {
    if (core.march.trial == Trial::kWrong) {
      const MemoryFault& fault = core.march.fault;
      Value value = "bits ";
      value.hexadecimal(static_cast<std::uint32_t>((fault.expected ^ fault.found) >> 32));
      value.hexadecimal(static_cast<std::uint32_t>(fault.expected ^ fault.found));
      value.put(" of word ").put(fault.word).put(" were not as written");
      findings_.add(Finding::judged("memory", false, value, "every word as written",
                                    "Its memory fails: replace the board."));
      return;
    }
    least = least == 0 ? core.march.backgrounds : std::min(least, core.march.backgrounds);
    if (core.march.backgrounds == 0) {
      findings_.add(Finding::not_tested("memory", "The march over it did not come to its end."));
      return;
    }
  }
  if (cores.empty()) {
    findings_.add(Finding::not_tested("memory", "No process could be started."));
    return;
  }
  Value value = "as written, ";
  value.put(least).put(least == 1 ? " background" : " backgrounds");
  findings_.add(Finding::judged("memory", true, value, "every word as written", {}));
}

void Judge::cores() const {
  Value tried;
  Value right;
  Sentence bad;
  bool all_tried = evidence_.core_count > 0;
  for (const CoreEvidence& core : evidence_.tried_cores()) {
    tried.put(tried.empty() ? "" : " ").put(core.core);
    if (is_bad(core)) {
      bad.put(bad.empty() ? "Not as the others computes core " : " and ").put(core.core);
      continue;
    }
    right.put(right.empty() ? "" : " ").put(core.core);
    for (std::size_t m = 0; m < models_.size(); ++m) {
      all_tried = all_tried && is_right(core, m);
    }
  }
  if (!bad.empty()) {
    bad.put(": see to its heat and its power supply; if it stays so, replace the board.");
    findings_.add(Finding::judged("cores", false, right, tried, bad));
  } else if (!all_tried) {
    findings_.add(Finding::not_tested("cores", "Not every core came to the end of every network."));
  } else {
    findings_.add(Finding::compared("cores", right, tried, {}));
  }
}

void Judge::weights(std::size_t model) const {
  const Golden& golden = *models_[model];
  const Name name = named("weights of ", golden);
  const WeightsEvidence& found = evidence_.weights[model];
  switch (found.trial) {
    case Trial::kNotBegun:
      findings_.add(Finding::not_tested(name, "The process that reads them did not come to them."));
      return;
    case Trial::kUnderWay:
      if (evidence_.weights_end.how != End::How::kSignal) {
        findings_.add(Finding::not_tested(name, "There was no time to read them."));
        return;
      }
      findings_.add(Finding::judged(name, false, Value("signal ").put(evidence_.weights_end.signal),
                                    checksum(golden.weights_checksum), kInstallAgain));
      return;
    case Trial::kRight:
    case Trial::kWrong:
      findings_.add(Finding::compared(name, checksum(found.found),
                                      checksum(golden.weights_checksum), kInstallAgain));
      return;
  }
}

const CoreEvidence* Judge::common_fault(std::size_t model) const {
  if (!weights_are_right(model) || any_core_right(model)) return nullptr;
  const CoreEvidence* first = nullptr;
  for (const CoreEvidence& core : evidence_.tried_cores()) {
    if (!is_at_fault(core, model)) continue;
    if (first == nullptr || core.walks[model].step < first->walks[model].step) first = &core;
  }
  return first;
}

Sentence Judge::obstacle(std::size_t model, std::optional<std::uint32_t> last_step) const {
  const Golden& golden = *models_[model];
  if (!weights_are_right(model)) {
    Sentence reason = evidence_.weights[model].trial == Trial::kWrong
                          ? "Its weights are damaged: "
                          : "Its weights were not read: ";
    return put_model(reason, golden).put(".");
  }
  if (const CoreEvidence* const core = common_fault(model)) {
    const std::uint32_t step = core->walks[model].step;
    if (last_step && *last_step < step) return {};
    Sentence reason = "What it works on is wrong, by kernel ";
    return reason.put(golden.kernels[golden.kernel_of_step[step]]).put(".");
  }
  if (any_core_right(model)) return {};
  if (memory_failed()) return "The memory that it works in fails.";
  Sentence reason = "There was no time to come to its end: ";
  return put_model(reason, golden).put(".");
}

void Judge::kernel(std::string_view kernel, Isa isa) const {
  const Name name = kernel_named(kernel, isa);
  Sentence obstacle_met;
  std::size_t operators = 0;
  for (std::size_t m = 0; m < models_.size(); ++m) {
    const Golden& golden = *models_[m];
    if (golden.model->isa != isa) continue;
    const auto is_kernels = [&](std::uint32_t step) {
      return golden.kernels[golden.kernel_of_step[step]] == kernel;
    };
    if (const CoreEvidence* const core = common_fault(m)) {
      const WalkEvidence& walk = core->walks[m];
      if (is_kernels(walk.step)) {
        Value value = walk.trial == Trial::kWrong ? checksum(walk.found)
                                                  : Value("signal ").put(core->end.signal);
        put_model(value.put(", operator ").put(walk.step).put(" of "), golden);
        findings_.add(Finding::judged(name, false, value, checksum(expected_of(golden, walk.step)),
                                      kInstallAgain));
        return;
      }
    }
    std::optional<std::uint32_t> last;
    for (std::uint32_t step = 0; step < golden.kernel_of_step.size(); ++step) {
      if (!is_kernels(step)) continue;
      last = step;
      ++operators;
    }
    if (last && obstacle_met.empty()) obstacle_met = obstacle(m, last);
  }
  if (!obstacle_met.empty()) {
    findings_.add(Finding::not_tested(name, obstacle_met));
    return;
  }
  const Value value = Value().put(operators).put(" operators with the scalar kernels' bits");
  findings_.add(Finding::judged(name, true, value, "all of them", {}));
}

void Judge::network(std::size_t model) const {
  const Golden& golden = *models_[model];
  const Name name = named("network ", golden);
  Sentence reason = obstacle(model, std::nullopt);
  if (reason.empty()) {
    for (const CoreEvidence& core : evidence_.tried_cores()) {
      if (is_bad(core)) reason = "A core that it may run on computes wrongly.";
    }
  }
  const NetworkEvidence& found = evidence_.networks[model];
  const bool crashed =
      found.trial == Trial::kUnderWay && evidence_.networks_end.how == End::How::kSignal;
  if (reason.empty() && !crashed && found.trial != Trial::kRight && found.trial != Trial::kWrong) {
    reason = "There was no time for it.";
  }
  if (!reason.empty()) {
    findings_.add(Finding::not_tested(name, reason));
    return;
  }
  const Value value =
      crashed ? Value("signal ").put(evidence_.networks_end.signal) : checksum(found.found);
  findings_.add(Finding::compared(name, value, checksum(golden.outputs_checksum), kInstallAgain));
}

}  // namespace

void judge(std::span<const Golden* const> models, const Evidence& evidence, Findings& findings) {
  const Judge judge(models, evidence, findings);
  judge.memory();
  judge.cores();
  for (std::size_t m = 0; m < models.size(); ++m) judge.weights(m);
  for (std::size_t m = 0; m < models.size(); ++m) {
    for (const std::string_view kernel : models[m]->kernels) {
      const auto told_before = [&](const Golden* earlier) {
        return earlier->model->isa == models[m]->model->isa &&
               std::ranges::find(earlier->kernels, kernel) != earlier->kernels.end();
      };
      if (std::ranges::none_of(models.first(m), told_before)) {
        judge.kernel(kernel, models[m]->model->isa);
      }
    }
  }
  for (std::size_t m = 0; m < models.size(); ++m) judge.network(m);
}

}  // namespace ocellus::selftest

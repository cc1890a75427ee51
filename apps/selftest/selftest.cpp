#include "apps/selftest/selftest.hpp"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "apps/selftest/compute.hpp"
#include "apps/selftest/judge.hpp"
#include "apps/selftest/march.hpp"
#include "apps/selftest/processor.hpp"
#include "apps/selftest/tap.hpp"
#include "platform/linux/choose_model.hpp"
#include "platform/linux/this_board.hpp"
#include "platform/linux/write_all.hpp"

namespace ocellus::selftest {
namespace {

constexpr std::string_view kHelp =
    "camera --selftest [--full] [--json]: whether this device is sound.\n"
    "  --full    everything that can be tested, not only what takes below a second\n"
    "  --json    lines as the log has them, instead of TAP 14\n"
    "Exit status: 0 nothing failed, 1 something did, 2 misused.\n"
    "Example: camera --selftest --full\n";
constexpr std::string_view kMisuse =
    "selftest: understands --full, --json and --help; run it with --help\n";

// When the quick form begins nothing more. What is under way then still comes to its end.
constexpr std::chrono::milliseconds kQuick{800};
// The full form takes as long as it takes.
constexpr std::chrono::hours kFull{1};

// The kinds of models that are tested: those that run here. In the quick form of each model the
// one that the camera chooses.
class Chosen {
 public:
  Chosen(const Carried& carried, Form form, Findings& findings) {
    for (const std::span<const Golden* const> variants : carried.models) {
      bool any = false;
      for (const Golden* const golden : variants) {
        if (any && form == Form::kQuick) break;
        if (!platform::cpu_supports(golden->model->isa) || size_ == kMostModels) continue;
        models_[size_++] = golden;
        any = true;
      }
      if (!any) {
        findings.add(
            Finding::not_tested(Finding::Name("network ").put(variants.front()->model->name),
                                "This program has no kernels for it that the processor can run."));
      }
    }
  }
  std::span<const Golden* const> models() const { return std::span(models_).first(size_); }

 private:
  std::array<const Golden*, kMostModels> models_ = {};
  std::size_t size_ = 0;
};

void test_processor(const Carried& carried, const platform::LinuxBoard* board, Findings& findings) {
  std::array<Isa, std::size(kEveryIsa)> built = {};
  std::size_t count = 0;
  for (const std::span<const Golden* const> variants : carried.models) {
    for (const Golden* const golden : variants) {
      const auto known = std::span(built).first(count);
      if (std::ranges::find(known, golden->model->isa) != known.end()) continue;
      built[count++] = golden->model->isa;
    }
  }
  const std::span<const Isa> promised =
      board == nullptr ? std::span<const Isa>() : board->board->isas;
  findings.add(judge_processor(std::span(built).first(count), promised, platform::cpu_supports));
}

void test_compute(const Carried& carried, const platform::LinuxBoard* board, Form form,
                  Findings& findings) {
  const Chosen chosen(carried, form, findings);
  Evidence* const evidence = shared_evidence();
  if (evidence == nullptr) {
    findings.add(Finding::not_tested("networks", "The system gives no memory to share."));
    return;
  }
  const bool quick = form == Form::kQuick;
  const auto now = std::chrono::steady_clock::now();
  try_compute({.models = chosen.models(),
               .arena = carried.arena,
               .crew = &carried.crew,
               .threads = board == nullptr ? 1 : board->board->threads,
               .backgrounds = quick ? 1 : kBackgrounds.size(),
               .until = quick ? now + kQuick : now + kFull},
              *evidence);
  judge(chosen.models(), *evidence, findings);
}

// On the clock of everybody's lines.
std::chrono::milliseconds since_start() {
  timespec now = {};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::duration_cast<std::chrono::milliseconds>(
                                                std::chrono::nanoseconds(now.tv_nsec));
}

Status say(std::string_view text) { return platform::write_all(STDOUT_FILENO, text); }

Status tell_tap(const Findings& findings, Form form) {
  std::array<char, kTapRoom> room;
  const Detail detail = form == Form::kQuick ? Detail::kOfFailed : Detail::kOfAll;
  Status status = say(kTapBegin);
  std::size_t number = 0;
  for (const Finding& finding : findings.all()) {
    if (status.ok()) status = say(tap(finding, ++number, detail, room));
  }
  return status.ok() ? say(tap_end(findings, room)) : status;
}

Status tell_log(const Findings& findings, Form form) {
  std::array<char, kLineRoom> room;
  const std::chrono::milliseconds time = since_start();
  Status status = Status::success();
  for (const Finding& finding : findings.all()) {
    if (status.ok()) status = say(journal_line(finding, time, room));
  }
  return status.ok() ? say(journal_summary(findings, form, time, room)) : status;
}

constinit Findings g_findings;

}  // namespace

int selftest(std::span<char* const> words, const Carried& carried) {
  const std::optional<Asked> asked = read_words(words);
  if (!asked) {
    static_cast<void>(platform::write_all(STDERR_FILENO, kMisuse));
    return 2;
  }
  if (asked->help) return say(kHelp).ok() ? 0 : 1;

  const platform::LinuxBoard* const board = platform::this_board();
  test_processor(carried, board, g_findings);
  test_compute(carried, board, asked->form, g_findings);

  const Status told =
      asked->json ? tell_log(g_findings, asked->form) : tell_tap(g_findings, asked->form);
  return told.ok() ? g_findings.exit_status() : 1;
}

}  // namespace ocellus::selftest

// oracle_agreement: how far our kernels and TensorFlow Lite's own interpreter agree on int8 models.
// tests/oracle/agreement calls it on every model that this project makes. Exit codes as of any
// command, and 77 when there is nothing to compare with or on.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "tests/oracle/agreement.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/quantize/pictures.hpp"

namespace ocellus::tests {
namespace {

using tools::Failure;
using tools::Result;

constexpr int kNothingCompared = 77;  // what CTest takes for a skipped test

constexpr int kMostSteps = 1;  // of an operator alone
// Of a model's output to the difference. Outputs that have nothing to do with each other: -3.
constexpr double kLeastDecibels = 3;

constexpr tools::Option kOptions[] = {
    {.name = "--pictures", .value = "DIR", .help = "JPEG and PNG pictures", .required = true},
    {.name = "--count", .value = "N", .help = "how many of them (default 16)"},
};
constexpr tools::Usage kUsage = {
    .command = "oracle_agreement",
    .summary =
        "Runs int8 models here and in TensorFlow Lite's own interpreter, whole and operator by\n"
        "operator, and compares. DIR stands for the *.int8.tflite files in it.",
    .operands = "MODEL.tflite|DIR...",
    .least_operands = 1,
    .most_operands = 1000,
    .options = kOptions,
    .example = "oracle_agreement build/models --pictures build/pictures/judge",
};

Result<std::vector<std::string>> models_of(std::span<const std::string_view> operands) {
  std::vector<std::string> models;
  for (const std::string_view operand : operands) {
    std::error_code error;
    if (!std::filesystem::is_directory(operand, error)) {
      models.emplace_back(operand);
      continue;
    }
    std::filesystem::directory_iterator entry(operand, error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
      if (entry->path().string().ends_with(".int8.tflite")) models.push_back(entry->path());
    }
    if (error) {
      return Failure{std::string(operand), "cannot be listed: " + error.message(),
                     "name a readable folder"};
    }
  }
  std::sort(models.begin(), models.end());
  return models;
}

void line(const std::string& what, const Distances& d, bool good) {
  std::printf("  %-28s %9zu %8.4f %8.4f %8d", what.c_str(), d.values(), d.equal(), d.within_one(),
              d.largest());
  if (d.decibels() < 120) {
    std::printf(" %7.1f", d.decibels());
  } else {
    std::printf(" %7s", "-");
  }
  std::printf("   %s\n", good ? "good" : "TOO FAR");
}

bool report(const std::string& model, const ModelAgreement& agreement) {
  std::printf("%s\n", std::filesystem::path(model).filename().c_str());
  bool all_good = true;
  for (std::size_t k = 0; k < agreement.outputs.size(); ++k) {
    const bool good = agreement.outputs[k].decibels() >= kLeastDecibels;
    line("output " + std::to_string(k), agreement.outputs[k], good);
    all_good = all_good && good;
  }
  std::map<std::string, std::pair<std::size_t, Distances>> by_kind;
  for (const OperatorDistance& op : agreement.operators) {
    auto& [count, distances] = by_kind[op.name];
    ++count;
    distances.add(op.distances);
  }
  for (const auto& [kind, found] : by_kind) {
    const auto& [count, distances] = found;
    const bool good = distances.largest() <= kMostSteps;
    line(std::to_string(count) + " " + kind, distances, good);
    all_good = all_good && good;
  }
  for (const OperatorDistance& op : agreement.operators) {
    if (op.distances.largest() <= kMostSteps) continue;
    std::printf("  operator %d (%s) differs by %d steps\n", op.source_index, op.name.c_str(),
                op.distances.largest());
  }
  std::fflush(stdout);
  return all_good;
}

int agreement_command(std::span<char* const> words) {
  tools::Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const auto count = arguments.number("--count", 1, 1000, 16);
  if (!count.ok()) return tools::misuse(kUsage, count.failure().line());
  const auto models = models_of(arguments.operands());
  if (!models.ok()) return tools::report(models.failure());
  const std::string folder(*arguments.value("--pictures"));
  const bool pictures_there = std::filesystem::exists(folder);
  if (models.value().empty() || !oracle_is_there() || !pictures_there) {
    const std::string missing = !oracle_is_there() ? oracle_is_missing()
                                : !pictures_there  ? folder + " is missing: run tools/fetch judge"
                                                   : "there is no int8 model: run tools/models";
    std::printf("nothing compared: %s\n", missing.c_str());
    return kNothingCompared;
  }
  const auto paths = tools::quantize::pictures_in(folder);
  if (!paths.ok()) return tools::report(paths.failure());
  const std::vector<std::string> pictures =
      tools::quantize::pick_evenly(paths.value(), static_cast<std::size_t>(count.value()));

  std::printf(
      "%zu pictures. Wanted of outputs: the difference %.0f dB below the values; of operators "
      "that\n"
      "are given the same bytes, on one picture: at most %d step.\n\n  %-28s %9s %8s %8s %8s %7s\n",
      pictures.size(), kLeastDecibels, kMostSteps, "", "values", "equal", "<= 1", "largest", "dB");
  bool good = true;
  for (const std::string& model : models.value()) {
    const auto agreement = agreement_of(model, pictures);
    if (agreement.ok()) {
      good = report(model, agreement.value()) && good;
    } else {
      tools::report(agreement.failure());
      good = false;
    }
  }
  return good ? tools::kExitDone : tools::kExitFailed;
}

}  // namespace
}  // namespace ocellus::tests

int main(int argc, char** argv) {
  return ocellus::tests::agreement_command(
      std::span<char* const>(argv, static_cast<std::size_t>(argc)).subspan(1));
}

#include "apps/bench/command_line.hpp"

#include <charconv>

#include "apps/bench/page.hpp"
#include "platform/linux/crew.hpp"

namespace ocellus::bench {
namespace {

constexpr int kMisused = 2;

constexpr char kHelp[] =
    "usage: bench [--model NAME] [--isa NAME] [--threads N] [--runs N] [--layers] [--json]\n"
    "\n"
    "Measures the detectors that it carries on this board: time, and the share of what the\n"
    "processor's multiply-accumulate instruction reaches, taken in turns with the runs.\n"
    "\n"
    "  --model NAME   ssd or face (default: both)\n"
    "  --isa NAME     kernels to run: scalar, avx2, avx512vnni, neon, neondot (default: the best)\n"
    "  --threads N    infer on N threads, 1 to 4 (default 1)\n"
    "  --runs N       measured runs, 1 to 10000 (default 100)\n"
    "  --layers       also every operator by itself, on one thread\n"
    "  --json         print one JSON document\n"
    "  --help         this text\n"
    "\n"
    "Example:\n"
    "  bench --model ssd --threads 2 --layers\n";

template <typename Number>
bool read_number(std::string_view text, Number low, Number high, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end && number >= low && number <= high;
}

// nullptr when understood, otherwise what is wrong.
const char* set_option(std::string_view option, std::string_view value, CommandLine& line) {
  if (option == "--model") {
    for (const BuiltIn& model : kBuiltIn) {
      if (model.word == value) line.model = &model;
    }
    return line.model != nullptr ? nullptr : "is ssd or face";
  }
  if (option == "--isa") {
    line.isa = value;
    return nullptr;
  }
  if (option == "--threads") {
    return read_number(value, 1, platform::Crew::kMostThreads, line.threads)
               ? nullptr
               : "needs a number of threads from 1 to 4";
  }
  if (option == "--runs") {
    return read_number(value, std::size_t{1}, kMostRuns, line.runs)
               ? nullptr
               : "needs a number of runs from 1 to 10000";
  }
  return "unknown option; bench --help lists them";
}

}  // namespace

std::optional<int> read_command_line(std::span<char* const> words, CommandLine& line) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--help" || word == "-h") {
      static Page page;
      return page.print("%s", kHelp).write_out() ? 0 : 1;
    }
    if (word == "--layers") {
      line.layers = true;
    } else if (word == "--json") {
      line.json = true;
    } else {
      const bool last = i + 1 == words.size();
      const char* const what =
          last ? "unknown, or needs a value; see bench --help" : set_option(word, words[++i], line);
      if (what != nullptr) {
        complain(word, what);
        return kMisused;
      }
    }
  }
  return std::nullopt;
}

}  // namespace ocellus::bench

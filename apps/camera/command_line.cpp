#include "apps/camera/command_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <string_view>

#include "apps/camera/console.hpp"
#include "apps/camera/see/detectors.hpp"
#include "platform/linux/crew.hpp"
#include "platform/linux/write_all.hpp"

namespace ocellus::camera {
namespace {

constexpr int kMisused = 2;

constexpr std::string_view kHelp =
    "usage: camera [CONFIGURATION.ini] [OPTION VALUE]...\n"
    "\n"
    "Watches a video, prints one JSON line per event on stdout, and a table at the end on stderr.\n"
    "\n"
    "  --source PATH    camera, a device such as /dev/video0, an MJPEG .avi, a folder of pictures "
    "or\n"
    "                   a picture\n"
    "  --detectors WHO  ssd (the default), face, or both: ssd,face\n"
    "  --labels NAMES   what ssd follows (default Person), between commas\n"
    "  --video FILE     write an annotated video (.avi)\n"
    "  --pictures DIR   write an annotated picture of every frame with an event\n"
    "  --isa NAME       kernels to run: scalar, avx2, avx512vnni, neon, neondot (default: the "
    "best)\n"
    "  --threads N      infer on N threads, 1 to 4 (default 1; on a board, its own)\n"
    "  --frames N       stop after N frames\n"
    "  --help           this text\n"
    "\n"
    "Example:\n"
    "  camera apps/camera/demo/pedestrians.ini --video out/watch.avi\n";

int misused(std::string_view word, const char* what) {
  complain(word, Status::failure(Code::kUnsupported, what));
  return kMisused;
}

// nullptr when understood, otherwise what is wrong.
const char* set_option(std::string_view option, std::string_view value, CommandLine& line) {
  Settings& settings = line.settings;
  constexpr const char* kTooLong = "its value is too long";
  if (option == "--source") return settings.source.assign(value) ? nullptr : kTooLong;
  if (option == "--detectors") return set_detectors(value, settings);
  if (option == "--labels") return set_labels(value, settings);
  if (option == "--video") return settings.video.assign(value) ? nullptr : kTooLong;
  if (option == "--pictures") return settings.pictures.assign(value) ? nullptr : kTooLong;
  if (option == "--isa") return line.isa.assign(value) ? nullptr : kTooLong;
  if (option == "--threads") {
    const char* end = value.data() + value.size();
    int& threads = line.threads.emplace();
    const auto [rest, error] = std::from_chars(value.data(), end, threads);
    const bool sound = error == std::errc() && rest == end && threads >= 1 &&
                       threads <= platform::Crew::kMostThreads;
    return sound ? nullptr : "needs a number of threads from 1 to 4";
  }
  if (option == "--frames") {
    const char* end = value.data() + value.size();
    const auto [rest, error] = std::from_chars(value.data(), end, line.frame_limit);
    return error == std::errc() && rest == end ? nullptr : "needs a whole number of frames";
  }
  return "unknown option; camera --help lists them";
}

// At a desk: each mistake, and the end.
int refuse_configuration(const char* path, const SettingsKeeper& keeper) {
  if (!keeper.file_status().ok()) complain(path, keeper.file_status());
  for (const Mistake& mistake : keeper.mistakes().first()) {
    std::array<char, 4200 + Mistake::kCapacity> text;
    const int length = std::snprintf(text.data(), text.size(), "%s:%u: %s", path, mistake.line,
                                     mistake.text.c_str());
    note({text.data(), std::min(static_cast<std::size_t>(length), text.size() - 1)});
  }
  if (keeper.mistakes().total() > Mistakes::kMost) note("there are more mistakes than these");
  return kMisused;
}

}  // namespace

std::optional<int> read_command_line(std::span<char* const> words, const SettingsPlaces& places,
                                     SettingsKeeper& keeper, CommandLine& line) {
  for (const char* word : words) {
    if (std::string_view(word) == "--help" || std::string_view(word) == "-h") {
      return platform::write_all(STDOUT_FILENO, kHelp).ok() ? 0 : 1;
    }
  }
  if (!words.empty() && words[0][0] != '-') {
    line.configuration = words[0];
    line.origin = keeper.choose(words[0], places.shipped, places.history, line.settings,
                                {.carried = kCarriedDetectors, .on_board = places.on_board});
    if (!places.on_board && line.origin != SettingsOrigin::kFile) {
      return refuse_configuration(words[0], keeper);
    }
    words = words.subspan(1);
  }
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (i + 1 == words.size()) return misused(words[i], "needs a value; see camera --help");
    if (const char* what = set_option(words[i], words[i + 1], line)) return misused(words[i], what);
  }
  if (line.configuration == nullptr && line.settings.source.empty()) {
    return misused("--source", "nothing to watch; name a video, or a configuration that does");
  }
  return std::nullopt;
}

}  // namespace ocellus::camera

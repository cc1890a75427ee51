#include "apps/camera/command_line.hpp"

#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <string_view>

#include "apps/camera/console.hpp"
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
    "  --source PATH    an MJPEG .avi, a folder of pictures or a picture\n"
    "  --detectors WHO  ssd (the default), face, or both: ssd,face\n"
    "  --label NAME     what ssd follows (default Person)\n"
    "  --video FILE     write an annotated video (.avi)\n"
    "  --pictures DIR   write an annotated picture of every frame with an event\n"
    "  --isa NAME       kernels to run: scalar, avx2, avx512vnni, neon, neondot (default: the "
    "best)\n"
    "  --threads N      infer on N threads, 1 to 4 (default 1)\n"
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
  if (option == "--detectors") {
    return read_detectors(value, settings) ? nullptr : "needs ssd, face or both: ssd,face";
  }
  if (option == "--label") return settings.label.assign(value) ? nullptr : kTooLong;
  if (option == "--video") return settings.video.assign(value) ? nullptr : kTooLong;
  if (option == "--pictures") return settings.pictures.assign(value) ? nullptr : kTooLong;
  if (option == "--isa") return line.isa.assign(value) ? nullptr : kTooLong;
  if (option == "--threads") {
    const char* end = value.data() + value.size();
    const auto [rest, error] = std::from_chars(value.data(), end, line.threads);
    const bool sound = error == std::errc() && rest == end && line.threads >= 1 &&
                       line.threads <= platform::Crew::kMostThreads;
    return sound ? nullptr : "needs a number of threads from 1 to 4";
  }
  if (option == "--frames") {
    const char* end = value.data() + value.size();
    const auto [rest, error] = std::from_chars(value.data(), end, line.frame_limit);
    return error == std::errc() && rest == end ? nullptr : "needs a whole number of frames";
  }
  return "unknown option; camera --help lists them";
}

std::optional<int> read_configuration(const char* path, Settings& settings) {
  const Status status = read_settings(path, settings);
  if (status.ok()) return std::nullopt;
  std::array<char, 4200> where;
  if (status.at > 0) {
    std::snprintf(where.data(), where.size(), "%s:%llu", path,
                  static_cast<unsigned long long>(status.at));
  } else {
    std::snprintf(where.data(), where.size(), "%s", path);
  }
  complain(where.data(), status);
  return kMisused;
}

}  // namespace

std::optional<int> read_command_line(std::span<char* const> words, CommandLine& line) {
  for (const char* word : words) {
    if (std::string_view(word) == "--help" || std::string_view(word) == "-h") {
      return platform::write_all(STDOUT_FILENO, kHelp).ok() ? 0 : 1;
    }
  }
  if (!words.empty() && words[0][0] != '-') {
    if (const auto exit = read_configuration(words[0], line.settings)) return exit;
    words = words.subspan(1);
  }
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (i + 1 == words.size()) return misused(words[i], "needs a value; see camera --help");
    if (const char* what = set_option(words[i], words[i + 1], line)) return misused(words[i], what);
  }
  if (line.settings.source.empty()) {
    return misused("--source", "nothing to watch; name a video, or a configuration that does");
  }
  if (line.settings.label.empty() && !line.settings.label.assign("Person")) return kMisused;
  return std::nullopt;
}

}  // namespace ocellus::camera

// `ocellus log`: what a device wrote down, from its card or an image of it.
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>

#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/format.hpp"
#include "tools/ocellus/log/data_partition.hpp"
#include "tools/ocellus/log/history.hpp"

namespace ocellus::tools {
namespace {

constexpr Option kOptions[] = {
    {.name = "--snapshots",
     .value = "DIR",
     .help = "write the pictures there, as snapshot-SEQUENCE-bootBOOT-frameFRAME.jpg"},
    {.name = "--json", .help = "print one JSON document"},
};
constexpr Usage kUsage = {
    .command = "ocellus log",
    .summary = "Shows what a device wrote down: boots, events, faults, settings, snapshots.",
    .operands = "FILE-OR-DEVICE",
    .least_operands = 1,
    .most_operands = 1,
    .options = kOptions,
    .example = "ocellus log build/virt.img --snapshots build/snapshots",
};

Result<Done> keep_in(const std::string& folder, HistoryEntry& entry,
                     std::span<const std::byte> jpeg) {
  const std::string path =
      format("%s/snapshot-%06u-boot%u-frame%llu.jpg", folder.c_str(), entry.sequence,
             entry.moment.boot, static_cast<unsigned long long>(entry.frame));
  if (const auto written = write_file(path, jpeg); !written.ok()) return written;
  entry.file = path;
  return Done{};
}

Result<Done> show(const std::string& path, const std::string& folder, bool json) {
  storage::FileDevice device;
  const auto partition = open_data_partition(path, device);
  if (!partition.ok()) return partition.failure();
  KeepPicture keep;
  if (!folder.empty()) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return Failure{folder, "cannot be made: " + error.message(), "name another folder"};
    keep = [&folder](HistoryEntry& entry, std::span<const std::byte> jpeg) {
      return keep_in(folder, entry, jpeg);
    };
  }
  const auto history = read_history(device, path, keep);
  if (!history.ok()) return history.failure();
  if (history.value().entries.empty() && !partition.value().in_table) {
    return Failure{path, "holds no records of a device and no partition table",
                   "name a card, an image made by `ocellus image`, or its partition 4"};
  }
  std::fputs((json ? history_json(history.value(), path) : history_text(history.value())).c_str(),
             stdout);
  return Done{};
}

}  // namespace

int log_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const auto shown =
      show(std::string(arguments.operands()[0]), std::string(arguments.value_or("--snapshots", "")),
           arguments.has("--json"));
  return shown.ok() ? kExitDone : report(shown.failure());
}

}  // namespace ocellus::tools

// `ocellus flash`: an image onto a card, and back for comparison.
#include "tools/ocellus/flash/flash.hpp"

#include <chrono>
#include <cstdio>
#include <span>
#include <string>

#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/commands/progress.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/flash/disk.hpp"
#include "tools/ocellus/format.hpp"

namespace ocellus::tools {
namespace {

constexpr Option kOptions[] = {
    {.name = "--force", .help = "write to a disk that is not removable, or to a file, too"},
};
constexpr Usage kUsage = {
    .command = "ocellus flash",
    .summary =
        "Writes an image to a whole disk, which loses what it held, reads it back and\n"
        "compares. Never to a disk that is mounted.",
    .operands = "FILE DEVICE",
    .least_operands = 2,
    .most_operands = 2,
    .options = kOptions,
    .example = "ocellus flash build/rpi4.img /dev/sdb",
};

constexpr std::size_t kLargestImage = std::size_t{1} << 30;

Result<Done> flash(const std::string& file, const std::string& device, bool force) {
  const auto image = read_file(file, kLargestImage);
  if (!image.ok()) return image.failure();
  const std::span<const std::byte> bytes = image.value();
  if (const auto sound = check_image(bytes, file); !sound.ok()) return sound;
  const auto disk = find_disk(device);
  if (!disk.ok()) return disk.failure();
  const std::string& path = disk.value().path;
  const auto allowed = allow_writing(disk.value(), bytes.size(), force);
  if (!allowed.ok()) return allowed;

  const auto opened = open_medium(path);
  if (!opened.ok()) return opened.failure();
  Medium& medium = *opened.value();
  const auto start = std::chrono::steady_clock::now();
  {
    Progress progress("writing " + path, bytes.size());
    progress.show_rate();
    const auto written =
        write_image(bytes, medium, [&progress](std::size_t more) { progress.advance(more); });
    if (!written.ok()) return written;
  }
  {
    Progress progress("reading back " + path, bytes.size());
    progress.show_rate();
    const auto same = verify_image(bytes, medium, path,
                                   [&progress](std::size_t more) { progress.advance(more); });
    if (!same.ok()) return same;
  }
  medium.announce();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  std::fputs(format("%s: holds %s, read back and compared, %zu MiB in %.1f s\n", path.c_str(),
                    file.c_str(), bytes.size() >> 20, elapsed.count())
                 .c_str(),
             stdout);
  return Done{};
}

}  // namespace

int flash_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const auto done = flash(std::string(arguments.operands()[0]),
                          std::string(arguments.operands()[1]), arguments.has("--force"));
  return done.ok() ? kExitDone : report(done.failure());
}

}  // namespace ocellus::tools

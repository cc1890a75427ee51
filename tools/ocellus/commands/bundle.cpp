// `ocellus bundle`: a signed update out of a disk image.
#include <cstdio>
#include <optional>
#include <span>
#include <string>

#include "tools/ocellus/bundle/key_file.hpp"
#include "tools/ocellus/bundle/make_bundle.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/format.hpp"

namespace ocellus::tools {
namespace {

constexpr Option kOptions[] = {
    {.name = "--key",
     .value = "FILE",
     .help = "the secret key of `ocellus keygen`",
     .required = true},
    {.name = "--output",
     .short_name = "-o",
     .value = "FILE",
     .help = "the bundle to write",
     .required = true},
    {.name = "--replaces-from",
     .value = "VERSION",
     .help = "the oldest version that it may replace (default: any)"},
    {.name = "--downgrade", .help = "it may replace a newer version"},
};
constexpr Usage kUsage = {
    .command = "ocellus bundle",
    .summary =
        "Makes a signed update of the system in an image of `ocellus image`: its board and\n"
        "version, for devices that have the public key. Same input, same bytes.",
    .operands = "IMAGE",
    .least_operands = 1,
    .most_operands = 1,
    .options = kOptions,
    .example = "ocellus bundle build/virt.img --key ~/ocellus-owner.key -o build/virt.bundle",
};

constexpr std::size_t kLargestImage = std::size_t{4} << 30;

Result<Done> make(const std::string& image, const std::string& key_file, const BundleTerms& terms,
                  const std::string& output) {
  const auto key = read_secret_key(key_file);
  if (!key.ok()) return key.failure();
  const auto disk = read_file(image, kLargestImage);
  if (!disk.ok()) return disk.failure();
  const auto slot = slot_of(disk.value(), image);
  if (!slot.ok()) return slot.failure();
  const auto made = make_bundle(slot.value(), image, terms, key.value());
  if (!made.ok()) return made.failure();
  if (const auto written = write_file(output, made.value().bytes); !written.ok()) {
    return written.failure();
  }
  std::fputs(format("%s: %s; signed with key %s...\n", output.c_str(),
                    description(made.value().manifest).c_str(),
                    short_name(key.value().public_key()).c_str())
                 .c_str(),
             stdout);
  return Done{};
}

}  // namespace

int bundle_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const auto from = bundle::parse_version(arguments.value_or("--replaces-from", "0.0.0"));
  if (!from) return misuse(kUsage, "--replaces-from takes a version, such as 1.2.0");
  const auto made =
      make(std::string(arguments.operands()[0]), std::string(*arguments.value("--key")),
           {.replaces_from = *from, .downgrade = arguments.has("--downgrade")},
           std::string(*arguments.value("--output")));
  return made.ok() ? kExitDone : report(made.failure());
}

}  // namespace ocellus::tools

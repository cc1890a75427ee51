// `ocellus verify`: what a device would say of a bundle.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <optional>
#include <span>
#include <string>

#include "drivers/bundle/admission.hpp"
#include "drivers/bundle/bundle_reader.hpp"
#include "drivers/bundle/file_source.hpp"
#include "tools/ocellus/bundle/key_file.hpp"
#include "tools/ocellus/bundle/make_bundle.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/commands/progress.hpp"
#include "tools/ocellus/format.hpp"

namespace ocellus::tools {
namespace {

constexpr Option kOptions[] = {
    {.name = "--key",
     .value = "FILE",
     .help = "the owner's public key, as it is in the device's image",
     .required = true},
    {.name = "--board", .value = "NAME", .help = "say whether this board would take it"},
    {.name = "--running",
     .value = "VERSION",
     .help = "say whether a device that runs this version would take it"},
};
constexpr Usage kUsage = {
    .command = "ocellus verify",
    .summary =
        "Says whether a bundle is whole and signed by the owner of a key, and what it holds:\n"
        "every check that a device makes before it writes.",
    .operands = "BUNDLE",
    .least_operands = 1,
    .most_operands = 1,
    .options = kOptions,
    .example = "ocellus verify build/virt.bundle --key ~/ocellus-owner.pub --running 0.1.0",
};

Failure failure(const std::string& file, const Status& status, const char* remedy = "") {
  std::string what = status.what;
  if (status.os_error != 0) what += std::string(": ") + std::strerror(status.os_error);
  if (status.code == Code::kTruncated) {
    what += format(" at byte %llu", static_cast<unsigned long long>(status.at));
  }
  return {file, what, remedy};
}

// Whose it claims to be; nothing where it is no bundle.
std::optional<bundle::PublicKey> claimed_signer_of(const std::string& file) {
  bundle::FileSource source;
  bundle::Header header;
  bundle::PublicKey signer;
  std::size_t count = 0;
  if (!source.open(file.c_str()).ok() || !source.read(header, count).ok() ||
      count != header.size() || !bundle::claimed_signer(header, signer).ok()) {
    return std::nullopt;
  }
  return signer;
}

struct Wanted {
  std::optional<std::string> board;
  std::optional<bundle::Version> running;
};

// What was not asked for counts as right; how large its slots are a device knows for itself.
Status admitted(const bundle::Manifest& manifest, const Wanted& wanted) {
  const std::string board = wanted.board.value_or(std::string(manifest.board_name()));
  const bundle::Version taken = std::max(manifest.version, manifest.replaces_from);
  return bundle::admit(manifest, {.board = board,
                                  .running = wanted.running.value_or(taken),
                                  .slot_bytes = manifest.slot_bytes,
                                  .same_version = !wanted.running});
}

Result<Done> verify(const std::string& file, const std::string& key_file, const Wanted& wanted) {
  const auto key = read_public_key(key_file);
  if (!key.ok()) return key.failure();
  bundle::FileSource source;
  if (const Status status = source.open(file.c_str()); !status.ok()) {
    return failure(file, status, "check the path");
  }
  bundle::BundleReader reader(source, key.value());
  if (const Status status = reader.open(); !status.ok()) {
    Failure refused = failure(file, status);
    const auto signer = claimed_signer_of(file);
    if (signer && *signer != key.value()) {
      refused.what += " (" + short_name(*signer) + "..., not " + short_name(key.value()) + "...)";
    }
    return refused;
  }
  const bundle::Manifest& manifest = reader.manifest();
  {
    Progress progress("verifying " + file, manifest.payload_bytes);
    progress.show_rate();
    std::array<std::byte, 64 << 10> piece;
    std::size_t count = 1;
    while (count != 0) {
      if (const Status status = reader.next(piece, count); !status.ok()) {
        return failure(file, status, "copy it again");
      }
      progress.advance(count);
    }
  }
  if (const Status status = admitted(manifest, wanted); !status.ok()) {
    Failure refused = failure(file, status);
    refused.what += " (" + description(manifest) + ")";
    return refused;
  }
  std::fputs(format("%s: whole, and signed with key %s...: %s\n", file.c_str(),
                    short_name(key.value()).c_str(), description(manifest).c_str())
                 .c_str(),
             stdout);
  return Done{};
}

}  // namespace

int verify_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  Wanted wanted;
  if (const auto board = arguments.value("--board")) wanted.board = std::string(*board);
  if (const auto running = arguments.value("--running")) {
    wanted.running = bundle::parse_version(*running);
    if (!wanted.running) return misuse(kUsage, "--running takes a version, such as 1.2.0");
  }
  const auto done =
      verify(std::string(arguments.operands()[0]), std::string(*arguments.value("--key")), wanted);
  return done.ok() ? kExitDone : report(done.failure());
}

}  // namespace ocellus::tools

// Installs a signed update into the slot that does not run, and begins its trial.
#include <unistd.h>

#include <cstddef>
#include <optional>
#include <span>

#include "apps/recovery/console.hpp"
#include "apps/update/installation.hpp"
#include "apps/update/outcome.hpp"
#include "apps/update/rights.hpp"
#include "apps/update/take.hpp"
#include "apps/update/teller.hpp"
#include "apps/update/words.hpp"
#include "drivers/bundle/file_source.hpp"
#include "drivers/bundle/stream_source.hpp"
#include "platform/linux/pool.hpp"

namespace ocellus::update {
namespace {

alignas(64) constinit std::byte g_pool[std::size_t{16} << 10];
alignas(64) constinit std::byte g_scratch[std::size_t{64} << 10];

Outcome carry_out(Installation& installation, bundle::BundleSource& source, const Words& words) {
  keep_least_rights();
  return words.deed == Deed::kInstall ? installation.run(source, words.place, g_scratch)
                                      : installation.check(source, words.place);
}

Outcome check_or_install(const Words& words) {
  Installation installation(words);
  if (const Outcome opened = installation.open(); !opened.status.ok()) return opened;
  platform::pool::seal();
  if (words.comes_on_stdin()) {
    bundle::StreamSource source(STDIN_FILENO);
    return carry_out(installation, source, words);
  }
  bundle::FileSource source;
  if (const Status status = source.open(words.place); !status.ok()) {
    return {Exit::kRefused, words.place, status};
  }
  return carry_out(installation, source, words);
}

// "recovery-A": the console runs, from slot A.
std::optional<slots::Slot> recovery_from(std::span<const char* const> words) {
  for (const slots::Slot slot : {slots::Slot::kA, slots::Slot::kB}) {
    if (words.size() == 1 && words[0] == recovery::argument(slot)) return slot;
  }
  return std::nullopt;
}

Exit update(std::span<const char* const> given) {
  if (const auto slot = recovery_from(given)) return static_cast<Exit>(recovery::recover(*slot));
  const auto words = read_words(given);
  if (!words) {
    say(kUsage);
    return Exit::kMisused;
  }
  if (words->deed == Deed::kTake) return take(*words, g_scratch);
  const Outcome outcome = check_or_install(*words);
  if (!outcome.status.ok()) complain(outcome.where, outcome.status);
  return outcome.exit;
}

}  // namespace
}  // namespace ocellus::update

std::span<std::byte> ocellus::platform::pool::memory() { return update::g_pool; }

int main(int count, char** words) {
  return static_cast<int>(
      ocellus::update::update({words + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0)}));
}

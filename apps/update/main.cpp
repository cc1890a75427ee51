// Installs a signed update into the slot that does not run, and begins its trial.
#include <unistd.h>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "apps/update/replacement.hpp"
#include "apps/update/teller.hpp"
#include "apps/update/this_device.hpp"
#include "apps/update/trial.hpp"
#include "drivers/bundle/admission.hpp"
#include "drivers/bundle/bundle_reader.hpp"
#include "drivers/bundle/file_source.hpp"
#include "drivers/bundle/stream_source.hpp"
#include "drivers/storage/file_device.hpp"
#include "platform/linux/pool.hpp"

namespace ocellus::update {
namespace {

// Others decide by these.
enum Exit : int {
  kDone = 0,
  kFailed = 1,   // the slot may hold anything, but nothing that starts
  kMisused = 2,  // of the words above
  kRefused = 3,  // not for this device, or nobody's; nothing was written
};

constexpr std::string_view kUsage =
    "usage: update check|install BUNDLE --running A|B --slot DEVICE --state DEVICE [--etc DIR]\n"
    "BUNDLE: a file, or - for stdin; --slot: the partition that does not run; --state: the data\n"
    "partition; --etc: where board, version and ocellus.pub are\n"
    "example: update install /boot/update.bundle --running A --slot /dev/mmcblk0p3 --state "
    "/dev/mmcblk0p4";

constexpr std::string_view kStandardInput = "-";

alignas(64) constinit std::byte g_pool[std::size_t{16} << 10];
alignas(64) constinit std::byte g_scratch[std::size_t{64} << 10];

struct Words {
  bool install = false;
  const char* bundle = nullptr;
  const char* slot = nullptr;
  const char* state = nullptr;
  std::optional<slots::Slot> running;
  const char* etc = "/etc";
};

std::optional<slots::Slot> slot_named(std::string_view name) {
  for (const slots::Slot slot : {slots::Slot::kA, slots::Slot::kB}) {
    if (name.size() == 1 && name[0] == slots::letter_of(slot)) return slot;
  }
  return std::nullopt;
}

bool read_option(std::string_view name, const char* value, Words& result) {
  if (name == "--slot") {
    result.slot = value;
  } else if (name == "--state") {
    result.state = value;
  } else if (name == "--etc") {
    result.etc = value;
  } else if (name == "--running") {
    result.running = slot_named(value);
  } else {
    return false;
  }
  return true;
}

bool read_words(std::span<const char* const> words, Words& result) {
  if (words.size() < 2 || words.size() % 2 != 0) return false;
  const std::string_view what = words[0];
  result.install = what == "install";
  result.bundle = words[1];
  for (std::size_t i = 2; i < words.size(); i += 2) {
    if (!read_option(words[i], words[i + 1], result)) return false;
  }
  return (result.install || what == "check") && result.slot != nullptr && result.state != nullptr &&
         result.running.has_value();
}

// What an installation would be refused for, as far as the bundle's first sector tells.
Status check(bundle::BundleSource& source, storage::FileDevice& slot, const ThisDevice& device,
             const Trial& trial) {
  bundle::BundleReader reader(source, *device.key());
  if (const Status status = reader.open(); !status.ok()) return status;
  const Status admitted = bundle::admit(
      reader.manifest(),
      {.board = device.board(), .running = *device.version(), .slot_bytes = slot.size()});
  return admitted.ok() ? trial.check_not_tried(slot, reader.manifest().version) : admitted;
}

int exit_of(std::string_view where, const Status& status, Exit otherwise) {
  if (status.ok()) return kDone;
  complain(where, status);
  return otherwise;
}

int install(bundle::BundleSource& source, storage::FileDevice& slot, const ThisDevice& device,
            Trial& trial, const Words& words) {
  Teller teller;
  const bundle::InstallTarget target = {
      .slot = slot, .key = &*device.key(), .board = device.board(), .running = *device.version()};
  const Replaced replaced = replace_other_slot(source, target, g_scratch, trial, &teller);
  return exit_of(replaced.of_state ? words.state : words.bundle, replaced.status, kFailed);
}

int carry_out(bundle::BundleSource& source, storage::FileDevice& slot, const ThisDevice& device,
              Trial& trial, const Words& words) {
  if (words.install) return install(source, slot, device, trial, words);
  return exit_of(words.bundle, check(source, slot, device, trial), kRefused);
}

int update(std::span<const char* const> given) {
  Words words;
  if (!read_words(given, words)) {
    say(kUsage);
    return kMisused;
  }
  ThisDevice device;
  if (const Status status = device.read(words.etc); !status.ok()) {
    return exit_of(words.etc, status, kRefused);
  }
  if (!device.key() || !device.version()) {
    say("this image has no key or no version, and takes no updates; see ocellus image --key");
    return kRefused;
  }
  const auto access = words.install ? storage::FileDevice::Access::kReadAndWrite
                                    : storage::FileDevice::Access::kRead;
  storage::FileDevice slot;
  if (const Status status = slot.open(words.slot, access); !status.ok()) {
    return exit_of(words.slot, status, kFailed);
  }
  storage::FileDevice data;
  if (const Status status = data.open(words.state, access); !status.ok()) {
    return exit_of(words.state, status, kFailed);
  }
  platform::pool::seal();
  Trial trial(data, *words.running);
  if (const Status status = trial.look(); !status.ok()) {
    return exit_of(words.state, status, kRefused);
  }
  if (words.bundle == kStandardInput) {
    bundle::StreamSource source(STDIN_FILENO);
    return carry_out(source, slot, device, trial, words);
  }
  bundle::FileSource source;
  if (const Status status = source.open(words.bundle); !status.ok()) {
    return exit_of(words.bundle, status, kRefused);
  }
  return carry_out(source, slot, device, trial, words);
}

}  // namespace
}  // namespace ocellus::update

std::span<std::byte> ocellus::platform::pool::memory() { return update::g_pool; }

int main(int count, char** words) {
  return ocellus::update::update({words + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0)});
}

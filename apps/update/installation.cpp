#include "apps/update/installation.hpp"

#include "apps/update/replacement.hpp"
#include "apps/update/teller.hpp"
#include "drivers/bundle/admission.hpp"
#include "drivers/bundle/bundle_reader.hpp"
#include "drivers/bundle/install.hpp"
#include "platform/linux/firmware_slots.hpp"

namespace ocellus::update {
namespace {

// Hands on what a Teller tells, and remembers what is being written.
class Witness final : public bundle::InstallObserver {
 public:
  Witness(slots::Slot running, std::optional<platform::FirmwareMedium>& firmware,
          std::optional<bundle::Version>& version)
      : running_(running), firmware_(firmware), version_(version) {}

  Status about_to_write(const bundle::Manifest& manifest) override {
    version_ = manifest.version;
    // What the loader usually starts must not be what is overwritten.
    if (firmware_) {
      if (const Status status = firmware_->name_as_usual(running_); !status.ok()) return status;
    }
    return teller_.about_to_write(manifest);
  }
  void progress(bundle::InstallStep step, std::uint64_t done, std::uint64_t total) override {
    teller_.progress(step, done, total);
  }

 private:
  slots::Slot running_;
  std::optional<platform::FirmwareMedium>& firmware_;
  Teller teller_;
  std::optional<bundle::Version>& version_;
};

}  // namespace

Outcome Installation::open() {
  if (const Status status = device_.read(words_.etc); !status.ok()) {
    return {Exit::kRefused, words_.etc, status};
  }
  if (!device_.key() || !device_.version()) {
    constexpr const char* kNoKey =
        "has no key or no version, and takes no updates; see ocellus image --key";
    return {Exit::kRefused, "this image", Status::failure(Code::kUnsupported, kNoKey)};
  }
  using Access = storage::FileDevice::Access;
  const Access access = words_.deed == Deed::kCheck ? Access::kRead : Access::kReadAndWrite;
  if (const Status status = slot_.open(words_.slot, access); !status.ok()) {
    return {Exit::kFailed, words_.slot, status};
  }
  if (const Status status = data_.open(words_.state, access); !status.ok()) {
    return {Exit::kFailed, words_.state, status};
  }
  if (access == Access::kReadAndWrite && platform::is_loader_in_user_space()) {
    if (const Status status = firmware_.emplace().open(words_.state); !status.ok()) {
      return {Exit::kFailed, "the boot partition", status};
    }
    // A loader that cannot be told would never start what is written.
    if (const Status status = firmware_->look(); !status.ok()) {
      return {Exit::kRefused, "the boot partition", status};
    }
  }
  return outcome(words_.state, trial_.look(), Exit::kRefused);
}

Outcome Installation::check(bundle::BundleSource& source, std::string_view where) {
  bundle::BundleReader reader(source, *device_.key());
  if (const Status status = reader.open(); !status.ok()) return {Exit::kRefused, where, status};
  offered_ = reader.manifest().version;
  const bundle::Device device = {.board = device_.board(),
                                 .running = *device_.version(),
                                 .slot_bytes = slot_.size(),
                                 .same_version = words_.again};
  Status status = bundle::admit(reader.manifest(), device);
  if (status.ok()) status = trial_.check_not_tried(slot_, *offered_);
  return outcome(where, status, Exit::kRefused);
}

Outcome Installation::run(bundle::BundleSource& source, std::string_view where,
                          std::span<std::byte> scratch) {
  Witness witness(words_.running, firmware_, offered_);
  const bundle::InstallTarget target = {.slot = slot_,
                                        .key = &*device_.key(),
                                        .board = device_.board(),
                                        .running = *device_.version(),
                                        .same_version = words_.again};
  const Replaced replaced = replace_other_slot(source, target, scratch, trial_, &witness);
  return outcome(replaced.of_state ? words_.state : where, replaced.status, Exit::kFailed);
}

}  // namespace ocellus::update

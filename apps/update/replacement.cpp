#include "apps/update/replacement.hpp"

namespace ocellus::update {
namespace {

class DeclaresBad final : public bundle::InstallObserver {
 public:
  DeclaresBad(Trial& trial, bundle::InstallObserver* next) : trial_(trial), next_(next) {}

  Status about_to_write(const bundle::Manifest& manifest) override {
    if (next_ != nullptr) {
      if (const Status status = next_->about_to_write(manifest); !status.ok()) return status;
    }
    const Status status = trial_.declare_bad();
    failed_ = !status.ok();
    return status;
  }
  void progress(bundle::InstallStep step, std::uint64_t done, std::uint64_t total) override {
    if (next_ != nullptr) next_->progress(step, done, total);
  }

  bool failed() const { return failed_; }

 private:
  Trial& trial_;
  bundle::InstallObserver* next_;
  bool failed_ = false;
};

}  // namespace

Replaced replace_other_slot(bundle::BundleSource& source, const bundle::InstallTarget& target,
                            std::span<std::byte> scratch, Trial& trial,
                            bundle::InstallObserver* observer) {
  DeclaresBad declares_bad(trial, observer);
  const Status status = bundle::install(source, target, scratch, &declares_bad);
  if (!status.ok()) {
    return {status, declares_bad.failed()};
  }
  return {trial.begin(), true};
}

}  // namespace ocellus::update

#include "platform/linux/progress.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <new>

namespace ocellus::platform {
namespace {

static_assert(sizeof(ProgressPage) <= ProgressMemory::kBytes);

constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

}  // namespace

void ProgressPage::set_deadline(Duty duty, DutyDeadline deadline) {
  const DutyDeadline bounded = std::clamp(deadline, kShortestDeadline, kLongestDeadline);
  deadlines_[index(duty)].store(static_cast<std::uint32_t>(bounded.count()),
                                std::memory_order_relaxed);
}

DutyDeadline ProgressPage::deadline(Duty duty) const {
  const std::uint32_t said = deadlines_[index(duty)].load(std::memory_order_relaxed);
  if (said == 0) return kInitialDeadlines[index(duty)];
  return std::clamp(DutyDeadline(said), kShortestDeadline, kLongestDeadline);
}

void ProgressPage::clear() {
  for (Word& word : counts_) word.store(0, std::memory_order_relaxed);
  for (Word& word : deadlines_) word.store(0, std::memory_order_relaxed);
  due_.store(0, std::memory_order_relaxed);
}

Status ProgressMemory::map(int descriptor) {
  void* const memory = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) return Status::failure(Code::kIo, "cannot be mapped", 0, errno);
  page_ = std::launder(static_cast<ProgressPage*>(memory));
  return Status::success();
}

Status ProgressMemory::create() {
  const int descriptor = memfd_create("progress", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor < 0) return Status::failure(Code::kIo, "cannot be made", 0, errno);
  Status status = Status::success();
  if (ftruncate(descriptor, kBytes) != 0 || fcntl(descriptor, F_ADD_SEALS, kSeals) != 0) {
    status = Status::failure(Code::kIo, "cannot be made", 0, errno);
  }
  if (status.ok()) status = map(descriptor);
  if (status.ok()) {
    new (page_) ProgressPage;
    descriptor_ = descriptor;
  } else {
    close(descriptor);
  }
  return status;
}

Status ProgressMemory::adopt(int descriptor) {
  struct stat facts = {};
  if (fcntl(descriptor, F_GET_SEALS) != kSeals || fstat(descriptor, &facts) != 0 ||
      facts.st_size != static_cast<off_t>(kBytes)) {
    return Status::failure(Code::kNotFound, "nobody watches over this program");
  }
  const Status status = map(descriptor);
  close(descriptor);
  return status;
}

}  // namespace ocellus::platform

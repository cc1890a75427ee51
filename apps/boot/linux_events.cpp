#include <errno.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "apps/boot/linux_system.hpp"

namespace ocellus::boot {
namespace {

// Zero when it is past.
timespec until(Instant deadline, Instant now) {
  const auto left = deadline > now ? deadline - now : Duration::zero();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
  return {.tv_sec = static_cast<time_t>(seconds.count()),
          .tv_nsec = static_cast<long>((left - seconds) / std::chrono::nanoseconds(1))};
}

}  // namespace

void LinuxSystem::keep_signals() {
  sigset_t kept;
  sigemptyset(&kept);
  for (const int signal : {SIGCHLD, SIGINT, SIGTERM}) sigaddset(&kept, signal);
  sigprocmask(SIG_BLOCK, &kept, &before_);
  signals_ = signalfd(-1, &kept, SFD_NONBLOCK | SFD_CLOEXEC);
  if (signals_ < 0) {
    complain(*this, "signals", Status::failure(Code::kIo, "cannot be waited for", 0, errno));
  }
}

std::optional<Event> LinuxSystem::read_signal() const {
  signalfd_siginfo facts = {};
  if (read(signals_, &facts, sizeof facts) != sizeof facts) return std::nullopt;
  return facts.ssi_signo == SIGCHLD ? Event::kChildEnded : Event::kPowerOff;
}

Event LinuxSystem::wait(Instant deadline) {
  std::array<pollfd, 3 + PowerKeys::kMost> places;
  const auto keys = std::span(places).last<PowerKeys::kMost>();
  for (;;) {
    // First of all, so that children who end one after the other do not push the deadline away.
    const Instant time = now();
    if (time >= deadline) return Event::kDeadline;
    places[0] = {signals_, POLLIN, 0};
    places[1] = {uevents_, POLLIN, 0};  // the kernel leaves out what is not open
    places[2] = {heeds_senders_ ? senders_ : -1, POLLIN, 0};
    keys_.describe(keys);
    const timespec left = until(deadline, time);
    if (ppoll(places.data(), places.size(), deadline == kNever ? nullptr : &left, nullptr) < 0) {
      continue;  // interrupted
    }
    if (places[0].revents != 0) {
      if (const auto event = read_signal()) return *event;
    }
    if (places[2].revents != 0) return Event::kSender;
    if (keys_.read_presses(keys)) return Event::kPowerOff;
    if (places[1].revents != 0) return Event::kDevices;
  }
}

void LinuxSystem::pause(Duration duration) {
  timespec left = until(Instant(duration), Instant());
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

}  // namespace ocellus::boot

// Takes signed updates while the camera watches: looks at every place where one may lie, and has
// /bin/update check and install it. What that reads was made by strangers, and a stick may be
// pulled out or never answer: so only the program that is started aside ever touches it.
//
//   from when      the running slot is confirmed, so that nobody else writes the slots' state, and
//                  the camera sees; where it does not, after kWithoutHealth, for that may be what
//                  the update is to mend
//   the places     the boot partition once a start; every partition of another disk once each time
//                  it appears; who connects to the socket
//   one at a time  the next place waits
//   taken          the board is restarted, into the trial
//   refused, or failed
//                  one line on the console and in the journal; that place is left alone until it
//                  has gone and come again
//   does not end   killed after kLimit; where it cannot be, no more updates until it has ended
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "apps/boot/diary.hpp"
#include "apps/boot/mounts.hpp"
#include "apps/boot/slot_keeper.hpp"
#include "apps/boot/system.hpp"
#include "apps/update/foreign_partitions.hpp"

namespace ocellus::boot {

inline constexpr const char* kUpdatePath = "/bin/update";

// As Supervisor, nothing here waits.
class Updates final : public DeviceListener {
 public:
  static constexpr Duration kLook = std::chrono::seconds(2);  // at the kernel's list of partitions
  static constexpr Duration kWithoutHealth = std::chrono::minutes(10);
  static constexpr Duration kLimit = std::chrono::minutes(20);
  // From SIGKILL to giving up on a process that the kernel does not let go of.
  static constexpr Duration kKillPatience = std::chrono::seconds(5);

  Updates(System& system, const BootPartition& partition, Diary& diary, const SlotKeeper& slots,
          const Health& health)
      : system_(system),
        partition_(partition),
        diary_(diary),
        slots_(slots),
        health_(health),
        made_(system.now()),
        due_(made_ + kLook) {}

  Instant due() const { return due_; }
  void reach_deadline();

  // Some process ended; what is not ours is passed over.
  void note_end(const Ended& ended);
  // Somebody waits at the socket.
  void note_sender();
  // The kernel has told of one: a partition is looked at at once, though another one of that name
  // was before.
  void note_device(const Device& device) override;

  // An update is in the other slot and on trial: the camera is to be ended, and the board
  // restarted.
  bool wants_restart() const { return wants_restart_; }

 private:
  enum class State : std::uint8_t {
    kIdle,    // nothing is running
    kTaking,  // the program is
    kKilled,  // SIGKILL was sent
    kStuck,   // and it did not help
  };

  bool may_begin() const;
  void look();
  // The next place that was not looked at yet; nullptr: none.
  const char* next_place();
  void begin(const char* place);
  void tell(int status);

  System& system_;
  const BootPartition& partition_;
  Diary& diary_;
  const SlotKeeper& slots_;
  const Health& health_;
  Instant made_;
  Instant due_;
  State state_ = State::kIdle;
  pid_t process_ = 0;
  bool boot_partition_looked_at_ = false;
  bool sender_waits_ = false;
  bool wants_restart_ = false;
  update::ForeignPartitions looked_at_;
  update::DeviceName device_ = {};  // the place that is looked at, where it is a partition
};

}  // namespace ocellus::boot

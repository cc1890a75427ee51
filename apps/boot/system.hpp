// What the first process asks of the kernel. The duties know this interface and nothing else, so
// that tests let years pass in a moment (fake_system.hpp); linux_system.hpp is the real one.
//
// Nothing here waits longer than it says. Nothing allocates.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "apps/boot/instant.hpp"
#include "apps/boot/uevent.hpp"
#include "platform/linux/progress.hpp"
#include "runtime/status.hpp"

namespace ocellus::boot {

// What the kernel does for us with a medium may take as long as that is silent; nobody waits
// longer.
inline constexpr Duration kKernelPatience = std::chrono::seconds(4);

// As mount(2) takes it.
struct Mount {
  const char* source;   // a device, or a name of the kernel's own
  const char* target;   // a folder; made when it is missing
  const char* type;     // of the file system
  unsigned long flags;  // MS_RDONLY and its kin
  const char* options;  // of the file system; may be empty
};

// How a process ended.
struct Ended {
  pid_t process = 0;
  int signal = 0;  // that ended it; 0 when it ended by itself
  int status = 0;  // its exit status, 0 to 255, when it did
};

// Why wait() returned.
enum class Event : std::uint8_t {
  kDeadline,    // nothing happened until the deadline
  kChildEnded,  // at least one process can be reaped
  kPowerOff,    // SIGTERM, SIGINT (which is also ctrl-alt-del) or a key named power
  kSender,      // somebody has an update for us; only where heed_senders() was asked for
  kDevices,     // next_device() has something to tell
};

enum class DeviceNews : std::uint8_t {
  kNone,
  kAppeared,
  kLost,  // there were more news than were kept: whoever wants to know looks at all devices
};

class DeviceListener {
 public:
  virtual ~DeviceListener() = default;
  virtual void note_device(const Device& device) = 0;
};

enum class Urgency : std::uint8_t {
  kAsk,   // SIGTERM: the process may take its leave
  kKill,  // SIGKILL
};

// What a record of the system's log is.
enum class SystemRecord : std::uint8_t {
  kBoot,   // begins another boot: its number is one more than that of the newest record
  kOther,  // of the same boot as the newest record
};

class System {
 public:
  virtual ~System() = default;

  virtual Instant now() = 0;

  // One line on the console, "boot: TEXT".
  virtual void say(std::string_view text) = 0;

  // The same for programs that listen: the line as it is.
  virtual void tell(std::string_view line) = 0;

  // Success also when the same is mounted there already. kNotFound: no such device (yet). kIo: the
  // kernel refuses. kTimeout: a device does not answer within kKernelPatience, or still does not
  // answer a mount before; it may be mounted later, which the next call finds.
  virtual Status mount(const Mount& mount) = 0;

  // At once, even when something in it is open: nobody gets in any more, and it goes when it is
  // closed. kNotFound: nothing is mounted there.
  virtual Status unmount(const char* target) = 0;

  // `parameters` as the kernel takes them, "a=1 b=2"; may be empty. Success also when it is loaded
  // already. kNotFound: no such file. kIo: the kernel refuses.
  // kTimeout: not within kKernelPatience; it may be ready later.
  virtual Status load_module(const char* path, const char* parameters) = 0;

  // Fills `room` with the file's bytes and tells how many they are. kTooLarge: the file goes on;
  // `room` is full. kNotFound, kIo: `size` is 0.
  virtual Status read_file(const char* path, std::span<char> room, std::size_t& size) = 0;

  virtual bool exists(const char* path) = 0;

  // Starts `program` with one argument, in a process group of its own that bears its number, with
  // our standard input and output, and behind ProgressMemory::kDescriptor the page of progress(),
  // which is clear then. Returns when it executes. kNotFound, kIo: it does not.
  virtual Status start(const char* program, const char* argument, pid_t& process) = 0;

  // Starts words[0] with the others as its arguments, in a process group of its own that bears its
  // number. Its standard input is the socket for updates (apps/update/places.hpp), which listens;
  // what it writes to its standard output is kept for report(), where nothing is then; the rest
  // goes to the console. As for start(), else.
  virtual Status start_aside(std::span<const char* const> words, pid_t& process) = 0;

  // What the program that was started aside last has written, as much of it as `room` takes.
  virtual void report(std::span<char> room, std::size_t& size) = 0;

  // Whether wait() returns while somebody waits at that socket to be accepted. Not at first.
  virtual void heed_senders(bool heed) = 0;

  // What the program that was started last by start() proves; nullptr where there is no memory to
  // share.
  virtual const platform::ProgressPage* progress() = 0;

  // To every process of the group. A group that is no more is no fault.
  virtual void end_group(pid_t group, Urgency urgency) = 0;

  // Kills every process but this one.
  virtual void kill_all() = 0;

  // A child that ended, whoever started it; nothing when none has. Does not wait.
  virtual std::optional<Ended> reap() = 0;

  // Whether any child is left, dead or alive.
  virtual bool has_children() = 0;

  // Until something happens, or `deadline`, which may be kNever or past.
  virtual Event wait(Instant deadline) = 0;

  // For `duration`, whatever happens; wait() tells of it afterwards.
  virtual void pause(Duration duration) = 0;

  // Listens to keys named power that came since the last call.
  virtual void find_power_keys() = 0;

  // Devices that come from now on are told by wait() and next_device().
  virtual Status listen_for_devices() = 0;

  // The oldest news that was not taken; `device` is filled with what appeared. Does not wait.
  virtual DeviceNews next_device(Device& device) = 0;

  // Every device there is now of the kinds that cameras, screens, GPIO lines and disks are.
  virtual void list_devices(DeviceListener& listener) = 0;

  // The device's node is this group's to read and write, and no other user's. kNotFound: there is
  // none (any more). kIo: it cannot be.
  virtual Status give(const char* path, gid_t group) = 0;

  // The same of the camera's group for a data partition, "/dev/vda4", if its disk's table says that
  // it is one; and sees to it that it is written in single sectors, which only root may ask for.
  // Nothing to do where that was done. A disk that does not answer within `patience` is given when
  // it does.
  virtual void give_data_partition(const char* partition, Duration patience) = 0;

  // Appends one line to the system's log on a data partition (drivers/storage/journal.hpp).
  // kTimeout: not within `patience`; it may come to that later. kNotFound, kReadOnly, kTooLarge (no
  // room for our logs), kDisconnected, kIo.
  virtual Status record(const char* device, SystemRecord kind, std::string_view text,
                        Duration patience) = 0;

  // The newest line of that log, as much of it as `room` takes; `size` is 0 where there is none or
  // it cannot be read within `patience`.
  virtual void last_record(const char* device, std::span<char> room, std::size_t& size,
                           Duration patience) = 0;

  // What the kernel kept of its own end in memory that outlasts a reset: false when it did not
  // panic, or the board has no such memory. `room` is given the line that says why, as far as it
  // is known. The record is gone afterwards.
  virtual bool take_panic(std::span<char> room, std::size_t& size) = 0;

  // Everything written is on its medium. kTimeout: not within `patience`; the kernel goes on
  // trying.
  virtual Status sync(Duration patience) = 0;

  // Does not return where it succeeds.
  virtual Status switch_off() = 0;
  virtual Status restart() = 0;
  // The same, and a Raspberry Pi's firmware is told to start the other slot once.
  virtual Status restart_into_other() = 0;
};

// "WHERE: WHAT (the operating system's reason)" on the console.
void complain(System& system, std::string_view where, const Status& status);

}  // namespace ocellus::boot

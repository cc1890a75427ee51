// The kernel, as the first process asks it: linux_system.cpp (files, modules, mounts, power),
// linux_processes.cpp, linux_events.cpp, linux_devices.cpp, linux_record.cpp, linux_panic.cpp.
#pragma once

#include <signal.h>
#include <spawn.h>

#include "apps/boot/power_keys.hpp"
#include "apps/boot/system.hpp"

namespace ocellus::boot {

class LinuxSystem final : public System {
 public:
  // Standard streams where the kernel gave none, signals kept for wait(), ctrl-alt-del as a signal.
  // To be called once, before anything else; what fails is reported.
  void begin();

  Instant now() override { return Clock::now(); }
  void say(std::string_view text) override;
  void tell(std::string_view line) override;

  Status mount(const Mount& mount) override;
  Status unmount(const char* target) override;
  Status load_module(const char* path, const char* parameters) override;
  Status read_file(const char* path, std::span<char> room, std::size_t& size) override;
  bool exists(const char* path) override;

  Status start(const char* program, const char* argument, pid_t& process) override;
  const platform::ProgressPage* progress() override { return progress_.page(); }
  Status start_aside(std::span<const char* const> words, pid_t& process) override;
  void report(std::span<char> room, std::size_t& size) override;
  void heed_senders(bool heed) override { heeds_senders_ = heed; }
  void end_group(pid_t group, Urgency urgency) override;
  void kill_all() override;
  std::optional<Ended> reap() override;
  bool has_children() override;

  Event wait(Instant deadline) override;
  void pause(Duration duration) override;
  void find_power_keys() override { keys_.find(); }

  Status listen_for_devices() override;
  DeviceNews next_device(Device& device) override;
  void list_devices(DeviceListener& listener) override;
  Status give(const char* path, gid_t group) override;
  void give_data_partition(const char* partition, Duration patience) override;

  Status record(const char* device, SystemRecord kind, std::string_view text,
                Duration patience) override;
  void last_record(const char* device, std::span<char> room, std::size_t& size,
                   Duration patience) override;
  bool take_panic(std::span<char> room, std::size_t& size) override;
  Status sync(Duration patience) override;
  Status switch_off() override;
  Status restart() override;
  Status restart_into_other() override;

 private:
  void keep_signals();
  int try_mount(const Mount& mount);  // an errno; ETIMEDOUT: it is not done yet
  void open_aside();
  Status spawn(char* const* words, const posix_spawn_file_actions_t& hand_over,
               pid_t& process) const;
  std::optional<Event> read_signal() const;

  sigset_t before_ = {};  // the signal mask that children get
  int signals_ = -1;      // signalfd
  pid_t holder_ = -1;     // of the data partition (linux_devices.cpp)
  int uevents_ = -1;      // the kernel's socket for news of devices
  pid_t mounting_ = 0;    // a child that has not come to it yet; 0: none
  PowerKeys keys_;
  platform::ProgressMemory progress_;
  posix_spawn_file_actions_t handing_over_ =
      {};  // of the page; it is made once, because it allocates

  // What is started aside has these two for its standard input and output.
  int senders_ = -1;  // listens for updates
  int report_ = -1;   // memory of kReportBytes
  bool heeds_senders_ = false;
  posix_spawn_file_actions_t aside_ = {};
};

}  // namespace ocellus::boot

// A board for tests: its time passes only where somebody waits, and its cameras live as they are
// told.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "apps/boot/system.hpp"

namespace ocellus::boot {

class FakeSystem final : public System {
 public:
  // One life of the camera.
  struct Life {
    Duration lasts = std::chrono::hours(24 * 365);
    int status = 0;
    int signal = 0;
    // From being asked to end to the end, and from being killed to it; nothing: it never comes.
    std::optional<Duration> after_asking = std::chrono::milliseconds(100);
    std::optional<Duration> after_killing = Duration::zero();
    // It gets on for so long, and with nothing but these duties, which are due.
    Duration works = std::chrono::hours(24 * 365);
    std::vector<platform::Duty> duties = {platform::Duty::kTurn};
    std::vector<platform::Duty> due = {};
  };
  struct Start {
    Duration at;  // since the machine started
    std::string program;
    std::string argument;
  };

  struct Record {
    std::string device;
    SystemRecord kind;
    std::string text;
  };

  // What the machine is like.
  std::map<std::string, Status> devices;    // what mounting a source gives; others are there
  std::map<std::string, Duration> appears;  // a source that is missing until then
  std::map<std::string, Status> modules;    // likewise loading
  std::map<std::string, std::string> files;
  std::vector<Life> lives;        // one after the other; the last is repeated
  std::optional<Status> refusal;  // of every start
  std::vector<Duration> power_off_wishes;
  int leftovers = 0;  // processes that others left behind
  bool leftovers_can_die = true;
  Status sync_result = Status::success();
  Status record_result = Status::success();
  std::string newest_record;  // before this boot
  std::optional<std::string> panic;
  std::vector<Device> present;                                  // devices
  std::map<Duration, std::vector<std::optional<Device>>> come;  // later; nothing: news were lost
  std::set<std::string> our_data;                               // partitions
  std::map<std::string, Status> ungivable;                      // devices
  // What is started aside, one after the other; the last is repeated. Of Life only how it ends
  // counts, and what comes of ending it.
  struct Aside {
    Life life = {.lasts = std::chrono::seconds(1)};
    std::string report = {};
  };
  std::vector<Aside> asides;
  std::vector<Duration> senders;  // somebody connects

  // What happened to it.
  std::vector<std::string> calls;
  std::vector<std::string> given;  // to the camera, or its helper too
  std::map<std::string, gid_t> groups;
  std::vector<std::string> said;
  std::vector<Start> starts;
  std::vector<Start> started_aside;  // with all their words
  std::vector<Record> records;       // that were asked for
  std::vector<std::string> lines;    // that programs were told
  std::vector<Duration> restarts;    // the kernel was asked to

  Duration time() const { return now_.time_since_epoch(); }
  bool told(std::string_view part) const {
    return std::any_of(said.begin(), said.end(),
                       [part](const std::string& line) { return line.find(part) != line.npos; });
  }

  Instant now() override { return now_; }
  void say(std::string_view text) override { said.emplace_back(text); }
  void tell(std::string_view line) override { lines.emplace_back(line); }

  Status mount(const Mount& mount) override {
    const auto later = appears.find(mount.source);
    if (later != appears.end() && time() < later->second) {
      return Status::failure(Code::kNotFound, "no such device");
    }
    const auto known = devices.find(mount.source);
    if (known != devices.end() && !known->second.ok()) return known->second;
    calls.push_back(std::string("mount ") + mount.source + " " + mount.target + " " + mount.type +
                    ((mount.flags & 1) != 0 ? " ro" : ""));
    return Status::success();
  }
  Status unmount(const char* target) override {
    calls.push_back(std::string("unmount ") + target);
    return Status::success();
  }
  Status load_module(const char* path, const char* parameters) override {
    const auto known = modules.find(path);
    calls.push_back(std::string("load ") + path + "(" + parameters + ")");
    return known == modules.end() ? Status::success() : known->second;
  }
  Status read_file(const char* path, std::span<char> room, std::size_t& size) override {
    size = 0;
    const auto file = files.find(path);
    if (file == files.end()) return Status::failure(Code::kNotFound, "no such file");
    size = file->second.copy(room.data(), room.size());
    if (size == file->second.size()) return Status::success();
    return Status::failure(Code::kTooLarge, "is too long");
  }
  bool exists(const char* path) override { return files.contains(path); }

  Status start(const char* program, const char* argument, pid_t& process) override {
    starts.push_back({time(), program, argument});
    if (refusal) return *refusal;
    const std::size_t index = std::min(starts.size(), lives.size());
    life_ = index == 0 ? Life{} : lives[index - 1];
    process = process_ = static_cast<pid_t>(100 + starts.size());
    ends_ = now_ + life_.lasts;
    ended_ = {.process = process, .signal = life_.signal, .status = life_.status};
    page_.clear();
    began_ = now_;
    for (const platform::Duty duty : life_.due) page_.set_due(duty, true);
    return Status::success();
  }
  Status start_aside(std::span<const char* const> words, pid_t& process) override {
    std::string arguments;
    for (const char* word : words.subspan(1))
      arguments += (arguments.empty() ? "" : " ") + std::string(word);
    started_aside.push_back({time(), words[0], arguments});
    if (refusal) return *refusal;
    const std::size_t index = std::min(started_aside.size(), asides.size());
    running_aside_ = index == 0 ? Aside{} : asides[index - 1];
    process = aside_ = static_cast<pid_t>(500 + started_aside.size());
    aside_ends_ = now_ + running_aside_.life.lasts;
    aside_ended_ = {.process = process,
                    .signal = running_aside_.life.signal,
                    .status = running_aside_.life.status};
    // Who connected is accepted.
    std::erase_if(senders, [&](Duration sender) {
      return sender <= time() && words[2] == std::string_view("-");
    });
    return Status::success();
  }
  void report(std::span<char> room, std::size_t& size) override {
    size = running_aside_.report.copy(room.data(), room.size());
  }
  void heed_senders(bool heed) override { heeds_senders_ = heed; }
  const platform::ProgressPage* progress() override { return &page_; }
  void end_group(pid_t group, Urgency urgency) override {
    calls.push_back((urgency == Urgency::kAsk ? "ask " : "kill ") + std::to_string(group));
    if (group == aside_ && urgency == Urgency::kKill && running_aside_.life.after_killing) {
      aside_ends_ = std::min(aside_ends_, now_ + *running_aside_.life.after_killing);
      aside_ended_ = {.process = group, .signal = SIGKILL};
    }
    if (group != process_) return;
    const auto& delay = urgency == Urgency::kAsk ? life_.after_asking : life_.after_killing;
    if (!delay) return;
    ends_ = std::min(ends_, now_ + *delay);
    ended_ = {.process = group};
    if (urgency == Urgency::kKill) ended_.signal = SIGKILL;
  }
  void kill_all() override {
    calls.emplace_back("kill all");
    dying_ = leftovers_can_die;
  }
  std::optional<Ended> reap() override {
    if (process_ != 0 && now_ >= ends_) {
      process_ = 0;
      return ended_;
    }
    if (aside_ != 0 && now_ >= aside_ends_) {
      aside_ = 0;
      return aside_ended_;
    }
    if (leftovers > 0 && dying_) return Ended{.process = static_cast<pid_t>(1000 + leftovers--)};
    return std::nullopt;
  }
  bool has_children() override { return process_ != 0 || aside_ != 0 || leftovers > 0; }

  Event wait(Instant deadline) override {
    const auto wish = std::min_element(power_off_wishes.begin(), power_off_wishes.end());
    const Instant wished = wish == power_off_wishes.end() ? kNever : Instant(*wish);
    const Instant child =
        std::min(process_ != 0 ? ends_ : kNever, aside_ != 0 ? aside_ends_ : kNever);
    const auto sender = std::min_element(senders.begin(), senders.end());
    const Instant sent = heeds_senders_ && sender != senders.end() ? Instant(*sender) : kNever;
    const Instant coming = come.empty() || !listening_ ? kNever : Instant(come.begin()->first);
    const Instant first = std::min({deadline, wished, child, sent, coming});
    if (first == kNever) {
      ADD_FAILURE() << "waits for ever";
      return Event::kPowerOff;
    }
    now_ = std::max(now_, first);
    if (process_ != 0 && now_ - began_ <= life_.works) {
      for (const platform::Duty duty : life_.duties) page_.advance(duty);
    }
    if (first == deadline) return Event::kDeadline;
    if (first == child) return Event::kChildEnded;
    if (first == coming) return Event::kDevices;
    if (first == sent) return Event::kSender;
    power_off_wishes.erase(wish);
    return Event::kPowerOff;
  }
  void pause(Duration duration) override { now_ += duration; }
  void find_power_keys() override { calls.emplace_back("find power keys"); }

  Status listen_for_devices() override {
    listening_ = true;
    return Status::success();
  }
  DeviceNews next_device(Device& device) override {
    if (come.empty() || now_ < Instant(come.begin()->first)) return DeviceNews::kNone;
    auto& [at, news] = *come.begin();
    const std::optional<Device> next = news.front();
    news.erase(news.begin());
    if (news.empty()) come.erase(come.begin());
    if (next) device = *next;
    return next ? DeviceNews::kAppeared : DeviceNews::kLost;
  }
  void list_devices(DeviceListener& listener) override {
    calls.emplace_back("list devices");
    for (const Device& device : present) listener.note_device(device);
  }
  Status give(const char* path, gid_t group) override {
    const auto known = ungivable.find(path);
    if (known != ungivable.end()) return known->second;
    given.emplace_back(path);
    groups[path] = group;
    return Status::success();
  }
  void give_data_partition(const char* partition, Duration) override {
    if (our_data.contains(partition)) given.emplace_back(partition);
  }

  Status record(const char* device, SystemRecord kind, std::string_view text,
                Duration patience) override {
    records.push_back({device, kind, std::string(text)});
    if (record_result.code == Code::kTimeout) now_ += patience;
    return record_result;
  }
  void last_record(const char*, std::span<char> room, std::size_t& size, Duration) override {
    size = newest_record.copy(room.data(), room.size());
  }
  bool take_panic(std::span<char> room, std::size_t& size) override {
    size = panic ? panic->copy(room.data(), room.size()) : 0;
    return std::exchange(panic, std::nullopt).has_value();
  }
  Status sync(Duration patience) override {
    calls.emplace_back("sync");
    if (!sync_result.ok()) now_ += patience;
    return sync_result;
  }
  Status switch_off() override {
    calls.emplace_back("switch off");
    return Status::failure(Code::kIo, "is only a test");
  }
  Status restart_into_other() override {
    calls.emplace_back("restart into other");
    return restart();
  }
  Status restart() override {
    restarts.push_back(time());
    return Status::failure(Code::kIo, "is only a test");
  }

 private:
  Instant now_;
  Life life_;
  pid_t process_ = 0;
  platform::ProgressPage page_;
  Instant began_;
  Instant ends_;
  Ended ended_;
  bool dying_ = false;
  bool listening_ = false;
  Aside running_aside_;
  pid_t aside_ = 0;
  Instant aside_ends_;
  Ended aside_ended_;
  bool heeds_senders_ = false;
};

}  // namespace ocellus::boot

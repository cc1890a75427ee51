#include "apps/boot/diary.hpp"

#include <algorithm>

#include "apps/boot/line.hpp"

namespace ocellus::boot {
namespace {

constexpr Status kNoDataPartition =
    Status::failure(Code::kNotFound, "is no partition 1, so partition 4 is not known");

// {"time":3.210,"notice":"NOTICE": without its end.
Line begin(System& system, std::string_view notice) {
  const auto since =
      std::chrono::duration_cast<std::chrono::milliseconds>(system.now().time_since_epoch());
  Line line;
  return line.text(R"({"time":)").milliseconds(since).text(R"(,"notice":")").text(notice);
}

}  // namespace

DevicePath disk_partition(std::string_view boot_device, unsigned number) {
  DevicePath path = {};
  if (!boot_device.ends_with('1') || boot_device.size() >= path.size()) return path;
  boot_device.copy(path.data(), boot_device.size());
  path[boot_device.size() - 1] = static_cast<char>('0' + number);
  return path;
}

DevicePath data_device(std::string_view boot_device) { return disk_partition(boot_device, 4); }

void Diary::set_panic(std::string_view words) {
  facts_.panic = true;
  panic_length_ = words.copy(panic_.data(), panic_.size());
  // The kernel's words stand between quotation marks.
  const auto is_plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
  std::replace_if(
      panic_.begin(), panic_.begin() + panic_length_, [&](char c) { return !is_plain(c); }, '.');
}

void Diary::note_boot() {
  if (boot_noted_ || (cause_told_ && partition_.device().empty())) return;
  const DevicePath device = data_device(partition_.device());
  if (device[0] != 0 && !hangs_) {
    std::array<char, 512> record;
    std::size_t size = 0;
    system_.last_record(device.data(), record, size, kPatience);
    facts_.last = last_words({record.data(), size});
  }
  Line line = begin(system_, "start");
  line.text(R"(","cause":")").text(name(reset_cause(facts_))).text(R"(","text":"boot: )");
  line.text(explain(facts_));
  if (panic_length_ > 0) line.text(", ").text({panic_.data(), panic_length_});
  line.text(R"("})");
  if (!cause_told_) system_.tell(line.view());
  cause_told_ = true;
  if (partition_.device().empty() || hangs_) return;
  const Status status = write(SystemRecord::kBoot, line.view());
  boot_noted_ = status.ok() || hangs_;
}

bool Diary::after_fault() const {
  const ResetCause cause = reset_cause(facts_);
  return cause == ResetCause::kWatchdog || cause == ResetCause::kPanic;
}

void Diary::note_end(std::string_view how) { note("restart", how); }

void Diary::note(std::string_view notice, std::string_view text) {
  if (hangs_ || partition_.device().empty()) return;
  Line line = begin(system_, notice);
  line.text(R"(","text":")").text(text).text(R"("})");
  static_cast<void>(write(SystemRecord::kOther, line.view()).ok());
}

Status Diary::write(SystemRecord kind, std::string_view line) {
  const DevicePath device = data_device(partition_.device());
  const Status status =
      device[0] != 0 ? system_.record(device.data(), kind, line, kPatience) : kNoDataPartition;
  hangs_ = status.code == Code::kTimeout;  // a record that comes late comes nevertheless
  if (status.ok() || told_) return status;
  told_ = true;
  complain(system_, device[0] != 0 ? std::string_view(device.data()) : partition_.device(), status);
  return status;
}

}  // namespace ocellus::boot

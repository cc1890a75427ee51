#include "apps/boot/diary.hpp"

#include "apps/boot/line.hpp"

namespace ocellus::boot {

DevicePath data_device(std::string_view boot_device) {
  DevicePath path = {};
  if (!boot_device.ends_with('1') || boot_device.size() >= path.size()) return path;
  boot_device.copy(path.data(), boot_device.size());
  path[boot_device.size() - 1] = '4';
  return path;
}

void Diary::note_boot() {
  if (!boot_noted_) write(SystemRecord::kBoot, "start", "boot");
}

void Diary::note_end(std::string_view how) { write(SystemRecord::kOther, "restart", how); }

void Diary::write(SystemRecord kind, std::string_view notice, std::string_view text) {
  if (hangs_ || partition_.device().empty()) return;
  const DevicePath device = data_device(partition_.device());
  Status status =
      Status::failure(Code::kNotFound, "is no partition 1, so partition 4 is not known");
  if (device[0] != 0) {
    const auto since =
        std::chrono::duration_cast<std::chrono::milliseconds>(system_.now().time_since_epoch());
    Line line;
    line.text(R"({"time":)").milliseconds(since).text(R"(,"notice":")").text(notice);
    line.text(R"(","text":")").text(text).text(R"("})");
    status = system_.record(device.data(), kind, line.view(), kPatience);
  }
  // A record that comes late comes nevertheless.
  hangs_ = status.code == Code::kTimeout;
  if (kind == SystemRecord::kBoot) boot_noted_ = status.ok() || hangs_;
  if (status.ok() || told_) return;
  told_ = true;
  complain(system_, device[0] != 0 ? std::string_view(device.data()) : partition_.device(), status);
}

}  // namespace ocellus::boot

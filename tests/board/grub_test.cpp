// GRUB's script against the C++ that says what it is to do (drivers/slots/grub_loader.hpp): disks
// with environment blocks of all kinds, torn ones too, are connected to one machine, GRUB itself
// goes through its grub.cfg for each of them, twice, but does not start what it has loaded; each
// decision and what stands on the disk afterwards are compared.
//
// OCELLUS_GRUB_STATES=N: that many random disks more, 24 of them a start of some twenty seconds.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "drivers/slots/grub_loader.hpp"
#include "platform/generic-aarch64/board.hpp"
#include "tests/board/grub_disk.hpp"
#include "tests/board/knob.hpp"
#include "tools/ocellus/board/machine_process.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/image/debian_package.hpp"
#include "tools/ocellus/image/grub_config.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using slots::Slot;

constexpr const platform::LinuxBoard& kBoard = platform::kGenericAarch64Linux;
constexpr platform::Uefi kLoader = std::get<platform::Uefi>(kBoard.loader);
constexpr std::size_t kDisks = 24;  // of one machine; its bus has places for 31

constexpr Slot kA = Slot::kA;
constexpr Slot kB = Slot::kB;

slots::Sector usual(Slot slot) { return slots::environment_block(slots::kUsualVariable, slot); }
slots::Sector asking_for(Slot slot) {
  return slots::environment_block(slots::kRequestVariable, slot);
}

// A block whose lines are these, and whose rest is not what GRUB left it as.
slots::Sector block(std::string_view lines, std::byte rest = std::byte{'#'}) {
  slots::Sector sector;
  sector.fill(rest);
  std::size_t at = 0;
  for (const std::string_view text : {slots::kEnvironmentSignature, lines}) {
    for (const char c : text) sector[at++] = static_cast<std::byte>(c);
  }
  return sector;
}

// `from` up to a byte, then another sector's.
slots::Sector torn(slots::Sector from, std::size_t at, const slots::Sector& rest) {
  std::copy(rest.begin() + static_cast<std::ptrdiff_t>(at), rest.end(),
            from.begin() + static_cast<std::ptrdiff_t>(at));
  return from;
}

slots::Sector filled(std::byte with) {
  slots::Sector sector;
  sector.fill(with);
  return sector;
}

class Folder {
 public:
  Folder() : path_(testing::TempDir() + "grub_test." + std::to_string(getpid())) {
    std::filesystem::create_directory(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// grub.cfg as it is on an image, but that it starts nothing, and only looks whether it could: a
// GRUB that loads one kernel after the other does not last.
std::string script_without_start() {
  std::string script = tools::grub_config(kBoard);
  const auto replace = [&](std::string_view from, std::string_view until, std::string_view by) {
    const std::size_t at = script.find(from);
    const std::size_t end = script.find(until, at);
    ASSERT_NE(end, script.npos) << from;
    script.replace(at, end - at, by);
  };
  replace("linux (", "; then", "[ -f ($disk,msdos$slot)/kernel ]");
  replace("initrd (", "; then", "true");
  replace("boot\n", "\n", "break");
  replace("sleep 5\n", "\n", "");
  replace("reboot\n", "\n", "");
  return script;
}

// Goes through the script for each disk; whatever order the firmware found them in.
std::string script_of_all(std::size_t disks) {
  std::string list;
  for (std::size_t i = 0; i < disks; ++i) list += " hd" + std::to_string(i);
  return "set home=$root\n"
         "for pass in 1 2; do\n"
         "  for each in" +
         list +
         "; do\n"
         "    set root=$each,msdos1\n"
         "    echo -n 'case '\n"
         "    cat /case\n"
         "    source ($home)/choose.cfg\n"
         "  done\n"
         "done\n"
         "halt\n";
}

// The decisions for each case, by its name.
std::map<std::string, std::vector<std::string>> decisions_in(const std::string& console) {
  constexpr std::string_view kCase = "case ";
  constexpr std::string_view kStart = "ocellus: start ";
  std::map<std::string, std::vector<std::string>> all;
  std::vector<std::string>* now = nullptr;
  bool decided = true;
  std::istringstream lines(console);
  for (std::string line; std::getline(lines, line);) {
    std::erase(line, '\r');
    if (const std::size_t at = line.find(kCase); at != line.npos) {
      now = &all[line.substr(at + kCase.size())];
      decided = false;
    } else if (now != nullptr && !decided && line.starts_with(kStart)) {
      now->push_back(line.substr(kStart.size()));
      decided = true;
    } else if (now != nullptr && !decided && line.starts_with("ocellus: no slot")) {
      now->push_back("none");
      decided = true;
    }
  }
  return all;
}

void compare(const std::vector<Case>& cases) {
  ASSERT_LE(cases.size(), kDisks);
  const std::string firmware = "build/firmware/" + std::string(kBoard.loader_package);
  ASSERT_TRUE(tools::fetch_package(kBoard.architecture, firmware, kBoard.loader_package).ok());
  const auto grub = tools::read_file(
      firmware + "/usr/lib/grub/arm64-efi/monolithic/" + std::string(kLoader.grub), 64 << 20);
  ASSERT_TRUE(grub.ok()) << grub.failure().line();
  const Bytes all = bytes_of(script_of_all(cases.size()));
  const Bytes choose = bytes_of(script_without_start());
  const tools::FatFile loader[] = {{"EFI/BOOT/" + std::string(kLoader.boot_name), grub.value()},
                                   {"EFI/debian/grub.cfg", all},
                                   {"choose.cfg", choose}};

  const Folder folder;
  std::vector<std::string> words = {"qemu-system-aarch64",
                                    "-M",
                                    "virt",
                                    "-cpu",
                                    "cortex-a76",
                                    "-m",
                                    "1024",
                                    "-bios",
                                    "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd",
                                    "-nodefaults",
                                    "-no-reboot",
                                    "-display",
                                    "none",
                                    "-serial",
                                    "file:" + folder.file("console")};
  std::vector<Disk> disks;
  disks.reserve(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string number = std::to_string(i);
    disks.emplace_back(
        folder.file(number), cases[i],
        i == 0 ? std::span<const tools::FatFile>(loader) : std::span<const tools::FatFile>());
    words.insert(words.end(),
                 {"-drive",
                  "if=none,format=raw,id=d" + number + ",file=" + disks[i].path() +
                      (cases[i].read_only ? ",readonly=on" : ""),
                  "-device", "virtio-blk-pci,drive=d" + number + ",bootindex=" + number});
  }
  auto machine = tools::board::MachineProcess::start(words, folder.file("complaints"));
  ASSERT_TRUE(machine.ok()) << machine.failure().line();
  const bool ended = machine.value().wait_for_end(tools::board::after(300s));
  std::ifstream console_file(folder.file("console"));
  const std::string console(std::istreambuf_iterator<char>(console_file), {});
  ASSERT_TRUE(ended) << console;

  auto decisions = decisions_in(console);
  for (Disk& disk : disks) {
    SCOPED_TRACE(disk.scene().name);
    EXPECT_EQ(decisions[disk.scene().name], disk.decisions());
  }
  if (testing::Test::HasFailure()) std::fprintf(stderr, "%s\n", console.c_str());
}

TEST(Grub, DoesAsItsModelSays) {
  const slots::Sector zeros = {};
  const slots::Sector ones = filled(std::byte{0xff});
  const auto kUsualA = std::array{usual(kA), usual(kA)};
  const auto kUsualB = std::array{usual(kB), usual(kB)};
  compare({
      {.name = "a new card"},
      {.name = "A is usual", .usual = kUsualA},
      {.name = "B is usual", .usual = kUsualB},
      {.name = "an erased card", .usual = {ones, ones}, .request = ones},
      {.name = "the first block is lost", .usual = {zeros, usual(kB)}},
      {.name = "the second block is lost", .usual = {usual(kB), zeros}},
      {.name = "the second is older", .usual = {usual(kB), usual(kA)}},
      {.name = "the first is torn, and believed", .usual = {torn(usual(kB), 40, ones), usual(kA)}},
      {.name = "the first is torn within", .usual = {torn(usual(kA), 31, ones), usual(kB)}},
      {.name = "the first has no slot", .usual = {block("usual=7\n"), usual(kB)}},
      {.name = "the first never ends", .usual = {block("usual=3"), usual(kA)}},
      {.name = "B is tried", .usual = kUsualA, .request = asking_for(kB)},
      {.name = "A is tried", .usual = kUsualB, .request = asking_for(kA)},
      {.name = "what is tried cannot be loaded",
       .usual = kUsualA,
       .request = asking_for(kB),
       .loads = {true, false}},
      {.name = "what is usual cannot be loaded", .usual = kUsualA, .loads = {false, true}},
      {.name = "what is usual has no initramfs, another is tried",
       .usual = kUsualA,
       .request = asking_for(kB),
       .loads = {false, true}},
      {.name = "nothing can be loaded",
       .usual = kUsualB,
       .request = asking_for(kA),
       .loads = {false, false}},
      {.name = "a disk that cannot be written",
       .usual = kUsualA,
       .request = asking_for(kB),
       .read_only = true},
      {.name = "a request that is torn",
       .usual = kUsualA,
       .request = torn(asking_for(kB), 3, ones)},
      {.name = "a request that cannot be taken back",
       .usual = kUsualA,
       .request = torn(asking_for(kB), 300, ones)},
      {.name = "a request with more in it",
       .usual = kUsualB,
       .request = block("other=x\ntry=\\2\nmore=3\n")},
      {.name = "a request for nothing", .usual = kUsualA, .request = block("try=33\n")},
      {.name = "two requests", .usual = kUsualA, .request = block("try=2\ntry=3\n")},
      {.name = "a request with zeros",
       .usual = kUsualA,
       .request = block(std::string_view("try\0x=3\0y\n", 11))},
  });
}

// Whole blocks, blocks torn at any byte, and rubbish with what GRUB looks for in it.
TEST(Grub, DoesSoWithRandomStates) {
  const unsigned count = knob("OCELLUS_GRUB_STATES", 0);
  if (count == 0) GTEST_SKIP() << "OCELLUS_GRUB_STATES is not set";
  std::mt19937 random(1);
  const auto any = [&](std::uint32_t bound) {
    return static_cast<std::uint32_t>(random() % bound);
  };
  const auto any_block = [&](std::string_view name) {
    const auto whole = [&] {
      const std::optional<Slot> slots[] = {kA, kB, std::nullopt};
      return slots::environment_block(name, slots[any(3)]);
    };
    slots::Sector rubbish;
    constexpr std::string_view kLetters = "=\n#\\23tryusual\0x";
    for (std::byte& byte : rubbish) {
      byte = static_cast<std::byte>(kLetters[any(static_cast<std::uint32_t>(kLetters.size()))]);
    }
    switch (any(5)) {
      case 0:
        return torn(whole(), any(64), whole());
      case 1:
        return torn(whole(), any(64), rubbish);
      case 2:
        return torn(whole(), any(512), rubbish);
      default:
        return whole();
    }
  };
  for (unsigned done = 0; done < count && !HasFailure();) {
    std::vector<Case> cases;
    for (; done < count && cases.size() < kDisks; ++done) {
      cases.push_back({.name = "random " + std::to_string(done),
                       .usual = {any_block("usual"), any_block("usual")},
                       .request = any_block("try"),
                       .loads = {any(4) != 0, any(4) != 0},
                       .read_only = !cases.empty() && any(8) == 0});
    }
    compare(cases);
  }
}

}  // namespace
}  // namespace ocellus::tests

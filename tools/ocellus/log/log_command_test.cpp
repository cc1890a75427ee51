#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "drivers/storage/file_device.hpp"
#include "drivers/storage/journal.hpp"
#include "drivers/storage/settings_history.hpp"
#include "drivers/storage/snapshot_ring.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/file.hpp"

namespace ocellus::tools {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t kDataOffset = 1 << 20;

class LogCommand : public testing::Test {
 protected:
  LogCommand() {
    std::string pattern = fs::temp_directory_path() / "log_test.XXXXXX";
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    make(card(), kDataOffset + storage::kSmallestPartition);
    std::array<char, 66> table = {};
    table[3 * 16 + 4] = '\xda';
    table[3 * 16 + 9] = '\x08';   // first sector 2048
    table[3 * 16 + 13] = '\x20';  // 8192 sectors
    table[64] = '\x55';
    table[65] = '\xaa';
    patch(card(), 446, {table.data(), table.size()});
  }
  ~LogCommand() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ / name; }
  std::string card() const { return path("card.img"); }

  static void make(const std::string& path, std::uint64_t size) {
    std::ofstream(path).close();
    fs::resize_file(path, size);
  }
  static void patch(const std::string& path, std::uint64_t offset, std::string_view bytes) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(offset));
    file.write(bytes.data(), std::ssize(bytes));
  }

  // A life of the device on the card's partition.
  void live() {
    storage::FileDevice device;
    ASSERT_TRUE(
        device.open(card().c_str(), storage::FileDevice::Access::kReadAndWrite, kDataOffset).ok());
    storage::DataLayout layout;
    ASSERT_TRUE(storage::layout_of(device.size(), layout).ok());
    storage::Journal system(device, layout.system);
    storage::Journal journal(device, layout.journal);
    storage::SettingsHistory settings(device, layout.settings);
    std::vector<std::byte> scratch(4096);
    storage::SnapshotRing snapshots(device, layout.snapshots, scratch);
    ASSERT_TRUE(system.append({1, milliseconds(500)}, R"({"notice":"boot"})").ok());
    ASSERT_TRUE(journal.append({1, seconds(3)}, R"({"event":"appeared"})").ok());
    ASSERT_TRUE(journal.append({1, seconds(5)}, "no \x1b[2J json \xff").ok());
    ASSERT_TRUE(system.append({2, milliseconds(600)}, R"({"notice":"boot"})").ok());
    ASSERT_TRUE(settings.append({1, seconds(1)}, "[model]\n").ok());
    const std::vector<std::uint8_t> jpeg = {0xff, 0xd8, 1, 2, 3, 0xff, 0xd9};
    const std::chrono::sys_time<milliseconds> noon(seconds(1'795'262'400));
    ASSERT_TRUE(snapshots.append({{2, seconds(9), noon}, 77, R"({"event":"crossed"})"}, jpeg).ok());
  }

  int run(std::vector<std::string> words) {
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int exit = log_command(pointers);
    complaint = testing::internal::GetCapturedStderr();
    output = testing::internal::GetCapturedStdout();
    return exit;
  }

  fs::path folder_;
  std::string output, complaint;
};

TEST_F(LogCommand, ShowsAllLogsByBootAndTime) {
  live();
  ASSERT_EQ(run({card()}), kExitDone) << complaint;
  EXPECT_EQ(output,
            "boot       time  clock (UTC)               what\n"
            "   1      0.500                            {\"notice\":\"boot\"}\n"
            "   1      1.000                            settings in force, 8 bytes\n"
            "   1      3.000                            {\"event\":\"appeared\"}\n"
            "   1      5.000                            no  [2J json \xff\n"
            "   2      0.600                            {\"notice\":\"boot\"}\n"
            "   2      9.000  2026-11-21T12:00:00.000Z  snapshot of frame 77, 7 bytes "
            "{\"event\":\"crossed\"}\n"
            "system: 2 records\nsettings: 1 record\njournal: 2 records\nsnapshots: 1 record\n");
}

TEST_F(LogCommand, PrintsOneJsonDocument) {
  live();
  ASSERT_EQ(run({card(), "--json"}), kExitDone) << complaint;
  EXPECT_EQ(output.find("{\"file\":\"" + card() +
                        "\",\"logs\":[{\"log\":\"system\",\"records\":2,"
                        "\"lost\":0,\"unreadable\":0},"),
            0u)
      << output;
  for (const char* part :
       {R"({"log":"journal","sequence":1,"boot":1,"time":3.000,"line":{"event":"appeared"}})",
        R"("time":5.000,"text":"no \u001b[2J json ?"})", R"("text":"[model]\u000a"})",
        R"("clock":"2026-11-21T12:00:00.000Z","frame":77,"bytes":7,"line":{"event":"crossed"}})"}) {
    EXPECT_NE(output.find(part), std::string::npos) << part << "\n" << output;
  }
}

TEST_F(LogCommand, WritesSnapshots) {
  live();
  ASSERT_EQ(run({card(), "--snapshots", path("a/b")}), kExitDone) << complaint;
  const std::string file = path("a/b/snapshot-000001-boot2-frame77.jpg");
  EXPECT_NE(output.find(file), std::string::npos) << output;
  const auto bytes = read_file(file, 100);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(bytes.value().size(), 7u);
  EXPECT_EQ(bytes.value()[1], std::byte{0xd8});
}

TEST_F(LogCommand, TakesABarePartition) {
  live();
  const auto image = read_file(card(), std::size_t{1} << 24);
  ASSERT_TRUE(image.ok());
  ASSERT_TRUE(write_file(path("p4"), std::span(image.value()).subspan(kDataOffset)).ok());
  ASSERT_EQ(run({path("p4")}), kExitDone) << complaint;
  EXPECT_NE(output.find("journal: 2 records"), std::string::npos);
}

TEST_F(LogCommand, ShowsAFreshCardAsEmpty) {
  ASSERT_EQ(run({card()}), kExitDone) << complaint;
  EXPECT_EQ(output.find("boot       time  what\nsystem: 0 records\n"), 0u) << output;
}

TEST_F(LogCommand, SaysWhatWasLost) {
  live();
  storage::DataLayout layout;
  ASSERT_TRUE(storage::layout_of(storage::kSmallestPartition, layout).ok());
  patch(card(), kDataOffset + layout.journal.offset + 40, "rot");
  ASSERT_EQ(run({card()}), kExitDone) << complaint;
  EXPECT_NE(output.find("journal: 1 record\n"), std::string::npos) << output;
}

TEST_F(LogCommand, RefusesWhatIsNone) {
  const auto refused = [this](const std::string& name) {
    EXPECT_EQ(run({path(name)}), kExitFailed);
    EXPECT_EQ(output, "");
    EXPECT_EQ(std::count(complaint.begin(), complaint.end(), '\n'), 1);
    return complaint.substr(path(name).size());
  };
  constexpr const char* kName =
      "; name a card, an image made by `ocellus image`, or its partition 4\n";
  EXPECT_EQ(refused("none"), std::string(": cannot be opened (No such file or directory)") + kName);
  make(path("small"), 1000);
  EXPECT_EQ(refused("small"), std::string(": has less than the 4 MiB of a data partition") + kName);
  make(path("foreign"), 5 << 20);
  EXPECT_EQ(refused("foreign"),
            std::string(": holds no records of a device and no partition table") + kName);
  make(path("other"), 5 << 20);
  patch(path("other"), 510, "\x55\xaa");
  EXPECT_EQ(refused("other"),
            std::string(": partition table: has no data partition, which is of type 0xda") + kName);
  fs::resize_file(card(), 2 << 20);
  EXPECT_EQ(refused("card.img"),
            ": ends at byte 2097152, within its data partition; copy the whole card\n");
  EXPECT_EQ(run({}), kExitMisused);
}

}  // namespace
}  // namespace ocellus::tools

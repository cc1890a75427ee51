// The program itself in a folder of its own: a bundle, a slot, and the three files that say what
// the device is.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/bundle/test_bundle.hpp"
#include "drivers/slots/crc32.hpp"
#include "drivers/slots/slot_state.hpp"
#include "drivers/slots/state_store.hpp"
#include "drivers/storage/file_device.hpp"

namespace ocellus::update {

namespace fs = std::filesystem;
using Bytes = std::vector<std::byte>;

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kMisused = 2;
inline constexpr int kRefused = 3;
inline constexpr int kNothing = 4;

inline constexpr const char* kDevices = " --slot slot --state data --etc .";

inline std::string hexadecimal(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte byte : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += kDigits[static_cast<std::size_t>(byte) >> 4];
    text += kDigits[static_cast<std::size_t>(byte) & 15];
  }
  return text;
}

class Update : public testing::Test {
 public:
  ~Update() override { fs::remove_all(folder_); }

 protected:
  Update()
      : folder_(fs::path(testing::TempDir()) / ("ocellus-update-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
    write("board", "virt\n");
    write("version", "1.1.0\n");
    write("ocellus.pub",
          std::string(bundle::kPublicKeyWord) + " " + hexadecimal(key_.public_key) + "\n");
    write("slot", old_slot_);
    write("data", std::string(64 << 10, '\0'));
    write_bundle(payload_);
  }

  void write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  void write_bundle(const Bytes& payload) const {
    const Bytes bytes = bundle::test_bundle(bundle::test_manifest(payload), payload, key_);
    write("bundle", {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  std::string read(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void write_copy(const slots::Sector& sector) const {
    std::string data(64 << 10, '\0');
    std::ranges::copy(std::string_view(reinterpret_cast<const char*>(sector.data()), sector.size()),
                      data.begin());
    write("data", data);
  }
  void write_state(const slots::SlotState& state) const {
    slots::Sector sector;
    slots::encode(state, sector);
    write_copy(sector);
  }
  slots::SlotState state() const {
    storage::FileDevice device;
    const Status opened =
        device.open((folder_ / "data").c_str(), storage::FileDevice::Access::kRead);
    EXPECT_TRUE(opened.ok());
    slots::StateStore store(device);
    EXPECT_EQ(store.read(), slots::Content::kState);
    return store.state();
  }

  // What the program exits with; what it says is in said_.
  int run(const std::string& words) {
    const std::string command =
        "cd '" + folder_.string() + "' && '" UPDATE_PROGRAM "' " + words + kDevices + " 2>said";
    const int status = std::system(command.c_str());
    said_ = read("said");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  bool told(std::string_view part) const { return said_.find(part) != said_.npos; }

  bundle::TestKey key_{1};
  Bytes payload_ = bundle::test_payload(400);
  std::string old_slot_ = std::string(500 * 512, 'o');
  fs::path folder_;
  std::string said_;
};

}  // namespace ocellus::update

#include "tests/board/card.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "drivers/storage/file_device.hpp"
#include "tools/ocellus/log/data_partition.hpp"

namespace ocellus::tests {

Card::Card(std::string_view settings) {
  static int number = 0;
  path_ = testing::TempDir() + "ocellus-card-" + std::to_string(getpid()) + "-" +
          std::to_string(++number);
  std::error_code error;
  std::filesystem::copy_file(BOARD_IMAGE, path_, error);
  EXPECT_FALSE(error) << BOARD_IMAGE << ": " << error.message();
  write_settings(settings);
}

Card::~Card() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void Card::write_settings(std::string_view settings) {
  const std::string file = path_ + ".ini";
  std::ofstream(file, std::ios::binary) << settings;
  constexpr const char* kFirstPartition = "@@1M";
  const std::string command =
      "mcopy -o -i '" + path_ + kFirstPartition + "' '" + file + "' ::ocellus.ini";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  std::filesystem::remove(file);
}

std::vector<tools::HistoryEntry> Card::journal() const {
  storage::FileDevice device;
  if (const auto partition = tools::open_data_partition(path_, device); !partition.ok()) {
    ADD_FAILURE() << partition.failure().where << ": " << partition.failure().what;
    return {};
  }
  auto history = tools::read_history(device, path_, {});
  if (!history.ok()) {
    ADD_FAILURE() << history.failure().where << ": " << history.failure().what;
    return {};
  }
  for (const tools::LogState& state : history.value().logs) {
    EXPECT_EQ(state.lost, 0U) << tools::name_of(state.log);
    EXPECT_EQ(state.unreadable, 0U) << tools::name_of(state.log);
  }
  std::vector<tools::HistoryEntry> lines = std::move(history.value().entries);
  std::erase_if(lines, [](const tools::HistoryEntry& entry) {
    return entry.log != storage::LogName::kJournal;
  });
  return lines;
}

}  // namespace ocellus::tests

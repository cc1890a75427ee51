#include "tests/board/card.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <variant>

#include "drivers/storage/file_device.hpp"
#include "platform/virt/board.hpp"
#include "tools/ocellus/image/boot_script.hpp"
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

void Card::write_settings(std::string_view settings) { write_file("ocellus.ini", settings); }

// As the image has it, but that the kernel's command line goes on.
void Card::write_boot_options(std::string_view options) {
  platform::LinuxBoard board = platform::kVirtLinux;
  const auto* const loader = std::get_if<platform::UBoot>(&board.loader);
  ASSERT_NE(loader, nullptr);
  const std::string words = std::string(board.kernel_options) + " -- " + std::string(options);
  board.kernel_options = words;
  const std::string script = tools::boot_script(board, *loader);
  const std::vector<std::byte> image = tools::script_image(script, "ocellus");
  write_file("boot.scr", {reinterpret_cast<const char*>(image.data()), image.size()});
}

void Card::write_file(std::string_view name, std::string_view content) {
  const std::string file = path_ + ".file";
  std::ofstream(file, std::ios::binary) << content;
  constexpr const char* kFirstPartition = "@@1M";
  const std::string command =
      "mcopy -o -i '" + path_ + kFirstPartition + "' '" + file + "' ::" + std::string(name);
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  std::filesystem::remove(file);
}

std::vector<tools::HistoryEntry> Card::journal() const { return log(storage::LogName::kJournal); }

std::vector<tools::HistoryEntry> Card::system_log() const { return log(storage::LogName::kSystem); }

std::vector<tools::HistoryEntry> Card::log(storage::LogName name) const {
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
  std::erase_if(lines, [=](const tools::HistoryEntry& entry) { return entry.log != name; });
  return lines;
}

}  // namespace ocellus::tests

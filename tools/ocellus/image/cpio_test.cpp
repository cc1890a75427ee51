#include "tools/ocellus/image/cpio.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <map>

namespace ocellus::tools {
namespace {

struct Record {
  std::map<std::string, unsigned> fields;
  std::string name;
  std::string bytes;
};

// Reads an archive by the format's own rules; stops at the first thing that breaks them.
std::vector<Record> read(const std::vector<std::byte>& archive) {
  constexpr const char* kFields[] = {"ino",       "mode",     "uid",      "gid",      "nlink",
                                     "mtime",     "filesize", "devmajor", "devminor", "rdevmajor",
                                     "rdevminor", "namesize", "check"};
  const std::string_view text(reinterpret_cast<const char*>(archive.data()), archive.size());
  std::vector<Record> records;
  std::size_t at = 0;
  while (at + 110 <= text.size() && text.substr(at, 6) == "070701") {
    Record record;
    for (std::size_t i = 0; i < 13; ++i) {
      const char* field = text.data() + at + 6 + 8 * i;
      std::from_chars(field, field + 8, record.fields[kFields[i]], 16);
    }
    record.name = text.substr(at + 110, record.fields["namesize"] - 1);
    at = (at + 110 + record.fields["namesize"] + 3) / 4 * 4;
    record.bytes = text.substr(at, record.fields["filesize"]);
    at = (at + record.fields["filesize"] + 3) / 4 * 4;
    records.push_back(record);
  }
  return records;
}

std::vector<std::byte> sample() {
  CpioArchive archive;
  archive.add_character_device("dev/console", 0600, 5, 1);
  archive.add_folder("dev");
  archive.add_file("a/b/c", std::as_bytes(std::span("12345", 5)), 0755);
  archive.add_file("a/b/empty", {}, 0644);
  return std::move(archive).finish();
}

TEST(Cpio, HoldsWhatWasAddedBelowFoldersMadeOnce) {
  const std::vector<Record> records = read(sample());
  std::string names;
  for (const Record& record : records) names += record.name + " ";
  EXPECT_EQ(names, "dev dev/console a a/b a/b/c a/b/empty TRAILER!!! ");
  EXPECT_EQ(records[0].fields.at("mode"), 040755U);
  EXPECT_EQ(records[1].fields.at("mode"), 020600U);
  EXPECT_EQ(records[1].fields.at("rdevmajor"), 5U);
  EXPECT_EQ(records[1].fields.at("rdevminor"), 1U);
  EXPECT_EQ(records[4].fields.at("mode"), 0100755U);
  EXPECT_EQ(records[4].bytes, "12345");
  EXPECT_EQ(records[5].bytes, "");
}

TEST(Cpio, SaysNothingOfTheMachineThatMadeIt) {
  const std::vector<Record> records = read(sample());
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i].fields.at("ino"), i + 1);
    for (const char* field : {"uid", "gid", "mtime", "devmajor", "devminor", "check"}) {
      EXPECT_EQ(records[i].fields.at(field), 0U) << field;
    }
  }
  EXPECT_EQ(sample(), sample());
}

TEST(Cpio, EndsAtAMultipleOf512) { EXPECT_EQ(sample().size() % 512, 0U); }

}  // namespace
}  // namespace ocellus::tools

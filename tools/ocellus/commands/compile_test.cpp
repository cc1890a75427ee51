#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/plan/random_graph.hpp"
#include "tools/ocellus/tflite/export.hpp"

namespace ocellus::tools {
namespace {

// A folder with an int8 model, gone at the end of the test.
class CompileCommand : public testing::Test {
 protected:
  CompileCommand() {
    std::string pattern = (std::filesystem::temp_directory_path() / "compile-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    EXPECT_TRUE(export_tflite(random_graph(4, 20), model(), "for a test").ok());
  }
  ~CompileCommand() override { std::filesystem::remove_all(folder_); }

  std::string model() const { return folder_ / "net.int8.tflite"; }
  std::string out() const { return folder_ / "out"; }

  // Runs the command; its exit code, with what it printed in out_text and err_text.
  int run(std::vector<std::string> words) {
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int exit = compile_command(pointers);
    err_text = testing::internal::GetCapturedStderr();
    out_text = testing::internal::GetCapturedStdout();
    return exit;
  }

  std::vector<std::string> written() const {
    std::vector<std::string> names;
    if (!std::filesystem::exists(out())) return names;
    for (const auto& entry : std::filesystem::directory_iterator(out())) {
      names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
  }

  std::filesystem::path folder_;
  std::string out_text, err_text;
};

TEST_F(CompileCommand, WritesItsFilesAndReports) {
  EXPECT_EQ(run({model(), "--board", "generic-aarch64", "-o", out()}), kExitDone) << err_text;
  EXPECT_EQ(written(),
            (std::vector<std::string>{"net.hpp", "net__neon.S", "net__neon.bin", "net__neon.cpp",
                                      "net__neondot.S", "net__neondot.bin", "net__neondot.cpp"}));
  EXPECT_TRUE(out_text.starts_with("net for generic-aarch64, from net.int8.tflite\n"));
  EXPECT_EQ(err_text, "");
}

TEST_F(CompileCommand, JsonIsOneDocument) {
  EXPECT_EQ(run({model(), "--board", "host", "-o", out(), "--json", "--name", "eye"}), kExitDone);
  EXPECT_TRUE(out_text.starts_with("{\"model\":\"net.int8.tflite\",\"name\":\"eye\""));
  EXPECT_TRUE(out_text.ends_with("}\n"));
}

TEST_F(CompileCommand, LeavesWhatHasNotChangedAlone) {
  ASSERT_EQ(run({model(), "--board", "host", "-o", out()}), kExitDone);
  const std::filesystem::path header = std::filesystem::path(out()) / "net.hpp";
  const auto long_ago = std::filesystem::last_write_time(header) - std::chrono::hours(1);
  std::filesystem::last_write_time(header, long_ago);
  ASSERT_EQ(run({model(), "--board", "host", "-o", out()}), kExitDone);
  EXPECT_EQ(std::filesystem::last_write_time(header), long_ago);
}

TEST_F(CompileCommand, RefusesBoardsAndNamesThatItCannotUse) {
  EXPECT_EQ(run({model(), "--board", "toaster", "-o", out()}), kExitMisused);
  EXPECT_TRUE(err_text.starts_with("ocellus compile: no board is called 'toaster': host, "));
  EXPECT_EQ(run({model(), "--board", "host", "-o", out(), "--name", "a-b"}), kExitMisused);
  EXPECT_EQ(run({folder_ / "none.tflite", "--board", "host", "-o", out()}), kExitFailed);
  EXPECT_NE(err_text.find("none.tflite"), std::string::npos);
  EXPECT_TRUE(written().empty());
}

TEST_F(CompileCommand, TakesEverythingBackWhenAFileCannotBeWritten) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  // The header fits, a source does not: as on a disk that fills up.
  const rlimit tight = {4096, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
  const int exit = run({model(), "--board", "host", "-o", out()});
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(exit, kExitFailed);
  EXPECT_EQ(std::ranges::count(err_text, '\n'), 1) << err_text;
  EXPECT_TRUE(written().empty());
}

TEST_F(CompileCommand, AFileWhereTheFolderShouldBe) {
  EXPECT_EQ(run({model(), "--board", "host", "-o", model()}), kExitFailed);
  EXPECT_NE(err_text.find("cannot be made a folder"), std::string::npos) << err_text;
}

}  // namespace
}  // namespace ocellus::tools

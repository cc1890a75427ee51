#include "tools/bench/readme.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tools/bench/findings.hpp"

namespace ocellus::tools {
namespace {

class Readme : public testing::Test {
 protected:
  Readme() : path_(testing::TempDir() + "bench_readme_test.md") {}
  ~Readme() override { std::filesystem::remove(path_); }

  void write(const std::string& text) { std::ofstream(path_) << text; }
  std::string read() const {
    std::stringstream text;
    text << std::ifstream(path_).rdbuf();
    return text.str();
  }

  std::string path_;
};

constexpr const char* kMarks =
    "before\n<!-- bench: written by ocellus bench --readme -->\nold\n<!-- bench: end -->\nafter\n";

TEST_F(Readme, ChangesOnlyWhatIsBetweenTheMarks) {
  write(kMarks);
  ASSERT_TRUE(renew_readme(path_, "new\n").ok());
  EXPECT_EQ(read(),
            "before\n<!-- bench: written by ocellus bench --readme -->\n\nnew\n\n"
            "<!-- bench: end -->\nafter\n");
  ASSERT_TRUE(renew_readme(path_, "newer\n").ok());
  EXPECT_EQ(read(),
            "before\n<!-- bench: written by ocellus bench --readme -->\n\nnewer\n\n"
            "<!-- bench: end -->\nafter\n");
}

TEST_F(Readme, WithoutMarksStaysAsItIs) {
  write("text\n");
  EXPECT_FALSE(renew_readme(path_, "new\n").ok());
  EXPECT_EQ(read(), "text\n");
}

TEST(Markdown, HasALineForEachNetworkAndSaysHowItWasMeasured) {
  Findings findings;
  findings.machine = {
      .cpu = "a processor", .cores = 2, .system = "", .temperature = "", .date = "2030-01-02"};
  findings.command = "ocellus bench --readme";
  findings.runs = 100;
  NetworkFindings network;
  network.name = "net";
  network.time = {.minimum = 1, .median = 1.5, .percentile99 = 4};
  network.fraction = {.low = 0.4, .middle = 0.5, .high = 0.6};
  network.peers.push_back(
      {.name = "xnnpack", .about = "", .time = {}, .speedup = {.low = 1, .middle = 2, .high = 3}});
  findings.networks.push_back(network);
  const std::string text = markdown_of(findings);
  EXPECT_NE(text.find("| `net` | scalar | 0.0 | 1.500 | 4.000 | 0 | 50 % | 2.00 (1.00–3.00) | – |"),
            text.npos)
      << text;
  EXPECT_NE(text.find("`ocellus bench --readme`, 100 runs"), text.npos) << text;
  EXPECT_NE(text.find("2030-01-02"), text.npos) << text;
}

}  // namespace
}  // namespace ocellus::tools

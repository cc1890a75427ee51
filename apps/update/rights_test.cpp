#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

#include "apps/update/update_on_files.hpp"

namespace ocellus::update {
namespace {

// What the kernel says of the process, once it has given up what it does not need; else the last
// that it said.
std::string rights_of(const std::string& process) {
  std::string text;
  for (int i = 0; i < 250; ++i) {
    std::ifstream file("/proc/" + process + "/status");
    text.assign(std::istreambuf_iterator<char>(file), {});
    if (text.find("Seccomp:\t2") != text.npos) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return text;
}

TEST_F(Update, HasGivenUpItsRightsWhenABundleComes) {
#if defined(OCELLUS_SANITIZED)
  GTEST_SKIP() << "sanitizers need what it gives up";
#endif
  const std::string command = "cd '" + folder_.string() + "' && echo $$ >process && exec '" +
                              UPDATE_PROGRAM "' install - --running A" + kDevices + " 2>said";
  std::FILE* const program = popen(command.c_str(), "w");
  ASSERT_NE(program, nullptr);
  std::string process;
  while (process.empty()) process = read("process");  // an echo
  process.resize(process.find_last_not_of('\n') + 1);
  const std::string rights = rights_of(process);
  pclose(program);
  EXPECT_NE(rights.find("Seccomp:\t2"), rights.npos) << rights << read("said");
  EXPECT_NE(rights.find("NoNewPrivs:\t1"), rights.npos) << rights;
  EXPECT_EQ(read("slot"), old_slot_);
}

}  // namespace
}  // namespace ocellus::update

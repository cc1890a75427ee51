#include "platform/linux/cpu.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

namespace ocellus::platform {
namespace {

// The feature words of the first processor in /proc/cpuinfo, the kernel's own account.
std::set<std::string> kernel_features() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("flags") || line.starts_with("Features")) {
      std::istringstream words(line.substr(line.find(':') + 1));
      return {std::istream_iterator<std::string>(words), {}};
    }
  }
  return {};
}

TEST(CpuSupports, ScalarEverywhere) { EXPECT_TRUE(cpu_supports(Isa::kScalar)); }

TEST(CpuSupports, NothingOfAnotherArchitecture) {
#if defined(__aarch64__)
  EXPECT_FALSE(cpu_supports(Isa::kAvx2));
  EXPECT_FALSE(cpu_supports(Isa::kAvx512Vnni));
#else
  EXPECT_FALSE(cpu_supports(Isa::kNeon));
  EXPECT_FALSE(cpu_supports(Isa::kNeonDot));
#endif
}

TEST(CpuSupports, AgreesWithTheKernel) {
  const std::set<std::string> features = kernel_features();
#if defined(__aarch64__)
  if (!features.contains("asimd")) GTEST_SKIP() << "/proc/cpuinfo is another machine's: emulated";
  EXPECT_EQ(cpu_supports(Isa::kNeon), features.contains("asimd"));
  EXPECT_EQ(cpu_supports(Isa::kNeonDot), features.contains("asimddp"));
#else
  if (features.empty()) GTEST_SKIP() << "no /proc/cpuinfo";
  EXPECT_EQ(cpu_supports(Isa::kAvx2), features.contains("avx2") && features.contains("fma"));
  EXPECT_EQ(cpu_supports(Isa::kAvx512Vnni),
            features.contains("avx512f") && features.contains("avx512bw") &&
                features.contains("avx512dq") && features.contains("avx512vl") &&
                features.contains("avx512_vnni"));
#endif
}

TEST(BestIsa, IsTheLastThatRunsHere) {
  bool behind = false;
  for (const Isa isa : kEveryIsa) {
    EXPECT_FALSE(behind && cpu_supports(isa)) << name(isa);
    behind = behind || isa == best_isa();
  }
  EXPECT_TRUE(cpu_supports(best_isa()));
}

}  // namespace
}  // namespace ocellus::platform

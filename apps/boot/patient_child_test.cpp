#include "apps/boot/patient_child.hpp"

#include <errno.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "apps/boot/linux_system.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

int wait_for_byte(const void* what) {
  char byte = 0;
  return read(*static_cast<const int*>(what), &byte, 1) == 1 ? ENXIO : EIO;
}

TEST(PatientChild, TellsHowItEnded) {
  LinuxSystem system;
  pid_t child = 0;
  const auto succeed = [](const void*) { return 0; };
  EXPECT_EQ(in_child(system, succeed, nullptr, seconds(20), child), 0);
  EXPECT_FALSE(is_at_it(child));
  const auto fall = [](const void*) -> int { abort(); };
  EXPECT_EQ(in_child(system, fall, nullptr, seconds(20), child), EINTR);
}

TEST(PatientChild, IsNotWaitedForLongerThanThat) {
  LinuxSystem system;
  std::array<int, 2> pipe = {-1, -1};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  pid_t child = 0;
  const Instant began = system.now();
  EXPECT_FALSE(in_child(system, wait_for_byte, pipe.data(), milliseconds(50), child));
  EXPECT_LT(system.now() - began, seconds(10));
  EXPECT_TRUE(is_at_it(child));
  ASSERT_EQ(write(pipe[1], "x", 1), 1);
  while (is_at_it(child)) system.pause(milliseconds(1));
  for (const int end : pipe) close(end);
}

}  // namespace
}  // namespace ocellus::boot

// What a program must never do to a device and some do, done on purpose by a second process inside
// (insider.cpp). Each returns 0 or an error of errno's kind once it is done, and takes at most 3 s.
#pragma once

#include <sys/types.h>

#include <string_view>

namespace ocellus::tests {

// The process whose name begins so, the first process excepted; 0 where there is none.
pid_t find_process(std::string_view name);

// The first process, which no signal stops: as a debugger does. Until this process ends.
int seize_first_process();

// One of the process's threads, while it computes: goes on in one instruction that jumps to itself;
// waits for a lock that nobody opens.
int loop(pid_t process);
int deadlock(pid_t process);

// The kernel does not let go of the process, whatever signal it is sent: as of one that waits for
// a disk or a driver which never answers. It is in state D, in the freezer of the control groups.
int freeze(pid_t process);

// A process that starts others without end, and they do too.
int multiply();

// A process that takes all memory there is.
int eat();

// The same, and the kernel must end others for it.
int starve();

// All memory goes into files that no process's end gives back.
int flood();

}  // namespace ocellus::tests

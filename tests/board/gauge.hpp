// What the board and its programs take, measured from inside.
#pragma once

namespace ocellus::tests {

// The clock of the camera's notices.
double seconds_since_boot();

// One line on the console; KiB, counts, and seconds since boot:
//
//   {"notice":"gauge","time":...,
//    "camera_resident":...,"camera_anonymous":...,"camera_threads":...,"camera_files":...,
//    "boot_resident":...,"boot_anonymous":...,"boot_threads":...,"boot_files":...,
//    "tasks":...,"open_files":...,"spare":...,"slab":...,"unreclaimable":...,
//    "writes":...,"write_ms":...}
//
// Of camera and first process what the kernel says of their memory, threads and descriptors; of the
// board how many threads there are and how many files are open, what memory is left or would be
// given away at once, and what the kernel's own objects take. `writes` and `write_ms`: those of the
// data partition since boot, and how long they took together.
//
// ESRCH: there is no camera.
int measure();

}  // namespace ocellus::tests

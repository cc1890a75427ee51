// What libraries do call of what is left out (trim.hpp), with nothing to do.
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "drivers/trim/trim.hpp"

extern "C" {

void ocellus_left_out() {
  constexpr std::string_view kLine = "ocellus: a part of a library is needed that was left out\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kLine.data(), kLine.size());
  std::abort();
}

// libv4lconvert's controls of its own: none. What stands for them must not be null.
static std::byte g_no_controls;

void* v4lcontrol_create(int, void*, const void*, int) { return &g_no_controls; }
void v4lcontrol_destroy(void*) {}
int v4lcontrol_get_bandwidth(void*) { return 0; }
int v4lcontrol_get_flags(void*) { return 0; }
int v4lcontrol_get_ctrl(void*, int) { return 0; }
int v4lcontrol_needs_conversion(void*) { return 0; }
void* v4lprocessing_create(int, void*) { return &g_no_controls; }
void v4lprocessing_destroy(void*) {}
int v4lprocessing_pre_processing(void*) { return 0; }
void v4lconvert_helper_cleanup(void*) {}

}  // extern "C"

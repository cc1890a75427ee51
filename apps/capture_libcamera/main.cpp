// capture-libcamera: a camera of libcamera's for the program that starts it (remote_protocol.hpp).
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "apps/capture_libcamera/session.hpp"
#include "apps/capture_libcamera/system_calls.hpp"
#include "apps/capture_libcamera/udev_records.hpp"
#include "drivers/capture/remote_protocol.hpp"
#include "drivers/capture/remote_socket.hpp"
#include "platform/linux/this_board.hpp"

namespace {

using namespace ocellus;

constexpr int kWishMs = 5000;

bool receive_wish(capture::RemoteWish& wish) {
  pollfd asked = {.fd = capture::kRemoteSocket, .events = POLLIN, .revents = 0};
  if (poll(&asked, 1, kWishMs) != 1) return false;
  capture::RemotePacket packet;
  return packet.receive(capture::kRemoteSocket) == 1 && read_message(packet.bytes(), wish);
}

}  // namespace

int main() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // whoever died before that closed the socket
  capture::RemoteWish wish;
  if (!receive_wish(wish)) {
    std::fputs("capture-libcamera: `camera` starts this program, with path = libcamera\n", stderr);
    return 2;
  }
  setenv("LIBCAMERA_LOG_LEVELS", "*:ERROR", 0);
  setenv("LIBCAMERA_LOG_NO_COLOR", "1", 0);
  // On a board the first process has written them.
  if (geteuid() == 0) capture_libcamera::write_udev_records("/sys", "/run");
  // A desk's libraries may be of any version, and need who knows what.
  if (platform::this_board() != nullptr) {
    prctl(PR_SET_DUMPABLE, 0);  // its memory is not the camera's to read, nor the reverse
    if (const Status status = capture_libcamera::give_up_system_calls(); !status.ok()) {
      std::fprintf(stderr, "capture-libcamera: rights: %s\n", status.what);
    }
  }

  capture_libcamera::Session session(capture::kRemoteSocket);
  int status = 0;
  if (const auto trouble = session.run(wish)) {
    capture::RemoteTrouble message;
    message.cause = trouble->cause;
    message.os_error = trouble->os_error;
    (void)capture::send_message(capture::kRemoteSocket, message);
    status = 1;
  }
  // The kernel takes everything back; libcamera would ask a camera that is gone to stop.
  _exit(status);
}

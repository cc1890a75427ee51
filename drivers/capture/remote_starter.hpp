// Who starts a camera's helper (remote_protocol.hpp), again and again, ends it, and knows whether
// it has: ProcessStarter, or a test.
#pragma once

#include "runtime/status.hpp"

namespace ocellus::capture {

class RemoteStarter {
 public:
  virtual ~RemoteStarter() = default;

  // Whether it could start anything.
  virtual bool has_begun() const = 0;

  // Starts the helper with `socket` as descriptor 3 (kRemoteSocket); the caller's own stays open.
  // Only when ended(). kNotFound: no such program; kIo: no process for it.
  virtual Status start(int socket) = 0;

  // Kills what was started; waits for nothing.
  virtual void kill_helper() = 0;
  virtual bool ended() = 0;
  // After that: by SIGSYS, for a system call that it had no right to.
  virtual bool was_forbidden() const = 0;

 protected:
  RemoteStarter() = default;
  RemoteStarter(const RemoteStarter&) = default;
  RemoteStarter& operator=(const RemoteStarter&) = default;
};

}  // namespace ocellus::capture

// A program as process 1 of a machine of its own: a namespace, which any user may make where the
// kernel allows it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace ocellus::boot {

class ProcessOne {
 public:
  // Whether this kernel lets us.
  static bool possible();

  // Runs `root`/init with `options`; its root folder is `root`.
  ProcessOne(const std::string& root, const std::vector<std::string>& options);
  ~ProcessOne();  // kills it, and with it everything that it started
  ProcessOne(const ProcessOne&) = delete;
  ProcessOne& operator=(const ProcessOne&) = delete;

  // Waits until it has written `text`, and takes what was written up to there; false after
  // `patience` or when it ended before.
  bool says(std::string_view text, std::chrono::milliseconds patience = std::chrono::seconds(10));

  void send(int signal) const;

  // The signal that ended it, 0 for none, -1 when it lives on after `patience`. The kernel tells a
  // namespace's power-off as SIGINT and its restart as SIGHUP (reboot(2)).
  //
  // A power-off writes all media of the machine first, hence the patience.
  int end(std::chrono::milliseconds patience = std::chrono::seconds(60));

  const std::string& output() const { return output_; }  // all of it

 private:
  bool read_some(std::chrono::milliseconds patience);

  pid_t process_ = -1;
  int output_end_ = -1;
  std::string output_;
  std::size_t taken_ = 0;
};

}  // namespace ocellus::boot

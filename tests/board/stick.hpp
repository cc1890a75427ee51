// USB sticks as files: a table of partitions, on each a FAT file system with one update.bundle.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ocellus::tests {

class Stick {
 public:
  // At most four, one a partition; a failure fails the test.
  explicit Stick(const std::vector<std::vector<std::byte>>& bundles);
  ~Stick();
  Stick(const Stick&) = delete;
  Stick& operator=(const Stick&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace ocellus::tests

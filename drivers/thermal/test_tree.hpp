// For the tests: a tree of small files like sysfs, which goes away.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace ocellus::thermal::test {

class Tree {
 public:
  Tree() {
    std::string pattern = std::filesystem::temp_directory_path() / "ocellus-thermal-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~Tree() { std::filesystem::remove_all(path_); }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  std::string path() const { return path_; }

  void write(std::string_view name, std::string_view text) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace ocellus::thermal::test

#include "tools/bench/compile_library.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string_view>
#include <system_error>

#include "tools/bench/toolchain.hpp"
#include "tools/ocellus/emit/cpp_text.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/process.hpp"

namespace ocellus::tools {
namespace {

namespace fs = std::filesystem;

// FNV-1a (Fowler, Noll, Vo), 64 bits: tells versions apart, defends against nobody.
class Fingerprint {
 public:
  void add(std::span<const std::byte> bytes) {
    for (const std::byte byte : bytes) {
      state_ = (state_ ^ static_cast<std::uint64_t>(byte)) * 0x100000001b3;
    }
  }
  void add(std::string_view text) { add(std::as_bytes(std::span(text.data(), text.size()))); }
  std::string text() const {
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(state_));
    return digits;
  }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325;
};

constexpr std::size_t kMostHeaderBytes = std::size_t{16} << 20;

// The kernels are headers: a library is as old as the oldest of them.
Result<Done> add_headers(Fingerprint& fingerprint) {
  std::error_code error;
  std::vector<std::string> headers;
  const fs::path folder = fs::path(kSourceFolder) / "runtime";
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".hpp") headers.push_back(entry->path().string());
  }
  if (error || headers.empty()) {
    return Failure{folder.string(), "the kernels' sources are not there",
                   "run bench where the project was built"};
  }
  std::sort(headers.begin(), headers.end());
  for (const std::string& header : headers) {
    const Result<std::vector<std::byte>> bytes = read_file(header, kMostHeaderBytes);
    if (!bytes.ok()) return bytes.failure();
    fingerprint.add(bytes.value());
  }
  return Done{};
}

std::vector<std::string> command_for(const fs::path& stem, Isa isa, const std::string& output) {
  std::vector<std::string> words = {std::string(kCompiler), "-std=c++20", "-shared", "-fPIC"};
  // Within a library every name is its own, as it is in a program.
  add_words(words, "-fno-semantic-interposition -Wl,-Bsymbolic");
  add_words(words, kEmittedFlags);
  add_words(words, kCompilerFlags);
  add_words(words, isa_flags(name(isa)));
  words.push_back("-I" + std::string(kRuntimeInclude));
  words.push_back("-I" + stem.parent_path().string());
  words.push_back(stem.string() + ".cpp");
  words.push_back(stem.string() + ".S");
  words.emplace_back("-o");
  words.push_back(output);
  return words;
}

}  // namespace

Result<std::string> compile_library(const std::string& name, Isa isa,
                                    const std::vector<EmittedFile>& files) {
  Fingerprint fingerprint;
  if (const Result<Done> added = add_headers(fingerprint); !added.ok()) return added.failure();
  for (const EmittedFile& file : files) fingerprint.add(file.bytes);
  for (const std::string_view text : {kCompilerName, kCompilerFlags, isa_flags(ocellus::name(isa))})
    fingerprint.add(text);

  const std::string emitted = isa_name(name, ocellus::name(isa));
  const fs::path folder = fs::path(kCacheFolder) / emitted;
  const std::string library = (folder / (fingerprint.text() + ".so")).string();
  std::error_code error;
  if (fs::exists(library, error)) return library;

  fs::remove_all(folder, error);  // what an older version left
  fs::create_directories(folder, error);
  if (error) return Failure{folder.string(), "cannot be made a folder: " + error.message()};
  for (const EmittedFile& file : files) {
    const Result<Done> written = write_file((folder / file.name).string(), file.bytes);
    if (!written.ok()) return written.failure();
  }
  std::fprintf(stderr, "compiling %s with %s for %s; the result is kept\n", name.c_str(),
               std::string(kCompilerName).c_str(), std::string(ocellus::name(isa)).c_str());
  const std::string part = library + ".part";
  const std::string log = (folder / "compiler.log").string();
  const Result<Done> compiled = execute(command_for(folder / emitted, isa, part), log, log);
  if (!compiled.ok()) return compiled.failure();
  fs::rename(part, library, error);
  if (error) return Failure{library, "cannot be renamed: " + error.message()};
  return library;
}

}  // namespace ocellus::tools

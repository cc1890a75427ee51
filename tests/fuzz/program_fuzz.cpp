// The input is an ELF program, library or kernel module. Beyond what the sanitizers see: what goes
// into an image without its symbols goes through again as it is and needs the same libraries, and
// what a program is said to hold does not outgrow its file.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/image/modinfo.hpp"
#include "tools/ocellus/image/program_file.hpp"
#include "tools/ocellus/image/shared_libraries.hpp"
#include "tools/ocellus/size/elf.hpp"

namespace {

using namespace ocellus::tools;
using Bytes = std::span<const std::byte>;

constexpr std::array<std::string_view, 2> kArchitectures = {"arm64", "amd64"};

void take_into_image(Bytes file, std::string_view architecture) {
  const auto taken = program_without_symbols(file, architecture, "input", Linkage::kDynamic);
  if (!taken.ok()) return;
  if (taken.value().size() > file.size()) std::abort();
  const auto again =
      program_without_symbols(taken.value(), architecture, "again", Linkage::kDynamic);
  if (!again.ok() || again.value() != taken.value()) std::abort();
  if (program_without_symbols(file, architecture, "input").ok() !=
      program_without_symbols(taken.value(), architecture, "again").ok()) {
    std::abort();
  }
}

void ask_for_libraries(Bytes file, std::string_view architecture) {
  const auto needs = read_needs(file, architecture, "input");
  if (!needs.ok()) return;
  for (const std::string& name : needs.value().libraries) {
    if (name.empty() || name == ".." || name.find('/') != std::string::npos) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes file = std::as_bytes(std::span(data, size));
  for (const std::string_view architecture : kArchitectures) {
    take_into_image(file, architecture);
    ask_for_libraries(file, architecture);
  }
  const auto program = read_elf(file, "input");
  if (program.ok() && program.value().symbols.size() > size) std::abort();
  const auto module = read_modinfo(file, "input");
  if (module.ok() && module.value().depends.size() > size) std::abort();
  return 0;
}

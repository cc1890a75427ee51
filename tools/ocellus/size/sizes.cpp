#include "tools/ocellus/size/sizes.hpp"

#include <cxxabi.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "runtime/isa.hpp"

namespace ocellus::tools {
namespace {

std::string demangled(const std::string& name) {
  struct Free {
    void operator()(char* text) const { std::free(text); }
  };
  int status = 0;
  const std::unique_ptr<char, Free> text(
      abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status));
  return status == 0 ? text.get() : name;
}

// "STEM__ISA" taken apart; nothing when it does not end in the name of an instruction set.
struct OfIsa {
  std::string stem;
  std::string isa;
};

std::optional<OfIsa> of_isa(std::string_view text) {
  for (const Isa isa : kEveryIsa) {
    const std::string ending = "__" + std::string(name(isa));
    if (!text.ends_with(ending)) continue;
    return OfIsa{std::string(text.substr(0, text.size() - ending.size())), std::string(name(isa))};
  }
  return std::nullopt;
}

// The first identifier after `scope` in a demangled name; empty when it is not in that scope.
std::string_view member_of(std::string_view scope, std::string_view function) {
  const std::size_t at = function.find(scope);
  if (at == std::string_view::npos) return {};
  // Not in an argument, such as a kernel's operator among those of some other function.
  if (function.substr(0, at).find_first_of("<(") != std::string_view::npos) return {};
  function.remove_prefix(at + scope.size());
  return function.substr(0, function.find_first_of("<( [:"));
}

// "…/libjpeg.a(jchuff.c.o)" is libjpeg's; a path from the build's root is its folder's.
std::string room_of(std::string_view origin) {
  const std::string_view path = origin.substr(0, origin.find('('));
  const std::size_t slash = path.rfind('/');
  std::string_view file = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
  if (path.starts_with('/')) {
    if (!file.starts_with("lib")) return "libc";  // crt1.o and its like
    file = file.substr(0, file.find_first_of(".-"));
    if (file == "libgcc_eh") return "libgcc";
    if (file == "libpng16") return "libpng";
    return std::string(file);
  }
  const std::size_t folder = std::min(path.find("/CMakeFiles/"), slash);
  return folder == std::string_view::npos ? "models" : std::string(path.substr(0, folder));
}

// "…(ssd__avx2.cpp.o)": of the object's instruction set, where it is an emitted model's.
std::string isa_of(std::string_view origin) {
  const std::size_t open = origin.find('(');
  if (open == std::string_view::npos) return "";
  const std::string_view object = origin.substr(open + 1);
  const auto found = of_isa(object.substr(0, object.find('.')));
  return found ? found->isa : "";
}

class Counter {
 public:
  void add(const std::string& name, const std::string& isa, std::uint64_t bytes,
           std::size_t functions) {
    CodeBytes& entry = entries_[{name, isa}];
    entry.name = name;
    entry.isa = isa;
    entry.bytes += bytes;
    entry.functions += functions;
  }
  std::vector<CodeBytes> most_first() const {
    std::vector<CodeBytes> all;
    for (const auto& [key, entry] : entries_) all.push_back(entry);
    std::ranges::stable_sort(all, std::ranges::greater{}, &CodeBytes::bytes);
    return all;
  }

 private:
  std::map<std::pair<std::string, std::string>, CodeBytes> entries_;
};

// Code bytes as they are met, by address.
struct Tally {
  Counter rooms, kernels, isas;

  void function(const std::string& symbol, const std::string& origin, std::uint64_t bytes) {
    const std::string text = demangled(symbol);
    const std::string_view kernel = member_of("ocellus::kernels::", text);
    if (kernel.empty()) return remainder(origin, bytes, 1);
    const auto found = of_isa(kernel);
    const std::string isa = found ? found->isa : isa_of(origin);
    kernels.add(found ? found->stem : std::string(kernel), isa, bytes, 1);
    rooms.add("kernels", "", bytes, 1);
    if (!isa.empty()) isas.add(isa, "", bytes, 1);
  }
  void remainder(const std::string& origin, std::uint64_t bytes, std::size_t functions) {
    rooms.add(origin.empty() ? "the linker" : room_of(origin), "", bytes, functions);
    if (const std::string isa = isa_of(origin); !isa.empty()) isas.add(isa, "", bytes, functions);
  }
};

// Attributes the section's bytes: each to the function that holds it and to the piece of the map.
void count_code(const Section& section, const std::vector<Symbol>& functions,
                const std::vector<MapPiece>& map, Tally& tally) {
  const std::uint64_t end = section.address + section.bytes;
  auto symbol = std::ranges::lower_bound(functions, section.address, {}, &Symbol::address);
  auto piece = std::ranges::lower_bound(map, section.address, {}, &MapPiece::address);
  std::uint64_t at = section.address;
  const auto between = [&](std::uint64_t until) {  // what no function holds
    while (at < until) {
      while (piece != map.end() && piece->address + piece->bytes <= at) ++piece;
      const bool inside = piece != map.end() && piece->address <= at;
      const std::uint64_t edge = piece == map.end() ? until
                                 : inside           ? piece->address + piece->bytes
                                                    : piece->address;
      const std::uint64_t stop = std::min(until, edge);
      tally.remainder(inside ? piece->origin : "", stop - at, 0);
      at = stop;
    }
  };
  for (; symbol != functions.end() && symbol->address < end; ++symbol) {
    if (symbol->address < at) continue;  // another name, or an entry into the middle
    between(symbol->address);
    while (piece != map.end() && piece->address + piece->bytes <= at) ++piece;
    const bool inside = piece != map.end() && piece->address <= at;
    const std::uint64_t bytes = std::min(symbol->bytes, end - at);
    tally.function(symbol->name, inside ? piece->origin : "", bytes);
    at += bytes;
  }
  between(end);
}

// By address, and for each address the name of most bytes; of equals, one that C++ mangled.
std::vector<Symbol> by_address(std::vector<Symbol> symbols) {
  std::ranges::stable_sort(symbols, [](const Symbol& a, const Symbol& b) {
    if (a.address != b.address) return a.address < b.address;
    if (a.bytes != b.bytes) return a.bytes > b.bytes;
    return a.name.starts_with("_Z") > b.name.starts_with("_Z");
  });
  return symbols;
}

}  // namespace

Sizes sizes_of(const ElfProgram& program, const std::vector<MapPiece>& map) {
  Sizes sizes{.machine = program.machine, .models = {}, .rooms = {}, .kernels = {}, .alone = {}};
  const std::vector<Symbol> symbols = by_address(program.symbols);
  Tally tally;
  for (const Section& section : program.sections) {
    switch (section.kind) {
      case SectionKind::kCode:
        sizes.code += section.bytes;
        count_code(section, symbols, map, tally);
        break;
      case SectionKind::kConstants:
        sizes.constants += section.bytes;
        break;
      case SectionKind::kUnwinding:
        sizes.unwinding += section.bytes;
        break;
      case SectionKind::kData:
        sizes.data += section.bytes;
        break;
      case SectionKind::kZeroed:
        sizes.zeroed += section.bytes;
        break;
      case SectionKind::kNotInMemory:
        break;
    }
  }
  for (const Symbol& symbol : symbols) {
    constexpr std::string_view kModels = "ocellus::models::";
    if (!symbol.name.starts_with("_ZN7ocellus6models")) continue;
    const std::string name = demangled(symbol.name);
    const std::string_view model = member_of(kModels, name);
    const auto parameters = of_isa(name);
    if (!parameters || !parameters->stem.ends_with("::kParameters")) continue;
    sizes.models.push_back({std::string(model), parameters->isa, symbol.bytes});
    sizes.weights += symbol.bytes;
  }
  sizes.constants -= std::min(sizes.weights, sizes.constants);

  sizes.rooms = tally.rooms.most_first();
  sizes.kernels = tally.kernels.most_first();
  const std::vector<CodeBytes> isas = tally.isas.most_first();
  std::uint64_t of_all = 0;
  for (const CodeBytes& isa : isas) of_all += isa.bytes;
  for (const CodeBytes& isa : isas) {
    sizes.alone.push_back({isa.name, isa.name, sizes.code - of_all + isa.bytes, isa.functions});
  }
  return sizes;
}

}  // namespace ocellus::tools

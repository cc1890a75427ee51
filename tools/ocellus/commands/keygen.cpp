// `ocellus keygen`: the pair of keys that makes updates an owner's own.
#include <cstdio>
#include <span>
#include <string>

#include "tools/ocellus/bundle/key_file.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/format.hpp"

namespace ocellus::tools {
namespace {

constexpr Usage kUsage = {
    .command = "ocellus keygen",
    .summary =
        "Makes NAME.key, which signs updates and is shown to nobody, and NAME.pub, which goes\n"
        "into images. Keep a copy of NAME.key: without it no device takes an update again.",
    .operands = "NAME",
    .least_operands = 1,
    .most_operands = 1,
    .example = "ocellus keygen ~/ocellus-owner",
};

}  // namespace

int keygen_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const std::string name(arguments.operands()[0]);
  if (const auto made = make_key_pair(name); !made.ok()) return report(made.failure());
  const auto key = read_public_key(name + ".pub");
  if (!key.ok()) return report(key.failure());
  std::fputs(format("%s.key: secret, signs updates; %s.pub: public, key %s...\n", name.c_str(),
                    name.c_str(), short_name(key.value()).c_str())
                 .c_str(),
             stdout);
  return kExitDone;
}

}  // namespace ocellus::tools

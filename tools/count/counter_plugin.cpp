// A plug-in for QEMU's emulation of programs: counts the instructions that one thread executes.
//
// At every mark of the program a line `mark N`, the instructions so far. At the end a line
// `block ADDRESS INSTRUCTIONS TIMES` for every block of code that was translated.
#include <cinttypes>
#include <cstdio>
#include <deque>

#include "tools/count/mark.hpp"
#include "tools/count/qemu_plugin.hpp"

namespace {

struct Block {
  std::uint64_t address;
  std::uint64_t instructions;
  std::uint64_t times = 0;
};

std::deque<Block> blocks;  // which stay where they are, as the translated code counts in them

void translated(qemu_plugin_id_t, qemu_plugin_tb* block) {
  blocks.push_back({qemu_plugin_tb_vaddr(block), qemu_plugin_tb_n_insns(block)});
  qemu_plugin_register_vcpu_tb_exec_inline(block, QEMU_PLUGIN_INLINE_ADD_U64, &blocks.back().times,
                                           1);
}

void system_call(qemu_plugin_id_t, unsigned, std::int64_t number, std::uint64_t, std::uint64_t,
                 std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t,
                 std::uint64_t) {
  if (number != ocellus::tools::kMarkSystemCall) return;
  std::uint64_t executed = 0;
  for (const Block& block : blocks) executed += block.instructions * block.times;
  char line[32];
  std::snprintf(line, sizeof line, "mark %" PRIu64 "\n", executed);
  qemu_plugin_outs(line);
}

void finished(qemu_plugin_id_t, void*) {
  for (const Block& block : blocks) {
    char line[80];
    std::snprintf(line, sizeof line, "block %" PRIx64 " %" PRIu64 " %" PRIu64 "\n", block.address,
                  block.instructions, block.times);
    qemu_plugin_outs(line);
  }
}

}  // namespace

const int qemu_plugin_version = 1;

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t*, int, char**) {
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_vcpu_syscall_cb(id, system_call);
  qemu_plugin_register_atexit_cb(id, finished, nullptr);
  return 0;
}

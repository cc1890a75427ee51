// What counter_plugin.cpp uses of QEMU's plug-in interface, version 1. Debian's packages bring no
// header; these are its published declarations.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

using qemu_plugin_id_t = std::uint64_t;
struct qemu_plugin_tb;  // a block of guest code, translated once
struct qemu_info_t;

enum qemu_plugin_op { QEMU_PLUGIN_INLINE_ADD_U64 };

using TranslatedCallback = void (*)(qemu_plugin_id_t id, qemu_plugin_tb* block);
using SystemCallCallback = void (*)(qemu_plugin_id_t id, unsigned processor, std::int64_t number,
                                    std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t,
                                    std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t);
using ExitCallback = void (*)(qemu_plugin_id_t id, void* data);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, TranslatedCallback callback);
void qemu_plugin_register_vcpu_syscall_cb(qemu_plugin_id_t id, SystemCallCallback callback);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, ExitCallback callback, void* data);
void qemu_plugin_register_vcpu_tb_exec_inline(qemu_plugin_tb* block, qemu_plugin_op op,
                                              void* counter, std::uint64_t addend);
std::size_t qemu_plugin_tb_n_insns(const qemu_plugin_tb* block);
std::uint64_t qemu_plugin_tb_vaddr(const qemu_plugin_tb* block);
void qemu_plugin_outs(const char* text);

// What QEMU looks for.
[[gnu::visibility("default")]] extern const int qemu_plugin_version;
[[gnu::visibility("default")]] int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* info,
                                                       int count, char** words);

}  // extern "C"

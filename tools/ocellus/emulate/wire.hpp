// What the host and the program on the bare machine (runner.cpp) say to each other.
//
// The host sends a Request, the calls, the parameters of all calls, and the working memory with the
// inputs in it. The machine answers a u32: 0 when it has all of that, then the number of calls
// done, after each; and then the working memory as the calls have left it. Another request may
// follow.
//
// Both sides are little-endian and give fixed-width members the same offsets, so structs travel as
// they lie in memory. A type whose width differs from one machine to the other has no place in an
// operator; kLayout, in every request, tells when one got in, or when the two sides were built from
// different sources.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "runtime/kernels/kernel_set.hpp"
#include "runtime/kernels/operands.hpp"

namespace ocellus::tools::wire {

inline constexpr std::uint32_t kMagic = 0x6C65636F;  // "ocel"
inline constexpr std::size_t kAlignment = 64;        // of parameters and memory

template <typename List>
struct Layout;

template <typename... Ops>
struct Layout<kernels::OperatorList<Ops...>> {
  static_assert((std::is_trivially_copyable_v<Ops> && ...), "an operator is sent byte by byte");

  static constexpr std::size_t largest() {
    std::size_t bytes = 0;
    ((bytes = sizeof(Ops) > bytes ? sizeof(Ops) : bytes), ...);
    return bytes;
  }

  // Of the operators' sizes and alignments, in order (FNV-1a).
  static constexpr std::uint32_t fingerprint() {
    std::uint32_t hash = 2166136261U;
    ((hash = (hash ^ sizeof(Ops)) * 16777619U, hash = (hash ^ alignof(Ops)) * 16777619U), ...);
    return hash;
  }

  // Where `Op` stands in the list.
  template <typename Op>
  static constexpr std::uint32_t index() {
    static_assert((std::is_same_v<Op, Ops> || ...), "the machine has no kernel for it");
    std::uint32_t at = 0, found = 0;
    ((found = std::is_same_v<Op, Ops> ? at : found, ++at), ...);
    return found;
  }
};

using Operators = Layout<kernels::EveryOperator>;

enum class Where : std::uint32_t {
  kNowhere,     // the operator has no such tensor
  kMemory,      // `offset` into the working memory
  kParameters,  // `offset` into the parameters
};

struct Address {
  Where where = Where::kNowhere;
  std::uint32_t offset = 0;
};

struct Call {
  std::uint32_t kind = 0;        // Operators::index()
  std::uint32_t parameters = 0;  // where the call's own begin
  Address inputs[kernels::Operands::kMostInputs];
  Address outputs[kernels::Operands::kMostOutputs];
  alignas(8) std::byte op[Operators::largest()] = {};
};

struct Request {
  std::uint32_t magic = kMagic;
  std::uint32_t layout = 0;  // kLayout
  std::uint32_t calls = 0;
  std::uint32_t parameter_bytes = 0;
  std::uint32_t memory_bytes = 0;   // sent and sent back
  std::uint32_t scratch_bytes = 0;  // behind the memory
};

inline constexpr std::uint32_t kLayout =
    Operators::fingerprint() * 31 + static_cast<std::uint32_t>(sizeof(Call));

constexpr std::size_t aligned(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

// What a request needs of the machine's memory.
constexpr std::uint64_t total_bytes(const Request& request) {
  return aligned(std::uint64_t{request.calls} * sizeof(Call)) + aligned(request.parameter_bytes) +
         aligned(request.memory_bytes) + aligned(request.scratch_bytes);
}

}  // namespace ocellus::tools::wire

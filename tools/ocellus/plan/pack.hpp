// A program made ready for one ISA: how each step requantizes, what scratch it needs, and its
// parameters in the layout that the ISA's kernels read.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include "runtime/isa.hpp"
#include "tools/ocellus/plan/program.hpp"

namespace ocellus::tools {

inline constexpr std::size_t kPackedAlignment = 64;

// Bytes that begin on a 64-byte boundary, zero at first.
class AlignedBytes {
 public:
  AlignedBytes() = default;
  explicit AlignedBytes(std::size_t size);

  std::byte* data() { return bytes_.get(); }
  const std::byte* data() const { return bytes_.get(); }
  std::size_t size() const { return size_; }
  std::span<std::byte> span() { return {data(), size_}; }
  std::span<const std::byte> span() const { return {data(), size_}; }

 private:
  struct Free {
    void operator()(std::byte* bytes) const {
      ::operator delete[](bytes, std::align_val_t{kPackedAlignment});
    }
  };
  std::unique_ptr<std::byte[], Free> bytes_;
  std::size_t size_ = 0;
};

// What one ISA makes of one step.
struct PackedStep {
  kernels::Requantize requantize = kernels::Requantize::kInteger;  // of convolutions
  std::size_t scratch_bytes = 0;
  std::size_t offset = 0;  // of its packed parameters, a multiple of kPackedAlignment
  std::size_t bytes = 0;   // 0 when it has none
};

struct PackedProgram {
  Isa isa = Isa::kScalar;
  std::vector<PackedStep> steps;  // by index in program.steps
  AlignedBytes parameters;        // of all steps, in the program's order

  // The step's operator as this ISA runs it.
  template <typename Op>
  Op specialised(const Convolution<Op>& convolution, std::size_t step) const {
    Op op = convolution.op;
    op.requantize = steps[step].requantize;
    return op;
  }
  template <typename Op>
  const Op& specialised(const Op& op, std::size_t) const {
    return op;  // the same on every instruction set
  }
};

PackedProgram pack(const Program& program, Isa isa);

// By step, the scratch that suffices for every one of these.
std::vector<std::size_t> largest_scratch(const Program& program,
                                         std::span<const PackedProgram> packed);

}  // namespace ocellus::tools

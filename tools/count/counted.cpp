// The program whose instructions are counted: a compiled model, run whole, then step by step. It is
// cross-built together with the model by `ocellus count`.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>

#include "runtime/model.hpp"
#include "tools/bench/noise.hpp"
#include "tools/count/mark.hpp"

// The linker gives the model's symbols these names.
extern "C" {
extern const ocellus::Model counted_model;
extern const ocellus::ModelStep counted_steps[];
}

namespace {

void mark() {
  register long number asm("x8") = ocellus::tools::kMarkSystemCall;
  register long result asm("x0");
  asm volatile("svc #0" : "=r"(result) : "r"(number) : "memory");
}

}  // namespace

// usage: counted STEPS
int main(int count, char** words) {
  if (count != 2) return 2;
  const int steps = std::atoi(words[1]);
  constexpr std::size_t kAlignment = 64;
  const std::size_t bytes = (counted_model.arena_bytes + kAlignment - 1) / kAlignment * kAlignment;
  std::byte* const arena = static_cast<std::byte*>(std::aligned_alloc(kAlignment, bytes));
  if (arena == nullptr) return 1;
  std::memset(arena, 0, bytes);
  for (const ocellus::ModelTensor& input : counted_model.inputs) {
    if (input.type == ocellus::ElementType::kFloat32) continue;  // random bytes are no good floats
    ocellus::tools::fill_with_noise({arena + input.offset, input.size});
  }
  mark();
  mark();  // from here to the one before is what a mark itself takes
  counted_model.run(arena);
  mark();
  for (int i = 0; i < steps; ++i) {
    counted_steps[i].run(arena);
    mark();
  }
  return 0;
}

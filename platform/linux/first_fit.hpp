// A heap over a fixed stretch of memory: first fit, neighbours merged when freed.
//
// Blocks lie side by side, each with a header that gives its own size and its predecessor's, so
// freeing is constant time and there are no lists to corrupt. Allocating walks the blocks from the
// lowest free one: linear, which a start-up of some hundred allocations does not notice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ocellus::platform {

class FirstFit {
 public:
  static constexpr std::size_t kAlignment = 16;

  // All zero, so that a heap in .bss works before any constructor has run.
  constexpr FirstFit() = default;

  // `memory` is zero or holds nothing of value; its start is aligned to kAlignment.
  void start(std::span<std::byte> memory);
  bool started() const { return begin_ != nullptr; }

  // nullptr when no stretch is long enough. `alignment` is a power of two.
  void* allocate(std::size_t bytes, std::size_t alignment = kAlignment);

  // `pointer` came from allocate() and was not freed yet; false when it clearly did not.
  bool free(void* pointer);

  // How many bytes the block really has, at least what was asked for.
  static std::size_t usable_size(const void* pointer);

  std::size_t capacity() const { return static_cast<std::size_t>(end_ - begin_); }
  std::size_t in_use() const { return in_use_; }
  std::size_t peak() const { return peak_; }

 private:
  struct Block {
    std::size_t size;      // bytes with this header, a multiple of kAlignment; bit 0: in use
    std::size_t previous;  // size of the block before, 0 for the first
  };
  static_assert(sizeof(Block) == kAlignment);

  static constexpr std::size_t kUsed = 1;

  static std::size_t size_of(const Block& block) { return block.size & ~kUsed; }
  static bool is_used(const Block& block) { return (block.size & kUsed) != 0; }

  Block* at(std::byte* address) const;
  std::byte* address_of(Block* block) const { return reinterpret_cast<std::byte*>(block); }
  Block* after(Block* block) const;  // nullptr behind the last
  void set_size(Block* block, std::size_t size, std::size_t used);
  void cut(Block* block, std::size_t size);

  std::byte* begin_ = nullptr;
  std::byte* end_ = nullptr;
  std::byte* lowest_free_ = nullptr;  // no free block lies below
  std::size_t in_use_ = 0;
  std::size_t peak_ = 0;
};

}  // namespace ocellus::platform

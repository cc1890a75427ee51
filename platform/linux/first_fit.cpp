#include "platform/linux/first_fit.hpp"

#include <bit>

namespace ocellus::platform {
namespace {

constexpr std::size_t round_up(std::size_t value, std::size_t alignment) {
  return (value + alignment - 1) & ~(alignment - 1);
}

}  // namespace

FirstFit::Block* FirstFit::at(std::byte* address) const {
  return static_cast<Block*>(static_cast<void*>(address));
}

FirstFit::Block* FirstFit::after(Block* block) const {
  std::byte* const next = address_of(block) + size_of(*block);
  return next < end_ ? at(next) : nullptr;
}

void FirstFit::set_size(Block* block, std::size_t size, std::size_t used) {
  block->size = size | used;
  if (Block* const next = after(block)) next->previous = size;
}

// Shortens a block; what is left over becomes a free block behind it.
void FirstFit::cut(Block* block, std::size_t size) {
  const std::size_t rest = size_of(*block) - size;
  if (rest < 2 * sizeof(Block)) return;
  const std::size_t used = block->size & kUsed;
  Block* const second = at(address_of(block) + size);
  second->previous = size;
  block->size = size | used;
  set_size(second, rest, 0);
}

void FirstFit::start(std::span<std::byte> memory) {
  const std::size_t size = memory.size() & ~(kAlignment - 1);
  if (size < 2 * sizeof(Block)) return;
  begin_ = lowest_free_ = memory.data();
  end_ = begin_ + size;
  *at(begin_) = {.size = size, .previous = 0};
}

void* FirstFit::allocate(std::size_t bytes, std::size_t alignment) {
  if (alignment < kAlignment) alignment = kAlignment;
  if (begin_ == nullptr || bytes > capacity() || alignment > capacity()) return nullptr;
  const std::size_t needed = round_up(bytes > 0 ? bytes : 1, kAlignment) + sizeof(Block);

  bool skipped_free = false;
  for (Block* block = at(lowest_free_); block != nullptr; block = after(block)) {
    if (is_used(*block)) continue;
    // Where the block would have to start so that its bytes are aligned: here, or far enough
    // behind that the gap can be a free block of its own.
    const auto here = std::bit_cast<std::uintptr_t>(address_of(block)) + sizeof(Block);
    std::size_t gap = round_up(here, alignment) - here;
    while (gap != 0 && gap < 2 * sizeof(Block)) gap += alignment;
    if (size_of(*block) < gap + needed) {
      if (!skipped_free) lowest_free_ = address_of(block);
      skipped_free = true;
      continue;
    }
    if (gap != 0) {
      cut(block, gap);
      if (!skipped_free) lowest_free_ = address_of(block);
      skipped_free = true;
      block = after(block);
    }
    cut(block, needed);
    block->size |= kUsed;
    if (!skipped_free) lowest_free_ = address_of(block);
    in_use_ += size_of(*block);
    if (in_use_ > peak_) peak_ = in_use_;
    return address_of(block) + sizeof(Block);
  }
  return nullptr;
}

bool FirstFit::free(void* pointer) {
  auto* const bytes = static_cast<std::byte*>(pointer);
  if (bytes < begin_ + sizeof(Block) || bytes >= end_) return false;
  Block* block = at(bytes - sizeof(Block));
  if (!is_used(*block) || size_of(*block) > static_cast<std::size_t>(end_ - address_of(block))) {
    return false;
  }
  std::size_t size = size_of(*block);
  in_use_ -= size;
  if (Block* const next = after(block); next != nullptr && !is_used(*next)) size += size_of(*next);
  if (block->previous != 0) {
    Block* const before = at(address_of(block) - block->previous);
    if (!is_used(*before)) {
      block = before;
      size += size_of(*before);
    }
  }
  set_size(block, size, 0);
  if (address_of(block) < lowest_free_) lowest_free_ = address_of(block);
  return true;
}

std::size_t FirstFit::usable_size(const void* pointer) {
  const auto* const header = static_cast<const Block*>(
      static_cast<const void*>(static_cast<const std::byte*>(pointer) - sizeof(Block)));
  return size_of(*header) - sizeof(Block);
}

}  // namespace ocellus::platform

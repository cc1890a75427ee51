#include "apps/camera/tell/record_queue.hpp"

#include <cstring>

namespace ocellus::camera {

std::optional<std::size_t> RecordQueue::place(std::size_t bytes) {
  if (count_ ==
      0) {  // from the beginning, so that a queue that is never long touches little memory
    begin_ = end_ = 0;
    turned_ = false;
  }
  if (turned_) {
    if (begin_ - end_ >= bytes) return end_;
    return std::nullopt;
  }
  if (memory_.size() - end_ >= bytes) return end_;
  if (begin_ < bytes) return std::nullopt;
  turn_ = end_;
  turned_ = true;
  return 0;
}

bool RecordQueue::push(const WaitingRecord& record) {
  const std::size_t bytes = extent(record.text.size(), record.jpeg.size());
  const auto at = place(bytes);
  if (!at) return false;
  const Head head = {.since_boot = record.since_boot,
                     .frame = record.frame,
                     .text = static_cast<std::uint32_t>(record.text.size()),
                     .jpeg = static_cast<std::uint32_t>(record.jpeg.size())};
  std::byte* to = memory_.data() + *at;
  std::memcpy(to, &head, sizeof head);
  to += sizeof head;
  if (!record.text.empty()) std::memcpy(to, record.text.data(), record.text.size());
  to += record.text.size();
  if (!record.jpeg.empty()) std::memcpy(to, record.jpeg.data(), record.jpeg.size());
  end_ = *at + bytes;
  ++count_;
  return true;
}

RecordQueue::Head RecordQueue::head() const {
  Head head;
  std::memcpy(&head, memory_.data() + begin_, sizeof head);
  return head;
}

std::optional<WaitingRecord> RecordQueue::front() const {
  if (count_ == 0) return std::nullopt;
  const Head facts = head();
  const std::byte* const text = memory_.data() + begin_ + sizeof facts;
  return WaitingRecord{
      .since_boot = facts.since_boot,
      .frame = facts.frame,
      .text = {reinterpret_cast<const char*>(text), facts.text},
      .jpeg = {reinterpret_cast<const std::uint8_t*>(text + facts.text), facts.jpeg}};
}

void RecordQueue::pop() {
  const Head facts = head();
  begin_ += extent(facts.text, facts.jpeg);
  --count_;
  if (turned_ && begin_ == turn_) {
    begin_ = 0;
    turned_ = false;
  }
}

}  // namespace ocellus::camera

#include "drivers/storage/journal.hpp"

namespace ocellus::storage {

Status Journal::append(const Moment& moment, std::string_view line) {
  if (line.size() > kLongestLine) {
    return Status::failure(Code::kTooLarge, "a line has more than 1024 bytes", line.size());
  }
  const Bytes text = std::as_bytes(std::span(line));
  return log_.append(moment, kLineRecord, {&text, 1});
}

std::uint32_t boot_count(BlockDevice& device, const DataLayout& layout) {
  std::array<std::byte, 4096> scratch;
  PatientLog log(device, layout.system, scratch);
  Moment moment;
  RecordFacts facts;
  return log.newest(moment, facts, {}).ok() ? moment.boot : 0;
}

}  // namespace ocellus::storage

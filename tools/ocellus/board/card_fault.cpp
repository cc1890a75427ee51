#include "tools/ocellus/board/card_fault.hpp"

#include <charconv>
#include <sstream>

#include "tools/ocellus/board/qemu_command.hpp"

namespace ocellus::tools::board {
namespace {

using Json = nlohmann::json;
using Kind = CardFault::Kind;

// Throttle groups, by what they let through.
constexpr char kSoundSpeed[] = "sound";
constexpr char kSlowSpeed[] = "slow";
constexpr char kHungSpeed[] = "hung";

std::string bad_node(unsigned number) { return "bad" + std::to_string(number); }

// While the board runs, from now on, again and again.
Json rule(const char* request) {
  return {{"event", "none"}, {"iotype", request}, {"errno", 5}, {"once", false}};
}

Json rules_of(const CardFault& fault) {
  Json rules = Json::array();
  if (fault.kind == Kind::kNoWrites) rules.push_back(rule("write"));
  for (const std::uint64_t sector : fault.sectors) {
    for (const char* request : {"read", "write"}) {
      rules.push_back(rule(request));
      rules.back()["sector"] = sector;
    }
  }
  return rules;
}

const char* speed_of(Kind kind) {
  if (kind == Kind::kHang) return kHungSpeed;
  return kind == Kind::kSlow ? kSlowSpeed : kSoundSpeed;
}

}  // namespace

Result<CardFault> read_card_fault(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::string word;
  std::string what;
  words >> word >> what;
  const Failure unknown = {std::string(text), "is nothing that a card does",
                           "choose card sound, hang, slow, eio or bad SECTOR..."};
  CardFault fault;
  if (what == "hang") fault.kind = Kind::kHang;
  if (what == "slow") fault.kind = Kind::kSlow;
  if (what == "eio") fault.kind = Kind::kNoWrites;
  if (what == "bad") fault.kind = Kind::kBadSectors;
  if (word != "card" || (fault.kind == Kind::kNone && what != "sound")) return unknown;
  while (words >> word) {
    std::uint64_t sector = 0;
    const char* const end = word.data() + word.size();
    const auto [rest, error] = std::from_chars(word.data(), end, sector);
    if (error != std::errc() || rest != end) return unknown;
    fault.sectors.push_back(sector);
  }
  if (fault.sectors.empty() != (fault.kind != Kind::kBadSectors)) return unknown;
  return fault;
}

std::vector<std::string> card_words(const std::string& image, bool read_only) {
  const std::string closed = read_only ? ",read-only=on" : "";
  const std::string name = kCardNode;
  return {"-object",
          "throttle-group,id=" + std::string(kSoundSpeed),
          "-object",
          "throttle-group,x-bps-total=1024,id=" + std::string(kSlowSpeed),
          "-object",
          "throttle-group,x-bps-total=1,x-iops-total=1,id=" + std::string(kHungSpeed),
          "-blockdev",
          "file,node-name=" + std::string(kMediumNode) + ",filename=" + escaped(image) + closed,
          "-blockdev",
          "throttle,node-name=" + name + ",throttle-group=" + std::string(kSoundSpeed) +
              ",file=" + kMediumNode + closed,
          "-device",
          "virtio-blk-pci,drive=" + name};
}

// A throttle that is replaced lets go of all that waits in it.
std::vector<QmpRequest> card_requests(const CardFault& fault, unsigned number) {
  std::vector<QmpRequest> requests;
  const Json rules = rules_of(fault);
  std::string below = kMediumNode;
  if (!rules.empty()) {
    below = bad_node(number);
    requests.push_back({"blockdev-add",
                        {{"driver", "blkdebug"},
                         {"node-name", below},
                         {"image", kMediumNode},
                         {"inject-error", rules}}});
  }
  const Json card = {{"driver", "throttle"},
                     {"node-name", kCardNode},
                     {"throttle-group", speed_of(fault.kind)},
                     {"file", below}};
  requests.push_back({"blockdev-reopen", {{"options", Json::array({card})}}});
  return requests;
}

}  // namespace ocellus::tools::board

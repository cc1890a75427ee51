// QEMU's machine protocol: one JSON document a line, over a socket.
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/board/channel.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

struct QmpMessage {
  enum class Kind { kGreeting, kReply, kError, kEvent, kOther };

  Kind kind = Kind::kOther;
  std::uint64_t id = 0;  // of the command, for replies and errors
  std::string text;      // an event's name, an error's description
  nlohmann::json data;   // what a reply returns, an event's details
};

// The line that asks for a command, its end included.
std::string qmp_command(std::string_view name, const nlohmann::json& arguments, std::uint64_t id);
// kOther for what is not JSON or none of the protocol's documents.
QmpMessage read_qmp(std::string_view line);

// The path of the first device of type `type` in the text of the monitor's `info qom-tree`; empty
// when there is none.
std::string find_in_qom_tree(std::string_view tree, std::string_view type);

class Qmp {
 public:
  using Patience = std::chrono::milliseconds;

  explicit Qmp(LineChannel channel) : channel_(std::move(channel)) {}

  // Hears the greeting and leaves negotiation: needed once, before anything else.
  Result<Done> greet(Patience patience);

  // What the command returns. Events that come meanwhile are kept.
  Result<nlohmann::json> execute(std::string_view command, const nlohmann::json& arguments,
                                 Patience patience);
  // A line of the monitor for people, and its answer.
  Result<std::string> monitor(std::string_view line, Patience patience);

  // Names of events since the last call, those on the socket included, without waiting.
  std::vector<std::string> take_events();

 private:
  Result<QmpMessage> next(std::string_view during, Deadline deadline);

  LineChannel channel_;
  std::vector<std::string> events_;
  std::uint64_t id_ = 0;
};

}  // namespace ocellus::tools::board

#include "tools/ocellus/board/qmp.hpp"

#include <algorithm>
#include <utility>

namespace ocellus::tools::board {
namespace {

using Json = nlohmann::json;
using Kind = QmpMessage::Kind;

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::string qmp_command(std::string_view name, const Json& arguments, std::uint64_t id) {
  Json document = {{"execute", name}, {"id", id}};
  if (!arguments.is_null()) document["arguments"] = arguments;
  // Names of files need not be UTF-8; what is not becomes a question mark, and QEMU says so.
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

QmpMessage read_qmp(std::string_view line) {
  Json document = Json::parse(line, nullptr, false);
  QmpMessage message;
  if (!document.is_object()) return message;
  if (const auto id = document.find("id"); id != document.end() && id->is_number_unsigned()) {
    message.id = id->get<std::uint64_t>();
  }
  if (const auto returned = document.find("return"); returned != document.end()) {
    message.kind = Kind::kReply;
    message.data = std::move(*returned);
  } else if (const auto error = document.find("error");
             error != document.end() && error->is_object()) {
    message.kind = Kind::kError;
    message.text = text_at(*error, "desc");
  } else if (const std::string event = text_at(document, "event"); !event.empty()) {
    message.kind = Kind::kEvent;
    message.text = event;
    if (const auto data = document.find("data"); data != document.end()) message.data = *data;
  } else if (document.contains("QMP")) {
    message.kind = Kind::kGreeting;
  }
  return message;
}

// Each line is "/NAME (TYPE)", two spaces deeper than the object it belongs to; the root is "/".
std::string find_in_qom_tree(std::string_view tree, std::string_view type) {
  std::vector<std::string> path;
  while (!tree.empty()) {
    const std::size_t end = std::min(tree.find('\n'), tree.size());
    std::string_view line = tree.substr(0, end);
    tree.remove_prefix(std::min(end + 1, tree.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t open = line.rfind(" (");
    if (open == std::string_view::npos || indent >= open || line.back() != ')') continue;
    path.resize(std::min(path.size(), indent / 2));
    path.emplace_back(line.substr(indent, open - indent));
    if (line.substr(open + 2, line.size() - open - 3) != type) continue;
    std::string whole;
    for (const std::string& name : path) whole += name == "/" ? "" : name;
    return whole;
  }
  return {};
}

Result<QmpMessage> Qmp::next(std::string_view during, Deadline deadline) {
  std::string line;
  switch (channel_.read_line(line, deadline)) {
    case LineChannel::Outcome::kLine:
      return read_qmp(line);
    case LineChannel::Outcome::kTimedOut:
      return Failure{"QEMU", "did not answer in time to '" + std::string(during) + "'",
                     "start the board again"};
    case LineChannel::Outcome::kEnded:
      break;
  }
  return Failure{"QEMU", "ended during '" + std::string(during) + "'", "start the board again"};
}

Result<Done> Qmp::greet(Patience patience) {
  const Deadline deadline = after(patience);
  for (;;) {
    Result<QmpMessage> message = next("greeting", deadline);
    if (!message.ok()) return message.failure();
    if (message.value().kind == Kind::kGreeting) break;
  }
  const Result<Json> done = execute("qmp_capabilities", nullptr, patience);
  if (!done.ok()) return done.failure();
  return Done{};
}

Result<Json> Qmp::execute(std::string_view command, const Json& arguments, Patience patience) {
  const Deadline deadline = after(patience);
  const std::uint64_t id = ++id_;
  if (!channel_.write(qmp_command(command, arguments, id), deadline)) {
    return Failure{"QEMU", "takes no commands any more", "start the board again"};
  }
  for (;;) {
    Result<QmpMessage> heard = next(command, deadline);
    if (!heard.ok()) return heard.failure();
    QmpMessage& message = heard.value();
    if (message.kind == Kind::kEvent) events_.push_back(message.text);
    if (message.id != id) continue;  // an answer that came after its deadline
    if (message.kind == Kind::kReply) return std::move(message.data);
    if (message.kind == Kind::kError) {
      return Failure{"QEMU", "refuses '" + std::string(command) + "': " + message.text};
    }
  }
}

Result<std::string> Qmp::monitor(std::string_view line, Patience patience) {
  Result<Json> answer = execute("human-monitor-command", {{"command-line", line}}, patience);
  if (!answer.ok()) return answer.failure();
  if (!answer.value().is_string()) return Failure{"QEMU", "gave no text for a monitor's command"};
  return answer.value().get<std::string>();
}

std::vector<std::string> Qmp::take_events() {
  std::string line;
  while (channel_.read_line(line, Deadline()) == LineChannel::Outcome::kLine) {
    if (QmpMessage message = read_qmp(line); message.kind == Kind::kEvent) {
      events_.push_back(std::move(message.text));
    }
  }
  return std::exchange(events_, {});
}

}  // namespace ocellus::tools::board

#include "tools/ocellus/board/board_action.hpp"

#include <algorithm>
#include <utility>

namespace ocellus::tools::board {
namespace {

constexpr std::pair<std::string_view, Press> kPresses[] = {
    {"short", Press::kShort}, {"long", Press::kLong}, {"down", Press::kDown}, {"up", Press::kUp}};

struct Doer {
  VirtualBoard& board;

  Result<Done> operator()(const CameraFault& fault) const {
    if (board.camera() == nullptr) {
      return Failure{"the camera", "is not there", "start the board with --pictures"};
    }
    board.camera()->apply(fault);
    return Done{};
  }
  Result<Done> operator()(const CardFault& fault) const { return board.set_card(fault); }
  Result<Done> operator()(Press press) const { return board.press(press); }
  Result<Done> operator()(PowerButton) const { return board.press_power(); }
  Result<Done> operator()(const Screenshot& shot) const { return board.screenshot(shot.file); }
  Result<Done> operator()(const PlugStick& stick) const { return board.plug_stick(stick.file); }
  Result<Done> operator()(const PullStick& stick) const { return board.pull_stick(stick.file); }
  Result<Done> operator()(CutPower) const {
    board.cut_power();
    return Done{};
  }
};

}  // namespace

Result<BoardAction> read_board_action(std::string_view text) {
  const std::size_t space = std::min(text.find(' '), text.size());
  const std::string_view name = text.substr(0, space);
  std::string_view rest = text.substr(space);
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  if (name == "press") {
    for (const auto& [known, press] : kPresses) {
      if (rest == known) return BoardAction(press);
    }
    return Failure{std::string(text), "is no way to press the button",
                   "choose press short, long, down or up"};
  }
  if (name == "screenshot") {
    if (rest.empty()) return Failure{"screenshot", "wants a file", "write 'screenshot shot.png'"};
    return BoardAction(Screenshot{std::string(rest)});
  }
  if (name == "stick" || name == "pull") {
    if (rest.empty()) {
      return Failure{std::string(name), "wants a file",
                     "write '" + std::string(name) + " stick.img'"};
    }
    if (name == "pull") return BoardAction(PullStick{std::string(rest)});
    return BoardAction(PlugStick{std::string(rest)});
  }
  if (name == "card") {
    const auto fault = read_card_fault(text);
    if (!fault.ok()) return fault.failure();
    return BoardAction(fault.value());
  }
  if (text == "power") return BoardAction(PowerButton{});
  if (text == "cut") return BoardAction(CutPower{});
  Result<CameraFault> fault = read_camera_fault(text);
  if (fault.ok()) return BoardAction(fault.value());
  Failure failure = fault.failure();
  if (failure.what == "is nothing that a camera does") {
    failure.what = "is nothing that can be done to a board";
    failure.remedy =
        "choose press short|long|down|up, power, screenshot FILE, stick FILE, pull FILE, cut, card "
        "FAULT, "
        "corrupt N, short N, "
        "stall N, freeze S, pause S, unplug, plug";
  }
  return failure;
}

Result<Done> act(VirtualBoard& board, const BoardAction& action) {
  return std::visit(Doer{board}, action);
}

}  // namespace ocellus::tools::board

// What the camera says to programs: a line of JSON for each event and notice, on stdout, and in the
// journal what shall outlive the power.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "apps/camera/console.hpp"
#include "apps/camera/tell/notice.hpp"
#include "apps/camera/tell/store.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

enum class Reach : std::uint8_t {
  kConsole,  // of use only now: how fast it goes, which frames were seen
  kJournal,  // both
};

class Voice {
 public:
  // From now on in its journal too. The store is open and outlives the voice.
  void remember_in(Store& store) { store_ = &store; }
  void forget() { store_ = nullptr; }

  // The bar on stderr, where it stands in the way of a line on the same terminal.
  void share_terminal_with(Progress& bar) { bar_ = &bar; }

  // A line with its end. Fails only where stdout does: what is wrong with the journal is told on
  // stdout, when it begins and when it is over.
  Status say(std::string_view line, Reach reach = Reach::kJournal);

  // The same of a notice; that nobody listens is no reason to stop.
  void notify(Notice& notice, Reach reach = Reach::kJournal);

  // What is new about a medium, on stdout.
  void tell(const std::optional<storage::StorageNews>& news);

  // Since the machine started, which is what a notice is stamped with.
  static capture::Microseconds now();

 private:
  Store* store_ = nullptr;
  Progress* bar_ = nullptr;
};

}  // namespace ocellus::camera

// What the camera says to programs: a line of JSON for each event and notice, on stdout, and in the
// journal what shall outlive the power.
#pragma once

#include <cstdint>
#include <string_view>

#include "apps/camera/console.hpp"
#include "apps/camera/tell/notice.hpp"
#include "apps/camera/tell/store_report.hpp"
#include "apps/camera/tell/store_writer.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

enum class Reach : std::uint8_t {
  kConsole,  // of use only now: how fast it goes, which frames were seen
  kJournal,  // both
};

class Voice {
 public:
  // From now on in the journal too. The writer outlives the voice.
  void remember_in(StoreWriter& writer) { writer_ = &writer; }

  // The bar on stderr, where it stands in the way of a line on the same terminal.
  void share_terminal_with(Progress& bar) { bar_ = &bar; }

  // A line with its end, on stdout at once; the journal gets it as soon as the card takes it. Fails
  // only where stdout does: what is wrong with the card is told by tell_of_card().
  Status say(std::string_view line, Reach reach = Reach::kJournal);

  // The same of a notice; that nobody listens is no reason to stop.
  void notify(Notice& notice, Reach reach = Reach::kJournal);

  // What is new about the card: on stdout when it fails; when it is over in the journal too, which
  // then lacks the records that were lost.
  void tell_of_card();
  void tell_of_card(const Status& why);  // that there is none

  // The writer that remembers; nullptr where nothing is remembered.
  StoreWriter* writer() const { return writer_; }

  // Since the machine started, which is what a notice is stamped with.
  static capture::Microseconds now();

 private:
  StoreWriter* writer_ = nullptr;
  StoreReport report_;
  Progress* bar_ = nullptr;
};

}  // namespace ocellus::camera

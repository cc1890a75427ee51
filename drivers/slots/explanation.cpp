#include "drivers/slots/explanation.hpp"

namespace ocellus::slots {

Explanation explain(Reason reason) {
  switch (reason) {
    case Reason::kShipped:
      return {false, "as shipped"};
    case Reason::kUpdate:
      return {false, "holds an update, on trial"};
    case Reason::kAskedFor:
      return {false, "is started once more, as somebody asked"};
    case Reason::kConfirmed:
      return {false, "is confirmed"};
    case Reason::kTriesUsed:
      return {true, "had all its tries"};
    case Reason::kNoUserSpace:
      return {true, "never came as far as its programs"};
    case Reason::kCannotLoad:
      return {true, "cannot be loaded"};
    case Reason::kGivenUp:
      return {true, "did not become healthy and gave up"};
    case Reason::kTookOver:
      return {true, "does not start any more"};
    case Reason::kBeingReplaced:
      return {true, "was being replaced, and never tried"};
    case Reason::kNeverLasted:
      return {true, "ended within seconds, again and again"};
  }
  return {false, "for a reason of a later version"};
}

}  // namespace ocellus::slots

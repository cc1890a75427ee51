#include "tools/ocellus/image/slot_commands.hpp"

#include <string_view>

#include "drivers/slots/state_store.hpp"
#include "drivers/slots/transitions.hpp"
#include "drivers/storage/data_layout.hpp"
#include "tools/ocellus/format.hpp"

namespace ocellus::tools {
namespace {

using Address = unsigned long long;

// The second half of the script's space.
constexpr Address kBehindScript = 512 << 10;
constexpr unsigned kSectors = slots::kSectorBytes;

class Commands {
 public:
  explicit Commands(const platform::UBoot& loader)
      : interface_(loader.disk.substr(0, loader.disk.find(' '))),
        disk_(loader.disk),
        copies_{loader.script_address + kBehindScript,
                loader.script_address + kBehindScript + kSectors},
        state_(copies_[1] + kSectors),
        sum_(state_ + kSectors) {}

  std::string text() const {
    return definitions() + read_copies() + "if test -z \"${copy}\"; then\n" + as_shipped() +
           "else\n" + format("  cp.b ${copy} %llx %x\n", state_, kSectors) + "fi\n" +
           format("setexpr.l start *%llx; setexpr start ${start} \"&\" 1\n", at(slots::kSlotAt)) +
           "setenv words; setenv slot ${start}; setenv written 0\n" +
           format("if itest.l *%llx == %x; then\n", at(slots::kVersionAt), slots::kVersion) +
           choose() + "else\n  setenv fall_back 'run other'\nfi\n";
  }

 private:
  Address at(slots::WordAt word) const { return state_ + word; }

  std::string set(slots::WordAt word, std::string_view value) const {
    return format("mw.l %llx %s", at(word), std::string(value).c_str());
  }

  // The texts that are run.
  std::string definitions() const {
    const auto reason = [](slots::Reason why) { return format("%x", static_cast<unsigned>(why)); };
    return "setenv other 'setexpr start ${start} ^ 1'\n"
           // To `block`: the copy that is not the newest.
           "setenv store 'setexpr seq ${seq} + 1; " +
           set(slots::kSequenceAt, "${seq}") +
           format("; crc32 %llx %zx %llx; ", state_, std::size_t{slots::kChecksumAt},
                  at(slots::kChecksumAt)) +
           interface_ + format(" write %llx ${block} 1'\n", state_) +
           // From a slot on trial to the one before it, as `why` says.
           "setenv go_back 'setexpr bit ${slot} + 1; " +
           format("setexpr.l bad *%llx; setexpr bad ${bad} \"|\" ${bit}; ", at(slots::kBadAt)) +
           set(slots::kBadAt, "${bad}") + "; setexpr slot ${slot} ^ 1; setenv start ${slot}; " +
           set(slots::kSlotAt, "${slot}") + "; " + set(slots::kConfirmedAt, "1") + "; " +
           set(slots::kTriesAt, "0") + "; " + set(slots::kAttemptsAt, "0") + "; " +
           set(slots::kUnfinishedAt, "0") + "; " + set(slots::kChanceCountedAt, "1") + "; " +
           set(slots::kSecondLookAt, "0") + "; " + set(slots::kToldAt, "0") + "; " +
           set(slots::kReasonAt, "${why}") + "'\n" +
           // Where the slot beside the confirmed one is bad, it is started for recovery.
           "setenv is_recovery 'setexpr bit 2 - ${slot}; " +
           format("setexpr.l bad *%llx; setexpr bad ${bad} \"&\" ${bit}; ", at(slots::kBadAt)) +
           "if itest ${bad} != 0; then setenv words \"${words} ocellus.recovery\"; fi'\n" +
           "setenv fall_back '" +
           format("if itest.l *%llx == 0 && itest ${start} == ${slot}; then setenv why %s; ",
                  at(slots::kConfirmedAt), reason(slots::Reason::kCannotLoad).c_str()) +
           "run go_back; " + set(slots::kAttemptsAt, "1") +
           "; if itest ${written} == 1; then setenv block ${newest}; run store; fi; "
           "else run other; setenv words ${told}; run is_recovery; fi'\n";
  }

  // `copy` is the address of the newer one, `seq` its sequence; `newest` and `block` are where on
  // the disk it is and where the next one goes.
  std::string read_copies() const {
    constexpr unsigned kBlocksApart = (slots::kCopyOffsets[1] - slots::kCopyOffsets[0]) / kSectors;
    static_assert(slots::kCopyOffsets[0] == 0 && storage::kStateOffset == 0);
    std::string text = "setenv copy; setenv seq 0\n" + interface_ + " dev " +
                       disk_.substr(disk_.find(' ') + 1) + "\n" + "if part start " + disk_ +
                       " 4 first; then\n" +
                       format("  setexpr second ${first} + %x\n", kBlocksApart) +
                       "  setenv block ${first}; setenv newest ${second}\n";
    for (const Address copy : copies_) {
      const bool first = copy == copies_[0];
      const char* const place = first ? "first" : "second";
      const char* const beside = first ? "second" : "first";
      text += "  if " + interface_ + format(" read %llx ${%s} 1", copy, place) +
              format(" && itest.l *%llx == %x", copy, slots::kMagic) +
              format(" && crc32 %llx %zx %llx", copy, std::size_t{slots::kChecksumAt}, sum_) +
              format(" && cmp.l %llx %llx 1; then\n", sum_, copy + slots::kChecksumAt) +
              format("    setexpr.l s *%llx\n", copy + slots::kSequenceAt) +
              "    if test -z \"${copy}\" || itest ${s} -gt ${seq}; then\n" +
              format("      setenv copy %llx; setenv seq ${s}\n", copy) +
              format("      setenv newest ${%s}; setenv block ${%s}\n", place, beside) +
              "    fi\n  fi\n";
    }
    return text + "fi\n";
  }

  std::string as_shipped() const {
    return format("  mw.b %llx 0 %x\n", state_, kSectors) + "  " +
           set(slots::kMagicAt, format("%x", slots::kMagic)) + "; " +
           set(slots::kVersionAt, format("%x", slots::kVersion)) + "; " +
           set(slots::kConfirmedAt, "1") + "; " + set(slots::kChanceCountedAt, "1") + "; " +
           set(slots::kToldAt, "1") + "\n";
  }

  std::string choose() const {
    const std::string on_trial = format("itest.l *%llx == 0", at(slots::kConfirmedAt));
    return format("  setexpr.l boots *%llx; setexpr boots ${boots} + 1; ", at(slots::kBootsAt)) +
           set(slots::kBootsAt, "${boots}") + "\n" +
           "  setenv told ocellus.boots=0x${boots}; setenv words ${told}; setenv why\n" +
           format("  setexpr.l attempts *%llx\n", at(slots::kAttemptsAt)) + "  if " + on_trial +
           "; then\n" +
           format("    if itest.l *%llx == 0; then setenv why %x; ", at(slots::kTriesAt),
                  static_cast<unsigned>(slots::Reason::kTriesUsed)) +
           format("elif itest ${attempts} -ge %x; then setenv why %x; ", slots::kTrialAttempts,
                  static_cast<unsigned>(slots::Reason::kNoUserSpace)) +
           format("elif itest.l *%llx -ge %x; then setenv why %x; fi\n", at(slots::kUnfinishedAt),
                  slots::kMostUnfinished, static_cast<unsigned>(slots::Reason::kNeverLasted)) +
           "    if test -n \"${why}\"; then run go_back; setenv attempts 0; fi\n  fi\n" +
           // A confirmed slot that does not come as far as user space takes turns with the other.
           "  setexpr odd ${attempts} \"&\" 1\n" +
           format(
               "  if itest.l *%llx != 0 && itest ${attempts} -ge %x && itest ${odd} == 1; then\n",
               at(slots::kConfirmedAt), slots::kConfirmedAttempts) +
           "    run other; run is_recovery\n  fi\n" + "  setexpr attempts ${attempts} + 1; " +
           set(slots::kAttemptsAt, "${attempts}") + "\n" +
           // What cannot be counted is not tried.
           "  if run store; then setenv written 1; elif " + on_trial + "; then run other; fi\n";
  }

  std::string interface_;  // "virtio"
  std::string disk_;       // "virtio 0"
  std::array<Address, 2> copies_;
  Address state_;  // the sector as it is to be written
  Address sum_;
};

}  // namespace

std::string choose_slot_commands(const platform::UBoot& loader) { return Commands(loader).text(); }

}  // namespace ocellus::tools

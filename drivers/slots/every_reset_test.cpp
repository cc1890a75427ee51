// Every state that loader, user space, updates and cuts of the power can bring a board into, and
// from each of them every next step, cut at every write. Held: what was confirmed stays so, a slot
// on trial has exactly its chances, and a board whose power stays comes back.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <deque>
#include <optional>
#include <set>
#include <string>

#include "drivers/slots/board_world.hpp"
#include "drivers/slots/loader.hpp"
#include "drivers/slots/state_store.hpp"
#include "drivers/slots/transitions.hpp"

namespace ocellus::slots {
namespace {

// What becomes of a write when the power goes.
enum class Fate : std::uint8_t { kOld, kNew, kTorn };

// Counts of starts and writes change nothing.
SlotState as_read(SlotState state) {
  state.sequence = 0;
  state.boots = 0;
  return state;
}

// Two sectors of a medium whose power goes at a chosen write.
class Medium final : public storage::BlockDevice {
 public:
  // The other copy is an older one, and says the opposite: taking it would be noticed.
  explicit Medium(const SlotState& newest) {
    SlotState state = newest;
    state.sequence = 8;
    encode(state, copies_[0]);
    encode({.sequence = 7, .slot = other(newest.slot), .confirmed = !newest.confirmed, .tries = 9},
           copies_[1]);
  }

  std::optional<std::size_t> cut_at;  // this write, from 0
  Fate fate = Fate::kOld;
  bool read_only = false;
  std::size_t writes = 0;
  bool off = false;

  std::uint64_t size() const override { return 64 << 10; }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    const Sector& copy = copies_[offset == kCopyOffsets[0] ? 0 : 1];
    std::copy(copy.begin(), copy.end(), into.begin());
    return Status::success();
  }
  Status write(std::uint64_t offset, storage::Bytes from) override {
    if (off || read_only) return Status::failure(Code::kIo, "does not write");
    Sector& copy = copies_[offset == kCopyOffsets[0] ? 0 : 1];
    off = writes++ == cut_at;
    if (off && fate == Fate::kOld) return Status::failure(Code::kIo, "has no power");
    std::copy(from.begin(), from.end(), copy.begin());
    if (off && fate == Fate::kTorn) copy[100] ^= std::byte{0x55};
    return off ? Status::failure(Code::kIo, "has no power") : Status::success();
  }
  Status flush() override {
    return off ? Status::failure(Code::kIo, "has no power") : Status::success();
  }

  SlotState newest() {
    StateStore store(*this);
    EXPECT_EQ(store.read(), Content::kState) << "both copies are gone";
    return as_read(store.state());
  }

 private:
  std::array<Sector, 2> copies_ = {};
};

class Explorer {
 public:
  void explore() {
    add({});
    while (!open_.empty() && !testing::Test::HasFailure()) {
      const World world = open_.front();
      open_.pop_front();
      if (world.running) {
        user_space(world);
      } else {
        power_on(world);
        decay(world);
        comes_back(world);
      }
    }
  }

  std::size_t worlds() const { return known_.size(); }
  std::size_t steps = 0;

 private:
  void add(const World& world) {
    add_alone(world);
    World later = world;
    if (world.state.attempts == 2) later.state.attempts = world.most_attempts() - 1;
    add_alone(later);
    later = world;
    if (world.state.unfinished == 2) later.state.unfinished = kMostUnfinished - 1;
    add_alone(later);
  }

  void add_alone(const World& world) {
    ++steps;
    if (known_.insert(world.key()).second) {
      check(world);
      open_.push_back(world);
    }
  }

  static void check(const World& world) {
    const SlotState& state = world.state;
    const Slot back = state.confirmed ? state.slot : other(state.slot);
    ASSERT_EQ(back, world.home) << "what was confirmed is lost";
    if (state.confirmed) return;
    ASSERT_EQ(state.tries + world.chances, kTries) << "chances are counted wrong";
  }

  // Calls `act(medium)` without a cut, then with one at every write it makes, in every way; then
  // `after(medium)`.
  template <typename Act, typename After>
  static void with_cuts(const World& world, Act act, After after) {
    const Medium fresh(world.state);
    Medium whole = fresh;
    act(whole);
    after(whole);
    for (std::size_t at = 0; at < whole.writes; ++at) {
      for (const Fate fate : {Fate::kOld, Fate::kNew, Fate::kTorn}) {
        Medium medium = fresh;
        medium.cut_at = at;
        medium.fate = fate;
        act(medium);
        after(medium);
      }
    }
  }

  // The board is without power or restarts.
  static World ended(World world, bool by_fault) {
    world.running.reset();
    world.began = false;
    world.after_fault = by_fault;
    return world;
  }

  // The slot on trial was given up, by the loader or by itself.
  static void settle(World& world, const SlotState& now) {
    if (now.confirmed) world.chances = 0;
    world.state = now;
  }

  void power_on(const World& world) {
    for (const bool read_only : {false, true}) {
      std::optional<Start> start;
      with_cuts(
          world,
          [&](Medium& medium) {
            medium.read_only = read_only;
            start = loader_starts(medium, {world.loads(Slot::kA), world.loads(Slot::kB)});
          },
          [&](Medium& medium) {
            World next = ended(world, world.after_fault);
            settle(next, medium.newest());
            if (medium.off) {
              next.after_fault = false;
            } else if (start && next.lives(start->slot)) {
              ASSERT_TRUE(!read_only || next.state.confirmed || start->slot != next.state.slot ||
                          !next.loads(next.home))
                  << "tries what it cannot count";
              next.running = start->slot;
            } else {
              next.after_fault = true;
            }
            ASSERT_EQ(start.has_value(), world.loads(Slot::kA) || world.loads(Slot::kB));
            add(next);
          });
    }
  }

  // A confirmed slot goes bad on the card.
  void decay(const World& world) {
    for (const Software worse : {Software::kDead, Software::kHalf}) {
      World next = world;
      if (next.in(world.home) != Software::kGood) continue;
      next.in(world.home) = worse;
      add(next);
    }
  }

  // One transition of user space, cut or not; `after` looks at what lasts.
  template <typename Change, typename After>
  void write(const World& world, Change change, After after) {
    with_cuts(
        world,
        [&](Medium& medium) {
          StateStore store(medium);
          static_cast<void>(store.read());
          static_cast<void>(store.write(change(store.state())));
        },
        [&](Medium& medium) {
          World next = world;
          const SlotState now = medium.newest();
          const bool lasts = now == as_read(change(world.state));
          settle(next, now);
          after(next, lasts);
          add(medium.off ? ended(next, false) : next);
        });
  }

  void user_space(const World& world) {
    const Slot running = *world.running;
    const bool tried = !world.state.confirmed && running == world.state.slot;
    // The power may go at any time, and a fault too.
    add(ended(world, false));
    add(ended(world, true));
    if (!world.began) return begin(world, tried);

    write(
        world, [&](const SlotState& state) { return had_its_chance(state, running); },
        [&](World& next, bool lasts) {
          if (lasts && tried) count(next);
          if (next.state.second_look && !world.state.second_look) next = ended(next, false);
        });
    if (world.in(running) == Software::kGood) {
      write(
          world, [&](const SlotState& state) { return proved_healthy(state, running); },
          [&](World& next, bool lasts) {
            if (lasts && next.state != world.state) next.home = running;
          });
    }
    if (tried) {
      write(
          world, [&](const SlotState& state) { return gave_up(state, running); },
          [&](World& next, bool lasts) {
            if (lasts) next = ended(next, false);
          });
    }
    update(world, running);
    for (const Slot which : {Slot::kA, Slot::kB}) start_again(world, which);
  }

  // Somebody at the recovery console, which both have.
  void start_again(const World& world, Slot which) {
    write(
        world, [&](const SlotState& state) { return started_again(state, which); },
        [&](World& next, bool lasts) {
          if (!lasts || next.state == world.state) return;
          if (!next.state.confirmed) {
            next.chances = kTries - 1;
            next.counted = true;
          }
          next = ended(next, false);
        });
  }

  static void count(World& world) {
    // More than there are where nothing else can be loaded and the loader cannot write.
    if (!world.counted) world.chances = std::min(world.chances + 1, kTries);
    world.counted = true;
  }

  void begin(const World& world, bool tried) {
    write(
        world,
        [&](const SlotState& state) {
          return user_space_began(state, *world.running, world.after_fault);
        },
        [&](World& next, bool lasts) {
          next.began = true;
          if (!tried || !lasts) return;
          if (world.after_fault) count(next);
          next.counted = false;
        });
  }

  void update(const World& world, Slot running) {
    if (!other_is_free(world.state, running)) return;
    World emptied = world;
    write(
        world, [&](const SlotState& state) { return replacing_other(state, running); },
        [&](World& next, bool lasts) {
          if (!lasts) return;
          next.home = running;
          // From here on its bytes are overwritten, until it is whole.
          next.in(other(running)) = Software::kHalf;
          emptied = next;
        });
    if (emptied.in(other(running)) != Software::kHalf) return;
    for (const Software software : {Software::kGood, Software::kUnfit, Software::kDead}) {
      World whole = emptied;
      whole.in(other(running)) = software;
      add(whole);
      write(
          whole, [&](const SlotState& state) { return trial_begins(state, running); },
          [&](World& next, bool lasts) {
            if (!lasts) return;
            next.chances = 0;
            next.counted = true;
            next = ended(next, false);
          });
    }
  }

  // With power that stays and a medium that writes: how many starts it takes until software is
  // there that lives, and until it is what stays.
  void comes_back(const World& world) {
    const bool any = world.lives(Slot::kA) || world.lives(Slot::kB);
    if (!any) return;
    constexpr int kMost = kConfirmedAttempts + 3 * kTrialAttempts;
    SlotState state = world.state;
    bool fault = world.after_fault;
    for (int starts = 0; starts < kMost; ++starts) {
      Choice choice = loader_chooses(state);
      if (!world.loads(choice.start.slot)) {
        choice = loader_cannot_load(choice.next, choice.start.slot);
      }
      const Slot running = choice.start.slot;
      ASSERT_TRUE(world.loads(running));
      state = choice.next;
      if (!world.lives(running)) {
        fault = true;
        continue;
      }
      state = user_space_began(state, running, fault);
      const bool looked = state.second_look;
      state = had_its_chance(state, running);
      fault = state.second_look == looked;
      if (!fault) continue;
      // What is unfit runs into the watchdog. That goes on only where there is nothing better.
      const bool better = world.in(world.home) == Software::kGood;
      if (world.in(running) == Software::kGood || !better) return;
    }
    FAIL() << "does not come back: slot " << letter_of(world.state.slot) << ", attempts "
           << world.state.attempts;
  }

  std::set<decltype(World().key())> known_;
  std::deque<World> open_;
};

TEST(EveryReset, KeepsWhatIsConfirmedAndComesBack) {
  Explorer explorer;
  explorer.explore();
  RecordProperty("worlds", static_cast<int>(explorer.worlds()));
  std::printf("%zu states of a board, %zu steps between them\n", explorer.worlds(), explorer.steps);
}

}  // namespace
}  // namespace ocellus::slots

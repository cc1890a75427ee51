// As every_reset_test, for boards whose loader knows no state: a Raspberry Pi's firmware, GRUB. It
// starts the slot that it was told, or once the other one. Every state that firmware, user space,
// updates and cuts of the power can bring such a board into, with a cut at every write. Held: what
// the firmware usually starts is whole and not on trial, and a board whose power stays comes back.
#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <optional>
#include <set>
#include <tuple>

#include "drivers/slots/board_world.hpp"
#include "drivers/slots/firmware_boards.hpp"
#include "drivers/slots/firmware_loader.hpp"
#include "drivers/slots/transitions.hpp"

namespace ocellus::slots {
namespace {

template <typename Held>
struct FirmwareWorld : SlotsHold {
  SlotState state;
  Held held;
  std::optional<Slot> running;
  bool after_fault = false;
  bool decayed = false;  // a slot's files went bad on the card

  Slot usual() const { return held.usual().front(); }
  std::uint32_t most() const { return state.confirmed ? kConfirmedAttempts : kTrialAttempts; }
  auto key() const {
    return std::tuple(
        state.slot, state.confirmed, state.tries, World::class_of(state.attempts, most()),
        World::class_of(state.unfinished, kMostUnfinished), state.chance_counted, state.bad,
        state.second_look, held.key(), software, running, after_fault, decayed);
  }
};

// `Board`: PiBoard or GrubBoard.
template <typename Board>
class Explorer {
 public:
  using World = FirmwareWorld<typename Board::Held>;

  explicit Explorer(bool kernel_can_try) : kernel_can_try_(kernel_can_try) {}

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
    if (world.state.attempts == 2) later.state.attempts = world.most() - 1;
    add_alone(later);
    later = world;
    if (world.state.unfinished == 2) later.state.unfinished = kMostUnfinished - 1;
    add_alone(later);
  }
  void add_alone(const World& world) {
    ++steps;
    if (!known_.insert(world.key()).second) return;
    // Of two blocks that name different slots, the second one counts where the first is lost.
    for (const Slot usual : world.held.usual()) {
      ASSERT_TRUE(world.decayed || world.in(usual) != Software::kHalf)
          << "the loader has nothing to start";
      ASSERT_TRUE(world.state.confirmed || usual != world.state.slot)
          << "a slot on trial is what the loader usually starts";
    }
    // A confirmed slot that does not come up takes turns with whatever there is, for recovery.
    const bool turns = world.state.confirmed && world.state.attempts > kConfirmedAttempts;
    if (const auto asked = world.held.asked(); asked && !turns) {
      ASSERT_TRUE(world.decayed || world.in(*asked) != Software::kHalf)
          << "what is asked for is half written";
    }
    open_.push_back(world);
  }

  static World ended(World world, bool by_fault) {
    world.running.reset();
    world.after_fault = by_fault;
    return world;
  }

  static void read_into(Board& board, World& world) {
    if (board.data().state_written) world.state = state_on(board.data());
    world.held = board.held();
  }

  // `act(board)`, then `after(world, cut)`, without a cut and with one at every write.
  template <typename Act, typename After>
  static void with_cuts(const World& world, Act act, After after) {
    const Board fresh(world.state, world.held);
    Board whole = fresh;
    act(whole);
    World next = world;
    read_into(whole, next);
    after(next, false);
    for (std::size_t at = 0; at < whole.power.writes; ++at) {
      for (const Fate fate : {Fate::kOld, Fate::kNew, Fate::kTorn, Fate::kTornOtherwise}) {
        Board board = fresh;
        board.power.cut_at = at;
        board.power.fate = fate;
        act(board);
        next = world;
        read_into(board, next);
        after(next, true);
      }
    }
  }

  void power_on(const World& world) {
    for (const bool writes : {true, false}) {
      if (!writes && !(Board::kStartsWhatLoads && world.held.asked())) continue;
      std::optional<Slot> slot;
      with_cuts(
          world, [&](Board& board) { slot = board.loader(world.which_load(), writes); },
          [&](World& next, bool cut) {
            if (cut) return add(ended(next, false));
            if (!writes && Board::kStartsWhatLoads && slot &&
                world.in(world.usual()) != Software::kHalf) {
              ASSERT_EQ(*slot, world.usual()) << "tries what it cannot take back";
            }
            if (!slot || !next.lives(*slot)) return add(ended(next, true));
            start(next, *slot);
          });
    }
  }

  // The slot's user space, first thing.
  void start(const World& world, Slot slot) {
    FirmwareStart start;
    with_cuts(
        world,
        [&](Board& board) {
          start = firmware_starts(board.data(), board.place(), slot);
          if (start.try_other && kernel_can_try_) board.restart_with_word();
        },
        [&](World& next, bool cut) {
          if (cut || start.try_other) {
            ASSERT_TRUE(cut || !kernel_can_try_ || next.held.asked() == other(slot));
            return add(ended(next, false));
          }
          begin(next, slot);
        });
  }

  // The slot that is started goes bad on the card.
  void decay(const World& world) {
    if (world.in(other(world.usual())) != Software::kGood || world.decayed) return;
    World next = world;
    next.in(world.usual()) = Software::kDead;
    add(next);
    if (!Board::kStartsWhatLoads) return;
    next.in(world.usual()) = Software::kHalf;
    next.decayed = true;
    add(next);
  }

  void begin(const World& world, Slot slot) {
    change(
        world,
        [&](const SlotState& state) { return user_space_began(state, slot, world.after_fault); },
        [&](World& next, bool) { next.running = slot; });
  }

  template <typename Change, typename After>
  void change(const World& world, Change change, After after) {
    with_cuts(
        world,
        [&](Board& board) {
          StateStore store(board.data());
          static_cast<void>(store.read());
          static_cast<void>(store.write(change(store.state())).ok());
        },
        [&](World& next, bool cut) {
          if (!cut) after(next, next.state != world.state);
          add(cut ? ended(next, false) : next);
        });
  }

  void user_space(const World& world) {
    const Slot running = *world.running;
    add(ended(world, false));
    add(ended(world, true));
    change(
        world, [&](const SlotState& state) { return had_its_chance(state, running); },
        [&](World& next, bool) {
          if (next.state.second_look && !world.state.second_look) next = ended(next, false);
        });
    if (world.in(running) == Software::kGood) prove(world, running);
    if (!world.state.confirmed && running == world.state.slot) {
      change(
          world, [&](const SlotState& state) { return gave_up(state, running); },
          [&](World& next, bool) { next = ended(next, false); });
    }
    update(world, running);
  }

  void prove(const World& world, Slot running) {
    with_cuts(
        world,
        [&](Board& board) {
          StateStore store(board.data());
          static_cast<void>(store.read());
          const SlotState next = proved_healthy(store.state(), running);
          if (!store.write(next).ok()) return;
          if (next.confirmed && next.slot == running) {
            static_cast<void>(name_as_usual(board.place(), running).ok());
          }
        },
        [&](World& next, bool cut) { add(cut ? ended(next, false) : next); });
  }

  void update(const World& world, Slot running) {
    if (!other_is_free(world.state, running)) return;
    with_cuts(
        world,
        [&](Board& board) {
          if (!name_as_usual(board.place(), running).ok()) return;
          StateStore store(board.data());
          static_cast<void>(store.read());
          static_cast<void>(store.write(replacing_other(store.state(), running)).ok());
        },
        [&](World& next, bool cut) {
          if (cut) return add(ended(next, false));
          next.in(other(running)) = Software::kHalf;
          add(ended(next, false));
          for (const Software software : {Software::kGood, Software::kUnfit, Software::kDead}) {
            World whole = next;
            whole.in(other(running)) = software;
            add(ended(whole, false));
            change(
                whole, [&](const SlotState& state) { return trial_begins(state, running); },
                [&](World& tried, bool) { tried = ended(tried, false); });
          }
        });
  }

  // With power that stays: how many starts until good software runs, where the slot that is
  // confirmed is good; or cannot be loaded, and the other one is good.
  void comes_back(World world) {
    const Slot home = world.state.confirmed ? world.state.slot : other(world.state.slot);
    const bool stood_in_for = Board::kStartsWhatLoads && world.in(home) == Software::kHalf &&
                              world.in(other(home)) == Software::kGood;
    if (world.in(home) != Software::kGood && !stood_in_for) return;
    if (!kernel_can_try_ && world.usual() != home) return;
    constexpr int kMost = 2 * kConfirmedAttempts + 6 * kTrialAttempts;
    for (int starts = 0; starts < kMost; ++starts) {
      Board board(world.state, world.held);
      const auto slot = board.loader(world.which_load(), true);
      read_into(board, world);
      ASSERT_TRUE(slot);
      if (!world.lives(*slot)) {
        world.after_fault = true;
        // The watchdog's matter: there is no other way.
        if (*slot == world.usual()) return;
        continue;
      }
      const FirmwareStart start = firmware_starts(board.data(), board.place(), *slot);
      if (start.try_other && kernel_can_try_) board.restart_with_word();
      read_into(board, world);
      if (start.try_other) {
        world.after_fault = false;
        continue;
      }
      if (world.in(*slot) == Software::kGood) return;
      world.state = had_its_chance(user_space_began(world.state, *slot, world.after_fault), *slot);
      world.after_fault = true;
    }
    ADD_FAILURE() << "does not come back: slot " << letter_of(world.state.slot) << ", usually "
                  << letter_of(world.usual()) << ", attempts " << world.state.attempts
                  << ", software " << static_cast<int>(world.software[0])
                  << static_cast<int>(world.software[1])
                  << (world.state.confirmed ? ", confirmed" : ", on trial");
  }

  bool kernel_can_try_;
  std::set<decltype(World().key())> known_;
  std::deque<World> open_;
};

TEST(EveryFirmwareReset, KeepsAWholeSlotForTheFirmwareAndComesBack) {
  Explorer<PiBoard> explorer(true);
  explorer.explore();
  std::printf("%zu states of a board, %zu steps between them\n", explorer.worlds(), explorer.steps);
  EXPECT_GT(explorer.worlds(), 1000u);
}

// A kernel that does not tell the firmware of "tryboot": no update is ever tried, and nothing is
// lost.
TEST(EveryFirmwareReset, AKernelThatCannotTryTheOtherSlotStaysWhereItIs) {
  Explorer<PiBoard> explorer(false);
  explorer.explore();
  EXPECT_GT(explorer.worlds(), 50u);
}

TEST(EveryFirmwareReset, SoDoesGrub) {
  Explorer<GrubBoard> explorer(true);
  explorer.explore();
  std::printf("%zu states of a board, %zu steps between them\n", explorer.worlds(), explorer.steps);
  EXPECT_GT(explorer.worlds(), 1000u);
}

}  // namespace
}  // namespace ocellus::slots

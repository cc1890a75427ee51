// As every_reset_test, for boards whose firmware knows no state: it starts the slot that
// autoboot.txt names, or once the other one. Every state that firmware, user space, updates and
// cuts of the power can bring such a board into, with a cut at every write. Held: what the firmware
// usually starts is whole and not on trial, and a board whose power stays comes back.
#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <optional>
#include <set>
#include <tuple>

#include "drivers/slots/firmware_loader.hpp"
#include "drivers/slots/state_store.hpp"
#include "drivers/slots/transitions.hpp"

namespace ocellus::slots {
namespace {

enum class Software : std::uint8_t { kGood, kUnfit, kDead, kHalf };

std::uint32_t class_of(std::uint32_t count, std::uint32_t most) {
  if (count >= most) return most + (count - most) % 2;
  return count > 2 && count < most - 1 ? 2 : count;
}

struct World {
  SlotState state;
  Autoboot names;
  std::array<Software, 2> software = {Software::kGood, Software::kGood};
  bool tryboot = false;  // the firmware's mark
  std::optional<Slot> running;
  bool after_fault = false;

  Software in(Slot slot) const { return software[static_cast<std::size_t>(slot)]; }
  Software& in(Slot slot) { return software[static_cast<std::size_t>(slot)]; }
  bool lives(Slot slot) const {
    return in(slot) == Software::kGood || in(slot) == Software::kUnfit;
  }
  std::uint32_t most() const { return state.confirmed ? kConfirmedAttempts : kTrialAttempts; }
  auto key() const {
    return std::tuple(state.slot, state.confirmed, state.tries, class_of(state.attempts, most()),
                      class_of(state.unfinished, kMostUnfinished), state.chance_counted, state.bad,
                      state.second_look, names.usual, names.tried, software, tryboot, running,
                      after_fault);
  }
};

// Both media, whose power goes at a chosen write. Of a torn autoboot.txt either name may be the new
// one; a torn sector of the state is none.
enum class Fate : std::uint8_t { kOld, kNew, kTorn, kTornOtherwise };

class Media final : public storage::BlockDevice, public AutobootPlace {
 public:
  explicit Media(const World& world) : names_(world.names) {
    SlotState state = world.state;
    state.sequence = 8;
    encode(state, copies_[0]);
    encode({.sequence = 7, .slot = other(state.slot), .confirmed = !state.confirmed, .tries = 9},
           copies_[1]);
  }

  std::optional<std::size_t> cut_at;
  Fate fate = Fate::kOld;
  std::size_t writes = 0;
  bool off = false;

  std::uint64_t size() const override { return 64 << 10; }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    const Sector& copy = copies_[offset == kCopyOffsets[0] ? 0 : 1];
    std::copy(copy.begin(), copy.end(), into.begin());
    return Status::success();
  }
  Status write(std::uint64_t offset, storage::Bytes from) override {
    if (!begin_write()) return no_power();
    Sector& copy = copies_[offset == kCopyOffsets[0] ? 0 : 1];
    std::copy(from.begin(), from.end(), copy.begin());
    if (off && fate != Fate::kNew) copy[100] ^= std::byte{0x55};
    return flush();
  }
  Status flush() override { return off ? no_power() : Status::success(); }

  Status read(Autoboot& names) override {
    names = names_;
    return Status::success();
  }
  Status write(const Autoboot& names) override {
    if (names == names_) return Status::success();
    if (!begin_write()) return no_power();
    if (!off || fate != Fate::kTornOtherwise) names_.usual = names.usual;
    if (!off || fate != Fate::kTorn) names_.tried = names.tried;
    return flush();
  }

  void read_into(World& world) {
    StateStore store(*this);
    EXPECT_EQ(store.read(), Content::kState);
    world.state = store.state();
    world.state.sequence = world.state.boots = 0;
    world.names = names_;
  }

 private:
  static Status no_power() { return Status::failure(Code::kIo, "has no power"); }
  // False where nothing of it comes to the medium.
  bool begin_write() {
    if (off) return false;
    off = writes++ == cut_at;
    return !off || fate != Fate::kOld;
  }

  std::array<Sector, 2> copies_ = {};
  Autoboot names_;
};

class Explorer {
 public:
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
        comes_back(world);
        World dead = world;
        dead.in(world.names.usual) = Software::kDead;
        if (world.in(other(world.names.usual)) == Software::kGood) add(dead);
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
    ASSERT_NE(world.in(world.names.usual), Software::kHalf) << "the firmware has nothing to start";
    ASSERT_TRUE(world.state.confirmed || world.names.usual != world.state.slot)
        << "a slot on trial is what the firmware usually starts";
    open_.push_back(world);
  }

  static World ended(World world, bool by_fault) {
    world.running.reset();
    world.after_fault = by_fault;
    return world;
  }

  // `act(media)`, then `after(world, cut)`, without a cut and with one at every write.
  template <typename Act, typename After>
  static void with_cuts(const World& world, Act act, After after) {
    const Media fresh(world);
    Media whole = fresh;
    act(whole);
    World next = world;
    whole.read_into(next);
    after(next, false);
    for (std::size_t at = 0; at < whole.writes; ++at) {
      for (const Fate fate : {Fate::kOld, Fate::kNew, Fate::kTorn, Fate::kTornOtherwise}) {
        Media media = fresh;
        media.cut_at = at;
        media.fate = fate;
        act(media);
        next = world;
        media.read_into(next);
        after(next, true);
      }
    }
  }

  void power_on(const World& world) {
    World started = world;
    const Slot slot = world.tryboot ? world.names.tried : world.names.usual;
    started.tryboot = false;  // before that slot starts
    if (!started.lives(slot)) return add(ended(started, true));
    FirmwareStart start;
    with_cuts(
        started, [&](Media& media) { start = firmware_starts(media, media, slot); },
        [&](World& next, bool cut) {
          if (cut) return add(ended(next, false));
          if (start.try_other) {
            ASSERT_NE(next.names.tried, slot);
            next.tryboot = kernel_can_try_;
            return add(ended(next, false));
          }
          begin(next, slot);
        });
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
        [&](Media& media) {
          StateStore store(media);
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
        [&](Media& media) {
          StateStore store(media);
          static_cast<void>(store.read());
          const SlotState next = proved_healthy(store.state(), running);
          if (!store.write(next).ok()) return;
          if (next.confirmed && next.slot == running) {
            static_cast<void>(name_as_usual(media, running).ok());
          }
        },
        [&](World& next, bool cut) { add(cut ? ended(next, false) : next); });
  }

  void update(const World& world, Slot running) {
    if (!other_is_free(world.state, running)) return;
    with_cuts(
        world,
        [&](Media& media) {
          if (!name_as_usual(media, running).ok()) return;
          StateStore store(media);
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
  // confirmed is good.
  void comes_back(World world) {
    const Slot home = world.state.confirmed ? world.state.slot : other(world.state.slot);
    if (world.in(home) != Software::kGood) return;
    if (!kernel_can_try_ && world.names.usual != home) return;
    constexpr int kMost = 2 * kConfirmedAttempts + 6 * kTrialAttempts;
    for (int starts = 0; starts < kMost; ++starts) {
      const Slot slot = world.tryboot ? world.names.tried : world.names.usual;
      world.tryboot = false;
      world.running.reset();
      if (!world.lives(slot)) {
        world.after_fault = true;
        if (slot == world.names.usual) return;  // the watchdog's matter: there is no other way
        continue;
      }
      Media media(world);
      const FirmwareStart start = firmware_starts(media, media, slot);
      media.read_into(world);
      if (start.try_other) {
        world.tryboot = kernel_can_try_;
        world.after_fault = false;
        continue;
      }
      if (world.in(slot) == Software::kGood) return;
      world.state = had_its_chance(user_space_began(world.state, slot, world.after_fault), slot);
      world.after_fault = true;
    }
    ADD_FAILURE() << "does not come back: slot " << letter_of(world.state.slot) << ", usually "
                  << letter_of(world.names.usual) << ", attempts " << world.state.attempts;
  }

  bool kernel_can_try_;
  std::set<decltype(World().key())> known_;
  std::deque<World> open_;
};

TEST(EveryFirmwareReset, KeepsAWholeSlotForTheFirmwareAndComesBack) {
  Explorer explorer(true);
  explorer.explore();
  std::printf("%zu states of a board, %zu steps between them\n", explorer.worlds(), explorer.steps);
  EXPECT_GT(explorer.worlds(), 1000u);
}

// A kernel that does not tell the firmware of "tryboot": no update is ever tried, and nothing is
// lost.
TEST(EveryFirmwareReset, AKernelThatCannotTryTheOtherSlotStaysWhereItIs) {
  Explorer explorer(false);
  explorer.explore();
  EXPECT_GT(explorer.worlds(), 50u);
}

}  // namespace
}  // namespace ocellus::slots

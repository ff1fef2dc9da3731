// SPDX-License-Identifier: MIT
// Swing, nudges, ratchets and the ends of gates are places in the song. A twin that has the same
// places on its grid, with a finer division and nothing else, plays the same frames, whatever the
// tempo does.
#include <algorithm>
#include <array>

#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

constexpr int kTwinSteps = 4;
constexpr int kParts = 8;  // the twin's steps in a step of the groove

/// Places in it are counted in 1 / kParts of a step.
struct Groove {
  std::string pattern;
  std::array<int, kTwinSteps> ratchets{};
  std::array<int, kTwinSteps> nudges{};
  int swing = 0;
  int gate = 4;

  char step(int n) const { return pattern[static_cast<std::size_t>(n % kTwinSteps)]; }
  int place(int n) const { return n * kParts + (n % 2 == 1 ? swing : 0); }
  int played(int n) const { return place(n) + nudges[static_cast<std::size_t>(n % kTwinSteps)]; }
  bool is_hit(int n) const { return step(n) == 'x' || step(n) == 'X'; }
};

Groove random_groove(Dice& random) {
  Groove groove;
  for (int i = 0; i < kTwinSteps; ++i) {
    groove.pattern += "xxX.-.X"[random(i == 0 ? 3 : 7)];
    groove.ratchets[static_cast<std::size_t>(i)] = random(3) == 0 ? 1 << random(3) : 1;
    const bool early = i > 0 && groove.pattern.back() != '-';
    groove.nudges[static_cast<std::size_t>(i)] = random(2) == 0 ? 0 : random(5) - (early ? 4 : 0);
  }
  groove.swing = random(5);
  groove.gate = 1 + random(8);
  return groove;
}

/// The groove as the twin's steps, or nothing where a place of it is none of theirs, or steps meet
/// each other or a tie its own end: then something follows a frame later.
std::string twin_of(const Groove& groove) {
  constexpr int kCycles = 3;
  std::string twin(kCycles * kTwinSteps * kParts, '.');
  for (int n = 1; n < kCycles * kTwinSteps; ++n) {
    if (groove.played(n) <= groove.played(n - 1)) return {};
  }
  for (int n = 0; n < (kCycles - 1) * kTwinSteps; ++n) {
    if (!groove.is_hit(n)) continue;
    int next = n + 1;
    while (!groove.is_hit(next)) ++next;
    const int ratchet = groove.ratchets[static_cast<std::size_t>(n % kTwinSteps)];
    int room = groove.place(n + 1) - groove.place(n);
    if (ratchet > 1) room = std::min(room, groove.place(n + 1) - groove.played(n));
    for (int i = 0; i < ratchet; ++i) {
      const int on = groove.played(n) * ratchet + room * i;
      const int length = groove.gate * room;
      if (on % ratchet != 0 || length % (kParts * ratchet) != 0) return {};
      const int begin = on / ratchet;
      if (i > 0 && begin >= groove.played(next)) break;
      int end = begin + length / (kParts * ratchet);
      if (i == ratchet - 1) {
        for (int tie = n + 1; groove.step(tie) == '-'; ++tie) {
          end = groove.place(tie + 1);
          if (groove.played(tie) >= end) return {};
        }
      }
      end = std::min(end, groove.played(next));
      twin[static_cast<std::size_t>(begin)] = groove.step(n);
      for (int at = begin + 1; at < end; ++at) twin[static_cast<std::size_t>(at)] = '-';
    }
  }
  // The second cycle, into which the first may reach.
  return twin.substr(kTwinSteps * kParts, kTwinSteps * kParts);
}

/// How many grooves have which kind of place.
struct Kinds {
  int swung = 0, nudged = 0, ratcheted = 0, tied = 0;
  void count(const Groove& groove) {
    if (groove.swing > 0) ++swung;
    if (groove.nudges != std::array<int, kTwinSteps>{}) ++nudged;
    if (groove.ratchets != std::array<int, kTwinSteps>{1, 1, 1, 1}) ++ratcheted;
    if (groove.pattern.find("x-") != std::string::npos) ++tied;
  }
};

/// A random groove a, its twin b, and c, which tells where a step of the groove begins.
void compose(Bank& bank, Dice& random, Kinds* kinds) {
  Groove groove;
  std::string twin;
  while (twin.empty()) twin = twin_of(groove = random_groove(random));
  kinds->count(groove);
  for (const auto* const id : {"a", "b", "c"}) ok(bank.create(id));
  ok(bank.assign_gate("a", "m"));
  ok(bank.assign_gate("b", "n"));
  bank.resolve(Letters());
  ok(bank.steps("a", kTwinSteps, 0));
  ok(bank.pattern("a", groove.pattern, 0));
  ok(bank.swing("a", 50.0 + groove.swing * 50.0 / kParts, 0));
  ok(bank.gate_len("a", groove.gate * 1.0 / kParts));
  std::string ratchets, nudges;
  for (const int ratchet : groove.ratchets) ratchets += std::to_string(ratchet) + " ";
  for (const int nudge : groove.nudges) nudges += std::to_string(nudge * 1.0 / kParts) + " ";
  ok(bank.trigs("a", TrigField::kRatchet, ratchets, 0));
  ok(bank.trigs("a", TrigField::kNudge, nudges, 0));
  // A division comes with a tempo of its own; it is taken back, and the division stays.
  ok(bank.config("b", 120.0, kTwinSteps * kParts, 16 * kParts, 0));
  ok(bank.follow("b", 0));
  ok(bank.pattern("b", twin, 0));
  ok(bank.gate_len("b", 1.0));
}

struct Heard {
  Frame frame;
  long velocity;  ///< 0: off
  bool operator==(const Heard&) const = default;
};

std::vector<Heard> heard(const Bank& bank, char module) {
  std::vector<Heard> out;
  for (const Event& event : bank.events()) {
    if (event.kind == EventKind::kStep || event.target.module != module) continue;
    const bool on = event.kind == EventKind::kGateOn;
    out.push_back({event.frame, on ? std::lround(event.velocity * 127) : 0});
  }
  return out;
}

/// Gives how much was compared.
std::size_t expect_same(const Bank& bank, unsigned seed) {
  const auto groove = heard(bank, 'm');
  const auto twin = heard(bank, 'n');
  const std::size_t both = std::min(groove.size(), twin.size());
  EXPECT_EQ(groove.size(), twin.size()) << "seed " << seed;
  for (std::size_t i = 0; i < both; ++i) {
    const bool same = groove[i] == twin[i];
    EXPECT_TRUE(same) << "seed " << seed << " event " << i << ": " << groove[i].frame << " "
                      << groove[i].velocity << ", the twin " << twin[i].frame << " "
                      << twin[i].velocity;
    if (!same) return i;
  }
  return both;
}

double random_bpm(Dice& random) {
  switch (random(4)) {
    case 0:
      return 30.0 * (1 << random(4));  // their places often lie on half frames
    case 1:
      return 40.0 + random(300);
    case 2:
      return 1.0 + random(99'800) * 0.01;
    default:
      return 60.0 + random(18'000) * 0.01;
  }
}

int random_rate(Dice& random) {
  return std::array{
      44'100, 48'000, 48'000, 96'000, 192'000, 8'000}[static_cast<std::size_t>(random(6))];
}

TEST(Twin, TheSamePlacesAreTheSameFramesWhileTheTransportJumps) {
  std::size_t compared = 0;
  Kinds kinds;
  for (unsigned seed = 0; seed < 400; ++seed) {
    Dice random(seed);
    Bank bank(random_rate(random));
    compose(bank, random, &kinds);
    ok(bank.start_all(0));
    Frame now = 0;
    for (int i = 0; i < 60; ++i) {
      now += random(9'000);
      ok(bank.transport_bpm(random_bpm(random), now));
    }
    ok(bank.transport_bpm(120.0, now));
    bank.advance(now + 2 * kRate);
    bank.stop_all(now + 2 * kRate);
    compared += expect_same(bank, seed);
  }
  EXPECT_GT(compared, 20'000U);
  EXPECT_GT(std::min({kinds.swung, kinds.nudged, kinds.ratcheted, kinds.tied}), 20);
}

TEST(Twin, TheSamePlacesAreTheSameFramesInARitardandoAndAnAccelerando) {
  std::size_t compared = 0;
  Kinds kinds;
  for (unsigned seed = 0; seed < 150; ++seed) {
    Dice random(seed + 1'000);
    Bank bank(random_rate(random));
    compose(bank, random, &kinds);
    ok(bank.start_all(0));
    Frame now = 0;
    double bpm = 60.0 + random(120);
    // From every frame to every few hundred, as a hand on a fader or another clock sends them.
    const int often = 1 << random(10);
    const double factor = random(2) == 0 ? 1.003 : 0.997;
    for (int i = 0; i < 600; ++i) {
      bpm = std::clamp(bpm * factor, kMinBpm, kMaxBpm);
      if (i % 200 == 199) bpm = random_bpm(random);
      now += random(2 * often);
      ok(bank.transport_bpm(bpm, now));
    }
    bank.advance(now + kRate);
    bank.stop_all(now + kRate);
    compared += expect_same(bank, seed);
  }
  EXPECT_GT(compared, 10'000U);
}

/// A tempo of one's own comes with the next step boundary, which groove and twin have in common
/// only where a step of the groove begins: c tells where.
TEST(Twin, TheSamePlacesAreTheSameFramesWithATempoOfTheirOwn) {
  std::size_t compared = 0;
  Kinds kinds;
  for (unsigned seed = 0; seed < 400; ++seed) {
    Dice random(seed + 2'000);
    Bank bank(random_rate(random));
    compose(bank, random, &kinds);
    const auto set_tempo = [&](double bpm, Frame now) {
      for (const auto* const id : {"a", "b", "c"}) ok(bank.bpm(id, bpm, now));
    };
    ok(bank.transport_bpm(random_bpm(random), 0));
    if (random(2) == 0) set_tempo(random_bpm(random), 0);
    ok(bank.start_all(random(3'000)));
    Frame now = 3'000;
    for (int i = 0; i < 40; ++i) {
      now += random(20'000);
      ok(bank.transport_bpm(random_bpm(random), now));
      const Frame boundary = bank.find("c")->next_boundary().nearest();
      now = std::max(now, boundary - random(2));
      bank.advance(now);
      if (random(3) > 0) set_tempo(random_bpm(random), now);
      if (random(4) == 0) set_tempo(random_bpm(random), now);
    }
    set_tempo(120.0, std::max(now, bank.find("c")->next_boundary().nearest()));
    bank.advance(now + 8 * kRate);
    bank.stop_all(now + 8 * kRate);
    compared += expect_same(bank, seed);
  }
  EXPECT_GT(compared, 20'000U);
  EXPECT_GT(std::min({kinds.swung, kinds.nudged, kinds.ratcheted, kinds.tied}), 20);
}

// Some places with pencil and paper.

class Place : public OneSequencer {
 protected:
  std::string heard_with(double bpm, Frame at, Frame to) {
    ok(bank_.start("a", 0));
    ok(bank_.transport_bpm(bpm, at));
    bank_.advance(to);
    return told(bank_.events());
  }
};

TEST_F(Place, OfASwungStepMovesWithTheTempoInItsOwnStep) {
  ok(bank_.pattern("a", ".x..", 0));
  ok(bank_.swing("a", 75.0, 0));
  // 840 frames to go at 120, at 60 BPM twice as many; then a gate of a quarter of 12000 frames.
  EXPECT_EQ(heard_with(60.0, 8'160, 20'000), "9840 m on 64\n12840 m off\n");
}

TEST_F(Place, OfANudgedStepMovesWithTheTempoBeforeAndBehindItsGrid) {
  ok(bank_.pattern("a", ".x.x", 0));
  ok(bank_.trigs("a", TrigField::kNudge, "0 -.5 0 .5", 0));  // 3000 and 21000 at 120 BPM
  ok(bank_.gate_len("a", 0.1));
  EXPECT_EQ(heard_with(60.0, 1'000, 50'000),
            "5000 m on 64\n6200 m off\n41000 m on 64\n42200 m off\n");
}

TEST_F(Place, OfARatchetsHitsMovesWithTheTempoAmongThem) {
  ok(bank_.pattern("a", "x...", 0));
  ok(bank_.trigs("a", TrigField::kRatchet, "4", 0));
  EXPECT_EQ(heard_with(60.0, 2'000, 12'000),
            "0 m on 64\n750 m off\n1500 m on 64\n2500 m off\n4000 m on 64\n5500 m off\n"
            "7000 m on 64\n8500 m off\n");
}

TEST_F(Place, OfAGatesEndMovesWithTheTempo) {
  ok(bank_.pattern("a", "x...", 0));
  ok(bank_.transport_bpm(6.0, 0));
  // Half of a step of 120000 frames, of which 59000 are to go; at 240 BPM a fortieth of them.
  EXPECT_EQ(heard_with(240.0, 1'000, 10'000), "0 m on 64\n2475 m off\n");
}

TEST_F(Place, OfATiesEndMovesWithTheTempo) {
  ok(bank_.pattern("a", "x-..", 0));
  EXPECT_EQ(heard_with(60.0, 9'000, 30'000), "0 m on 64\n15000 m off\n");
}

TEST_F(Place, OfAGateBehindItsStepMovesWithATempoOfItsOwn) {
  ok(bank_.pattern("a", "x...", 0));
  ok(bank_.trigs("a", TrigField::kNudge, ".5", 0));
  ok(bank_.gate_len("a", 1.0));  // from 3000 to 9000; the tempo comes with the step on 6000
  ok(bank_.start("a", 0));
  ok(bank_.bpm("a", 60.0, 4'000));
  bank_.advance(20'000);
  EXPECT_EQ(told(bank_.events()), "3000 m on 64\n12000 m off\n");
}

TEST_F(Place, OfASwungStepStaysWhenItsBoundaryIsPastAndATempoOfItsOwnComesWithTheNext) {
  ok(bank_.pattern("a", ".xxx", 0));
  ok(bank_.swing("a", 75.0, 0));
  ok(bank_.start("a", 0));
  ok(bank_.bpm("a", 60.0, 7'000));  // between step 1's grid place and its own
  bank_.advance(40'000);
  EXPECT_EQ(step_frames(bank_.events()), (std::vector<Frame>{0, 9'000, 12'000, 30'000, 36'000}));
}

TEST_F(Place, OfAStepStaysWhenItHasPlayedBeforeItsBoundaryAndATempoOfItsOwnComesWithThat) {
  ok(bank_.pattern("a", ".x..", 0));
  ok(bank_.trigs("a", TrigField::kNudge, "0 -.5 0 0", 0));
  ok(bank_.gate_len("a", 1.0));
  ok(bank_.start("a", 0));
  ok(bank_.bpm("a", 60.0, 4'000));  // the step played on 3000, its boundary is 6000
  bank_.advance(40'000);
  EXPECT_EQ(step_frames(bank_.events()), (std::vector<Frame>{0, 3'000, 18'000, 30'000}));
  // Half a step at 120 and half a step at 60 BPM.
  EXPECT_EQ(told(bank_.events()), "3000 m on 64\n12000 m off\n");
}

TEST_F(Place, IsKeptOnItsFrameWhenItFollowsTheTransportAgain) {
  ok(bank_.pattern("a", "x...", 0));
  ok(bank_.bpm("a", 60.0, 0));
  ok(bank_.start("a", 0));
  ok(bank_.follow("a", 1'000));
  bank_.advance(2'000);
  ok(bank_.transport_bpm(240.0, 2'000));  // 4000 frames to go become half as many
  bank_.advance(40'000);
  EXPECT_EQ(told(bank_.events()).substr(0, 21), "0 m on 64\n4000 m off\n");
}

TEST_F(Place, AChangeThatPutsItIntoThePastPlaysItAtOnce) {
  ok(bank_.pattern("a", ".x..", 0));
  ok(bank_.swing("a", 75.0, 0));
  ok(bank_.start("a", 0));
  ok(bank_.transport_bpm(60.0, 7'000));
  ok(bank_.swing("a", 50.0, 8'500));
  bank_.advance(20'000);
  EXPECT_EQ(step_frames(bank_.events()), (std::vector<Frame>{0, 8'500, 17'000}));
}

TEST_F(Place, TwoChangesBetweenTwoTempoTicksLoseNothing) {
  // At 1 BPM tempo ticks are 142 frames apart: the second change must not count the way to the tick
  // in its own tempo.
  ok(bank_.transport_bpm(1.0, 0));
  ok(bank_.start("a", 0));
  ok(bank_.transport_bpm(999.0, 10));
  ok(bank_.transport_bpm(500.0, 20));
  bank_.advance(3'000);
  // A tick of 142.86 frames at 1 BPM, and 5039 of 5040 of a step of 1440 frames.
  EXPECT_EQ(step_frames(bank_.events()), (std::vector<Frame>{0, 1'583}));
}

}  // namespace
}  // namespace chronus::sequencer::testing

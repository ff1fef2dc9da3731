// SPDX-License-Identifier: MIT
// Random edits, seeded: cut into random pieces, with every gate that opens to be closed once, and
// ten thousand a second. See edit_model_test.cpp for what is to be heard.
#include <map>
#include <optional>
#include <set>

#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

std::string random_pattern(Dice& random) {
  std::string text(static_cast<std::size_t>(random(20)), '.');
  for (char& c : text) c = "xX. |-37"[random(8)];
  return text;
}

std::string random_lane(Dice& random) {
  std::string text;
  for (int left = 1 + random(20); left > 0; --left) {
    text += random(3) == 0 ? ". " : std::to_string(random(9)) + ",";
  }
  return text;
}

std::string random_words(TrigField field, Dice& random) {
  const auto word = [&]() -> std::string {
    const auto index = static_cast<std::size_t>(random(6));
    switch (field) {
      case TrigField::kChance:
        return std::vector<std::string>{"0", ".", "50", "0.7", "1", "101"}[index];
      case TrigField::kRatchet:
        return std::to_string(1 + random(8));
      case TrigField::kNudge:
        return std::to_string(random(1'001) * 0.001 - 0.5);
      case TrigField::kCondition:
        break;
    }
    return std::vector<std::string>{"1ST", "!1:2", "2:3", "FILL", "PRE", "!PRE"}[index];
  };
  std::string text = word();
  for (int left = random(20); left > 0; --left) text += (random(2) == 0 ? " . " : " ") + word();
  return text;
}

/// What a trig, a chain, a quantum and the like may do.
void express(Bank& bank, Dice& random, const std::string& id, Frame now) {
  const auto ignore = [](const Status&) {};
  switch (random(10)) {
    case 0:
      return ignore(bank.swing(id, 50.0 + random(26), now));
    case 1:
      return ignore(bank.quantum(id, random(5) * 0.5, now));
    case 2:
      return ignore(bank.seed(id, random(100), now));
    case 3:
      return ignore(bank.fill(id, random(2) == 0, now));
    case 4:
      return ignore(bank.follow(id, now));
    case 5: {
      std::vector<std::string> patterns(static_cast<std::size_t>(random(4)));
      for (std::string& pattern : patterns) pattern = random_pattern(random);
      return ignore(bank.chain(id, patterns, now));
    }
    case 6:
      if (random(3) == 0) return ignore(bank.unassign_all(id, now));
      return ignore(bank.unassign_gate(id, std::string(1, "mnop"[random(4)]), now));
    default: {
      const auto field = static_cast<TrigField>(random(4));
      return ignore(bank.trigs(id, field, random_words(field, random), now));
    }
  }
}

/// One random edit; some of them fail, as a client's do.
void edit(Bank& bank, Dice& random, Frame now) {
  const std::string id(1, static_cast<char>('a' + random(4)));
  const auto ignore = [](const Status&) {};
  if (random(3) == 0) return express(bank, random, id, now);
  switch (random(22)) {
    case 0:
      return ignore(bank.create(id));
    case 1:
      return ignore(bank.remove(id, now));
    case 2:
      return ignore(bank.config(id, random(1'100), random(40), random(40), now));
    case 3:
      return ignore(bank.pattern(id, random_pattern(random), now));
    case 4:
      return ignore(bank.param_lane(id, "gain", random_lane(random), now));
    case 5:
      return ignore(bank.assign_gate(id, std::string(1, "mnop"[random(4)])));
    case 6:
      return ignore(bank.assign_param(id, "m", "gain"));
    case 7:
    case 8:
      return ignore(bank.start(id, now));
    case 9:
      return ignore(bank.stop(id, now));
    case 10:
      return ignore(bank.reset(id, now));
    case 11:
      return ignore(bank.start_all(now));
    case 12:
      return random(4) == 0 ? bank.stop_all(now) : bank.reset_all(now);
    case 13:
      return ignore(bank.bpm(id, 30.0 + random(4'000) * 0.1, now));
    case 14:
      return ignore(bank.gate_len(id, random(120) * 0.01));
    case 15:
      return ignore(bank.steps(id, random(20), now));
    case 16:
      return ignore(bank.euclid(id, random(9), random(17), random(9) - 4, now));
    case 17:
      return ignore(bank.rotate(id, random(9) - 4, now));
    case 18:
      return ignore(bank.mute(id, random(2) == 0, now));
    case 19:
      return ignore(bank.transport_bpm(30.0 + random(4'000) * 0.1, now));
    default:
      return bank.resolve(Letters());
  }
}

TEST(RandomEdits, EveryGateOpensOnceAndClosesOnce) {
  std::size_t ons = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    Dice random(seed);
    Bank bank(44'100);
    Frame now = 0;
    for (int i = 0; i < 600; ++i) {
      bank.advance(now);
      edit(bank, random, now);
      now += random(8'000);
    }
    bank.stop_all(now);
    std::set<std::pair<std::uint32_t, int>> open;
    Frame last = 0;
    for (const Event& event : bank.events()) {
      ASSERT_GE(event.frame, last) << "seed " << seed;
      last = event.frame;
      const std::pair<std::uint32_t, int> gate{event.sequencer, event.target.module};
      if (event.kind == EventKind::kGateOn) {
        ++ons;
        ASSERT_TRUE(open.insert(gate).second) << "twice on, seed " << seed << " at " << last;
      }
      if (event.kind == EventKind::kGateOff) {
        ASSERT_EQ(open.erase(gate), 1U) << "off without on, seed " << seed << " at " << last;
      }
    }
    EXPECT_TRUE(open.empty()) << "left on, seed " << seed;
  }
  EXPECT_GT(ons, 10'000U);
}

TEST(RandomEdits, AdvanceCutIntoRandomPiecesGivesTheSameEvents) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    Dice random_whole(seed);
    Dice random_cut(seed);
    Dice cuts(seed + 1'000);
    Bank whole(44'100);
    Bank cut(44'100);
    Frame now = 0;
    for (int i = 0; i < 400; ++i) {
      whole.advance(now);
      cut.advance(now);
      edit(whole, random_whole, now);
      edit(cut, random_cut, now);
      const Frame next = now + random_whole(8'000);
      random_cut(8'000);
      for (Frame at = now; at < next; at += 1 + cuts(700)) cut.advance(at);
      now = next;
    }
    whole.advance(now);
    cut.advance(now);
    ASSERT_EQ(whole.events().size(), cut.events().size()) << seed;
    for (std::size_t i = 0; i < whole.events().size(); ++i) {
      ASSERT_TRUE(same(whole.events()[i], cut.events()[i])) << "seed " << seed << " event " << i;
    }
  }
}

TEST(RandomEdits, StepsOnOneSequencerAreNeverCloserThanAFrame) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    Dice random(seed);
    Bank bank(44'100);
    Frame now = 0;
    for (int i = 0; i < 600; ++i) {
      bank.advance(now);
      edit(bank, random, now);
      now += random(8'000);
    }
    std::map<std::uint32_t, Frame> last;
    for (const Event& event : of_kind(bank.events(), EventKind::kStep)) {
      const auto [at, fresh] = last.try_emplace(event.sequencer, event.frame);
      ASSERT_TRUE(fresh || at->second < event.frame) << "seed " << seed << " at " << event.frame;
      at->second = event.frame;
    }
  }
}

/// Ten thousand edits a second of music at random frames: every step comes on its frame, and every
/// cycle plays whole what was given last.
TEST(RandomEdits, TenThousandASecondTearNoPatternAndMissNoStep) {
  constexpr int kSteps = 7;
  constexpr Frame kStep = 240 * kRate / (125 * 16);
  Dice random(99);
  Bank bank(kRate);
  ok(bank.create("a"));
  ok(bank.config("a", 125.0, kSteps, 16, 0));
  ok(bank.assign_gate("a", "m"));
  ok(bank.param_lane("a", "gain", "0", 0));
  ok(bank.assign_param("a", "m", "gain"));
  bank.resolve(Letters());
  ok(bank.start("a", 0));
  std::map<Frame, std::pair<std::string, std::string>> given;  // from this frame on
  std::string pattern = "x......", lane = "0000000";
  for (Frame now = 0; now < 10 * kRate; now += random(10)) {
    std::string text(kSteps, '.');
    for (char& c : text) c = "xX"[random(2)];
    if (random(2) == 0) {
      ok(bank.pattern("a", pattern = text, now));
    } else {
      lane.clear();
      for (const char c : text) lane += c == 'x' ? '1' : '2';
      std::string words;
      for (const char c : lane) words += std::string(1, c) + " ";
      ok(bank.param_lane("a", "gain", words, now));
    }
    given[now] = {pattern, lane};
  }
  bank.advance(10 * kRate);
  const auto frames = step_frames(bank.events());
  ASSERT_EQ(frames.size(), static_cast<std::size_t>((10 * kRate + kStep - 1) / kStep));
  for (std::size_t n = 0; n < frames.size(); ++n) {
    ASSERT_EQ(frames[n], static_cast<Frame>(n) * kStep);
  }
  const auto ons = of_kind(bank.events(), EventKind::kGateOn);
  const auto params = of_kind(bank.events(), EventKind::kParam);
  ASSERT_EQ(params.size(), frames.size());
  std::size_t on = 0;
  for (std::size_t n = 0; n < frames.size(); ++n) {
    const auto cycle = static_cast<Frame>(n / kSteps) * kSteps * kStep;
    const auto& [hits, values] = std::prev(given.upper_bound(cycle))->second;
    ASSERT_EQ(std::to_string(std::lround(params[n].value)), values.substr(n % kSteps, 1)) << n;
    if (hits[n % kSteps] == '.') continue;
    ASSERT_EQ(ons[on].frame, frames[n]);
    ASSERT_EQ(ons[on].velocity, hits[n % kSteps] == 'X' ? 1.0 : 64.0 / 127.0) << n;
    ++on;
  }
  ASSERT_EQ(on, ons.size());
}

}  // namespace
}  // namespace chronus::sequencer::testing

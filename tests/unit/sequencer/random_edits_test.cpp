// SPDX-License-Identifier: MIT
// Random edits, seeded: against a model of what a cycle plays, cut into random pieces, and with
// every gate that opens to be closed once.
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

/// What one sequencer should play, step by step: content, the content that waits, the step.
struct Model {
  struct Content {
    std::string pattern = "x...............";
    std::vector<std::string> lane = std::vector<std::string>(16, ".");
    std::vector<std::string> cond = std::vector<std::string>(16, ".");
    std::vector<int> ratchet = std::vector<int>(16, 1);
    std::vector<std::string> chain;
    bool chain_is_new = false;

    void resize(int steps) {
      const auto n = static_cast<std::size_t>(steps);
      pattern.resize(n, '.');
      lane.resize(n, ".");
      cond.resize(n, ".");
      ratchet.resize(n, 1);
    }
  };

  Content now;
  std::optional<Content> next;
  Frame clock = -1;      // steps since the start
  Frame wait = 0;        // the step before which nothing that waits is taken
  Frame quantum = 0;     // in steps
  std::size_t turn = 0;  // in the chain
  int current = -1;
  int cycle = -1;
  bool reset = false;
  bool fill = false;
  bool previous = false;

  Content& edited() {
    if (!next) {
      next = now;
      next->chain_is_new = false;
      wait = quantum == 0 ? 0 : (clock / quantum + 1) * quantum;
    }
    return *next;
  }

  /// What plays, as long as what is edited.
  std::string present() {
    std::string pattern = now.pattern;
    pattern.resize(edited().pattern.size(), '.');
    return pattern;
  }

  /// Whether the step's condition is with it.
  bool step() {
    ++clock;
    ++current;
    if (reset) cycle = -1;
    if (reset || current >= static_cast<int>(now.pattern.size())) current = 0;
    reset = false;
    if (current == 0) begin_cycle();
    const std::string& cond = now.cond[static_cast<std::size_t>(current)];
    const bool holds = cond == "."      ? true
                       : cond == "1ST"  ? cycle == 0
                       : cond == "!1:2" ? cycle % 2 != 0
                       : cond == "2:3"  ? cycle % 3 == 1
                       : cond == "FILL" ? fill
                       : cond == "PRE"  ? previous
                                        : !previous;
    if (cond != "." && cond != "PRE" && cond != "!PRE") previous = holds;
    return holds;
  }

  void begin_cycle() {
    ++cycle;
    if (next && clock >= wait) {
      now = *next;
      next.reset();
      if (now.chain_is_new) turn = 0;
    }
    if (now.chain.empty()) return;
    std::string pattern = now.chain[turn++ % now.chain.size()];
    pattern.resize(now.pattern.size(), '.');
    now.pattern = pattern;
  }
};

std::string random_hits(Dice& random) {
  std::string text(static_cast<std::size_t>(1 + random(20)), '.');
  for (char& c : text) c = "xX."[random(3)];
  return text;
}

void edit_content(Bank& bank, Model& model, Dice& random, Frame now) {
  const std::size_t size = (model.next ? *model.next : model.now).pattern.size();
  switch (random(6)) {
    case 0: {
      std::string text = random_hits(random);
      ok(bank.pattern("a", text, now));
      text.resize(size, '.');
      model.edited().pattern = text;
      model.edited().chain.clear();
      break;
    }
    case 1: {
      std::vector<std::string> lane(static_cast<std::size_t>(1 + random(20)));
      std::string text;
      for (std::string& value : lane) {
        value = random(3) == 0 ? "." : std::to_string(random(9));
        text += value + " ";
      }
      ok(bank.param_lane("a", "gain", text, now));
      lane.resize(size, "0");
      model.edited().lane = lane;
      break;
    }
    case 2: {
      std::vector<std::string> chain(static_cast<std::size_t>(random(4)));
      for (std::string& pattern : chain) pattern = random_hits(random);
      ok(bank.chain("a", chain, now));
      if (chain.empty() && !model.edited().chain.empty()) model.edited().pattern = model.present();
      model.edited().chain = chain;
      model.edited().chain_is_new = true;
      break;
    }
    case 3: {
      std::vector<std::string> cond(static_cast<std::size_t>(2 + random(18)));
      std::string text;
      for (std::string& word : cond) {
        word = std::vector<std::string>{
            ".", "1ST", "!1:2", "2:3", "FILL", "PRE", "!PRE"}[static_cast<std::size_t>(random(7))];
        text += word + " ";
      }
      ok(bank.trigs("a", TrigField::kCondition, text, now));
      cond.resize(size, ".");
      model.edited().cond = cond;
      break;
    }
    case 4: {
      const int count = 1 + random(8);
      ok(bank.trigs("a", TrigField::kRatchet, std::to_string(count), now));
      model.edited().ratchet.assign(size, count);
      break;
    }
    default:
      ok(bank.rotate("a", 1, now));
      std::vector<std::string>& chain = model.edited().chain;
      for (std::string& pattern : chain) pattern.resize(size, '.');
      chain.push_back(model.edited().pattern);
      for (std::string& p : chain) p = p.back() + p.substr(0, size - 1);
      model.edited().pattern = chain.back();
      chain.pop_back();
  }
}

void edit_both(Bank& bank, Model& model, Dice& random, Frame now) {
  switch (random(12)) {
    case 0: {
      const int steps = 1 + random(20);
      ok(bank.steps("a", steps, now));
      if (steps != static_cast<int>((model.next ? *model.next : model.now).pattern.size())) {
        model.edited().resize(steps);
      }
      break;
    }
    case 1:
      ok(bank.reset("a", now));
      model.reset = true;
      break;
    case 2:
      model.fill = random(2) == 0;
      ok(bank.fill("a", model.fill, now));
      break;
    case 3:
      model.quantum = 4 * random(3);
      ok(bank.quantum("a", static_cast<double>(model.quantum) / 4.0, now));
      if (model.quantum == 0) model.wait = 0;
      break;
    case 4:
      EXPECT_FALSE(bank.pattern("a", "xx?", now));
      EXPECT_FALSE(bank.param_lane("a", "gain", "1 2 ?", now));
      EXPECT_FALSE(bank.trigs("a", TrigField::kCondition, "1ST 2ND", now));
      break;
    default:
      edit_content(bank, model, random, now);
  }
}

TEST(RandomEdits, EveryStepPlaysWhatTheModelSays) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    Dice random(seed);
    Bank bank(kRate);
    Model model;
    ok(bank.create("a"));
    ok(bank.assign_gate("a", "m"));
    ok(bank.param_lane("a", "gain", ". . . . . . . . . . . . . . . .", 0));
    ok(bank.assign_param("a", "m", "gain"));
    bank.resolve(Letters());
    ok(bank.start("a", 0));
    for (Frame step = 0; step < 1'000; ++step) {
      const bool plays = model.step();
      const auto current = static_cast<std::size_t>(model.current);
      bank.clear_events();
      bank.advance(step * kStepFrames + 1);
      ASSERT_EQ(bank.events().back().step, model.current) << "seed " << seed << " step " << step;
      const auto params = of_kind(bank.events(), EventKind::kParam);
      const std::string value =
          params.empty() ? "." : std::to_string(std::lround(params.front().value));
      ASSERT_EQ(value, plays ? model.now.lane[current] : ".") << "seed " << seed << " " << step;
      // Edits fall among the hits of a ratchet, and none of them is lost.
      const char expected = plays ? model.now.pattern[current] : '.';
      const auto ratchet = static_cast<std::size_t>(model.now.ratchet[current]);
      Frame now = step * kStepFrames + 2;
      while (random(3) == 0) edit_both(bank, model, random, now += random(900));
      bank.advance((step + 1) * kStepFrames);
      const auto ons = of_kind(bank.events(), EventKind::kGateOn);
      ASSERT_EQ(ons.size(), expected == '.' ? 0 : ratchet) << "seed " << seed << " step " << step;
      for (std::size_t n = 0; n < ons.size(); ++n) {
        ASSERT_EQ(ons[n].velocity, expected == 'X' ? 1.0 : 64.0 / 127.0);
        ASSERT_NEAR(static_cast<double>(ons[n].frame),
                    static_cast<double>(step * kStepFrames) +
                        static_cast<double>(n) * kStepFrames / static_cast<double>(ratchet),
                    0.5);
      }
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

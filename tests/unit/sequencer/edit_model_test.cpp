// SPDX-License-Identifier: MIT
// Random edits, seeded, of one sequencer against a model of what a cycle plays.
#include <optional>

#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

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

TEST(ModelOfEdits, EveryStepPlaysWhatItSays) {
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

}  // namespace
}  // namespace chronus::sequencer::testing

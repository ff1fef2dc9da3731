// SPDX-License-Identifier: MIT
// Every gate of random content with swing, nudges, ratchets and ties, against a model that lays
// them out from the whole score at once.
#include <algorithm>

#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

struct Gate {
  double on = 0.0;
  double off = 0.0;
};

/// Content whose places are whole frames: a step has 6000, shifts are in hundredths of it.
struct Score {
  std::string pattern;
  std::vector<int> ratchets;
  std::vector<int> nudges;
  int swing = 50;
  double gate_len = 0.5;
};

Score random_score(Dice& random) {
  Score score;
  const int steps = 1 + random(9);
  for (int i = 0; i < steps; ++i) {
    score.pattern += "xxX-.-."[random(7)];
    score.ratchets.push_back(random(3) == 0 ? 1 + random(8) : 1);
    // A tie that comes early would meet the ratchet before it.
    const int nudge = random(101) - 50;
    score.nudges.push_back(score.pattern.back() == '-' ? std::abs(nudge) : nudge);
  }
  score.swing = 50 + random(20);
  score.gate_len = 0.1 * (1 + random(10));
  return score;
}

/// Where a step lies by the clock and its swing, and where it plays. Steps that would meet are
/// left to another test.
double place(const Score& score, int n) {
  const int step = n % static_cast<int>(score.pattern.size());
  return 60.0 * (100 * n + (step % 2 == 1 ? 2 * score.swing - 100 : 0));
}
double played(const Score& score, int n) {
  const auto step = static_cast<std::size_t>(n) % score.pattern.size();
  const double at = place(score, n) + 60.0 * score.nudges[step];
  return n == 0 ? std::max(at, 0.0) : at;
}

std::vector<Gate> expected_gates(const Score& score, int count) {
  const auto at = [&](int n) {
    return score.pattern[static_cast<std::size_t>(n) % score.pattern.size()];
  };
  std::vector<Gate> gates;
  for (int n = 0; n < count; ++n) {
    if (at(n) != 'x' && at(n) != 'X') continue;
    const int ratchet = score.ratchets[static_cast<std::size_t>(n) % score.pattern.size()];
    const double length = place(score, n + 1) - place(score, n);
    const double room =
        ratchet == 1 ? length : std::min(length, place(score, n + 1) - played(score, n));
    // The next hit ends all that this one still had to do.
    int next = n + 1;
    while (at(next) != 'x' && at(next) != 'X') ++next;
    for (int i = 0; i < ratchet; ++i) {
      const double on = played(score, n) + room * i / ratchet;
      if (i > 0 && std::floor(on + 0.5) >= played(score, next)) break;
      double off = on + score.gate_len * room / ratchet;
      if (i == ratchet - 1) {
        for (int tie = n + 1; at(tie) == '-'; ++tie) off = place(score, tie + 1);
      }
      gates.push_back({std::floor(on + 0.5),
                       std::max(on + 1.0, std::min(std::floor(off + 0.5), played(score, next)))});
    }
  }
  return gates;
}

bool steps_meet(const Score& score) {
  for (int n = 1; n < 40; ++n) {
    if (played(score, n) <= played(score, n - 1)) return true;
  }
  return false;
}

TEST(GateModel, EveryGateIsOnAndOffWhereTheWholeScoreSays) {
  std::size_t compared = 0;
  for (unsigned seed = 0; seed < 3'000; ++seed) {
    Dice random(seed);
    const Score score = random_score(random);
    if (score.pattern.find_first_of("xX") == std::string::npos || steps_meet(score)) continue;
    Bank bank(kRate);
    ok(bank.create("a"));
    ok(bank.assign_gate("a", "m"));
    bank.resolve(Letters());
    ok(bank.steps("a", static_cast<int>(score.pattern.size()), 0));
    ok(bank.pattern("a", score.pattern, 0));
    ok(bank.swing("a", score.swing, 0));
    ok(bank.gate_len("a", score.gate_len));
    std::string ratchets, nudges;
    for (const int ratchet : score.ratchets) ratchets += std::to_string(ratchet) + " ";
    for (const int nudge : score.nudges) nudges += std::to_string(nudge * 0.01) + " ";
    ok(bank.trigs("a", TrigField::kRatchet, ratchets, 0));
    ok(bank.trigs("a", TrigField::kNudge, nudges, 0));
    ok(bank.start("a", 0));
    bank.advance(40 * kStepFrames);
    const auto ons = of_kind(bank.events(), EventKind::kGateOn);
    const auto offs = of_kind(bank.events(), EventKind::kGateOff);
    const auto gates = expected_gates(score, 28);
    for (std::size_t i = 0; i < gates.size(); ++i) {
      const std::string where = "seed " + std::to_string(seed) + " " + score.pattern + " gate " +
                                std::to_string(i) + "\n" + told(bank.events());
      ASSERT_LT(i, offs.size()) << where;
      ASSERT_NEAR(static_cast<double>(ons[i].frame), gates[i].on, 0.0) << where;
      ASSERT_NEAR(static_cast<double>(offs[i].frame), gates[i].off, 1.0) << where;
      ++compared;
    }
  }
  EXPECT_GT(compared, 20'000U);
}

}  // namespace
}  // namespace chronus::sequencer::testing

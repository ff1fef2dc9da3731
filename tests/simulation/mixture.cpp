// SPDX-License-Identifier: MIT
#include "mixture.hpp"

#include "world.hpp"

namespace chronus::simulation {
namespace {

/// 100 ms.
constexpr Frame kLongestGap = World::kFormat.rate / 10;

}  // namespace

Mixture::Mixture(Random& random, bool is_hot)
    : is_hot_(is_hot), mask_(static_cast<std::uint32_t>(random.bits()) & ((1U << kFaults) - 1U)) {
  // Faults whose answer may be a second loss of all, which gives up what clients sent.
  if (has(Fault::kScribble) || has(Fault::kWildWords) || has(Fault::kFlood) ||
      has(Fault::kPoison)) {
    drop(Fault::kLoseBoth);
  }
  if (has(Fault::kPoison)) {
    for (const auto fault :
         {Fault::kKill, Fault::kCrash, Fault::kFreeze, Fault::kScribble, Fault::kWildWords,
          Fault::kFlood, Fault::kRefusedStart, Fault::kRestart}) {
      drop(fault);
    }
  }
  if (is_hot) return;
  // What only a peer could tell, or make good.
  for (const auto fault : {Fault::kFreeze, Fault::kScribble, Fault::kFlood}) drop(fault);
}

Poison Mixture::draw_poison(Random& random) const {
  if (!has(Fault::kPoison)) return Poison::kNone;
  return random.one_in(2) ? Poison::kKills : Poison::kHangs;
}

int Mixture::draw_grain(Random& random) const {
  // A flood passes ten thousands of them.
  if (has(Fault::kFlood)) return 400;
  return random.one_in(2) ? 1 : 2 + random.below(20);
}

Check::Promises Mixture::promises(int lead, const Music& music) const {
  Check::Promises made;
  const bool is_wild = has(Fault::kScribble) || has(Fault::kWildWords);
  made.no_divergence = !is_wild;
  made.nothing_late = !is_wild;
  made.no_kill = !has(Fault::kFreeze) && !has(Fault::kPoison) && !is_wild && !has(Fault::kFlood);
  // What the lead is there for: nothing is late here, workers only die; and one that hangs is
  // found out within a lead of four blocks. (Three are enough unless it beats once more between
  // the judgement and the horizon that lets it meet the command.)
  made.no_gap = is_hot_ && (!has(Fault::kPoison) || lead >= 4) && !has(Fault::kSlow) &&
                !has(Fault::kStall) && !has(Fault::kLateCallback) && !has(Fault::kLateSupervisor) &&
                !has(Fault::kLostWake) && !has(Fault::kLoseBoth) && !has(Fault::kFlood) &&
                !has(Fault::kFreeze) && !is_wild && !has(Fault::kBurst);
  // Who lies is found out, and music is back.
  const bool is_hampered = has(Fault::kSlow) || has(Fault::kStall) || has(Fault::kLateCallback) ||
                           has(Fault::kLateSupervisor) || has(Fault::kLostWake) ||
                           has(Fault::kLoseBoth) || has(Fault::kFlood) || has(Fault::kFreeze) ||
                           has(Fault::kScribble) || has(Fault::kBurst) || has(Fault::kPoison) ||
                           has(Fault::kRefusedStart) || has(Fault::kKill) || has(Fault::kCrash);
  if (has(Fault::kWildWords) && !is_hampered) made.longest_gap = kLongestGap;
  made.quarantined = music.poison_at >= 0 ? 1 : 0;
  return made;
}

}  // namespace chronus::simulation

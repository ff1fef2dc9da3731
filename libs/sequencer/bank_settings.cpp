// SPDX-License-Identifier: MIT
// The edits of Bank that change what a sequencer plays, with the checks of what they are given.
#include "base/name.hpp"
#include "sequencer/bank.hpp"
#include "sequencer/bank_errors.hpp"
#include "sequencer/chance.hpp"
#include "sequencer/euclid.hpp"
#include "sequencer/lane.hpp"

namespace chronus::sequencer {

Status Bank::config(std::string_view id, double bpm, int steps, int division, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  Sequencer& sequencer = **found;
  const std::string name = who(sequencer);
  if (Status ok = check_range(name, "bpm", bpm, kMinBpm, kMaxBpm); !ok) return ok;
  if (Status ok = check_range(name, "steps", steps, kMinSteps, kMaxSteps); !ok) return ok;
  if (Status ok = check_range(name, "division", division, kMinDivision, kMaxDivision); !ok) {
    return ok;
  }
  const Load wanted = Load::of(bpm, division, highest_ratchet(sequencer.content().trigs, steps));
  if (Status ok = admit_change(sequencer, wanted); !ok) return ok;
  if (!goes_ahead(now)) return {};
  change(sequencer, [&] {
    sequencer.set_tempo(bpm);
    sequencer.set_division(division);
    sequencer.set_steps(steps);
  });
  return {};
}

Status Bank::bpm(std::string_view id, double bpm, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (Status ok = check_range(who(**found), "bpm", bpm, kMinBpm, kMaxBpm); !ok) return ok;
  const Load wanted = Load::of(bpm, (*found)->division(), (*found)->content().most_hits);
  if (Status ok = admit_change(**found, wanted); !ok) return ok;
  if (!goes_ahead(now)) return {};
  change(**found, [&] { (*found)->set_tempo(bpm); });
  return {};
}

Status Bank::division(std::string_view id, int division, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (Status ok = check_range(who(**found), "division", division, kMinDivision, kMaxDivision);
      !ok) {
    return ok;
  }
  const Load wanted = Load::of((*found)->own_bpm(), division, (*found)->content().most_hits);
  if (Status ok = admit_change(**found, wanted); !ok) return ok;
  if (!goes_ahead(now)) return {};
  change(**found, [&] { (*found)->set_division(division); });
  return {};
}

Status Bank::steps(std::string_view id, int steps, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (Status ok = check_range(who(**found), "steps", steps, kMinSteps, kMaxSteps); !ok) return ok;
  if (!goes_ahead(now)) return {};
  change(**found, [&] { (*found)->set_steps(steps); });
  return {};
}

Status Bank::gate_len(std::string_view id, double fraction) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (Status ok = check_range(who(**found), "gate length", fraction, kMinGateLen, kMaxGateLen);
      !ok) {
    return ok;
  }
  if (!goes_ahead(position_)) return {};
  (*found)->set_gate_len(fraction);
  return {};
}

Status Bank::pattern(std::string_view id, std::string_view text, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  const Result<Pattern> parsed = parse_pattern(text);
  if (!parsed) return of(**found, parsed.reason());
  if (!goes_ahead(now)) return {};
  (*found)->set_pattern(*parsed);
  return {};
}

Status Bank::euclid(std::string_view id, int pulses, int steps, int rotation, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  const std::string name = who(**found);
  if (Status ok = check_range(name, "steps", steps, kMinSteps, kMaxSteps); !ok) return ok;
  if (Status ok = check_range(name, "pulses", pulses, 0, steps); !ok) return ok;
  if (!goes_ahead(now)) return {};
  change(**found,
         [&] { (*found)->set_pattern_and_steps(sequencer::euclid(pulses, steps, rotation)); });
  return {};
}

Status Bank::rotate(std::string_view id, int n, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (!goes_ahead(now)) return {};
  (*found)->rotate(n);
  return {};
}

Status Bank::chain(std::string_view id, std::span<const std::string> patterns, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (patterns.size() > kMaxChain) {
    return of(**found, "a chain has " + std::to_string(kMaxChain) + " patterns at the most");
  }
  std::vector<Pattern> chain;
  for (const std::string& text : patterns) {
    Result<Pattern> parsed = parse_pattern(text);
    if (!parsed) {
      return of(**found, std::to_string(chain.size() + 1) + ". " + parsed.reason());
    }
    chain.push_back(std::move(*parsed));
  }
  if (!goes_ahead(now)) return {};
  (*found)->set_chain(std::move(chain));
  return {};
}

Status Bank::trigs(std::string_view id, TrigField field, std::string_view values, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  const Result<std::vector<Trig>> parsed = parse_trigs(field, values);
  if (!parsed) return of(**found, parsed.reason());
  Sequencer& sequencer = **found;
  if (field == TrigField::kRatchet) {
    const Load wanted = Load::of(sequencer.own_bpm(), sequencer.division(),
                                 highest_ratchet(*parsed, sequencer.steps()));
    if (Status ok = admit_change(sequencer, wanted); !ok) return ok;
  }
  if (!goes_ahead(now)) return {};
  change(sequencer, [&] { sequencer.set_trigs(field, *parsed); });
  return {};
}

Status Bank::param_lane(std::string_view id, std::string_view lane, std::string_view values,
                        Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (Status name = check_name("lane", lane); !name) return of(**found, name.reason());
  const Result<Lane> parsed = parse_lane(lane, values);
  if (!parsed) return of(**found, parsed.reason());
  if (Status fits = (*found)->can_set_lane(lane); !fits) return fits;
  if (!goes_ahead(now)) return {};
  return (*found)->set_lane(*parsed);
}

Status Bank::remove_lane(std::string_view id, std::string_view lane, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if ((*found)->content().find(lane) == nullptr) {
    return of(**found, "there is no lane '" + std::string(lane) + "'");
  }
  if (!goes_ahead(now)) return {};
  return (*found)->remove_lane(lane);
}

Status Bank::follow(std::string_view id, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  const Load wanted = Load::of({}, (*found)->division(), (*found)->content().most_hits);
  if (Status ok = admit_change(**found, wanted); !ok) return ok;
  if (!goes_ahead(now)) return {};
  change(**found, [&] { (*found)->follow_transport(); });
  return {};
}

Status Bank::swing(std::string_view id, double percent, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (Status ok = check_range(who(**found), "swing", percent, kMinSwing, kMaxSwing); !ok) {
    return ok;
  }
  if (!goes_ahead(now)) return {};
  (*found)->set_swing(percent);
  return {};
}

Status Bank::quantum(std::string_view id, double beats, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (beats != 0.0 && !(beats >= kMinQuantum && beats <= kMaxQuantum)) {
    return of(**found, "quantum " + number(beats) + " is neither 0 nor from " +
                           number(kMinQuantum) + " to " + number(kMaxQuantum) + " beats");
  }
  if (!goes_ahead(now)) return {};
  (*found)->set_quantum(beats);
  return {};
}

Status Bank::seed(std::string_view id, std::int32_t seed, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (Status ok = check_range(who(**found), "seed", seed, 0, kMaxSeed); !ok) return ok;
  if (!goes_ahead(now)) return {};
  (*found)->set_seed(seed);
  return {};
}

Status Bank::fill(std::string_view id, bool on, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (!goes_ahead(now)) return {};
  (*found)->set_fill(on);
  return {};
}

Status Bank::mute(std::string_view id, bool muted, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (!goes_ahead(now)) return {};
  (*found)->mute(muted, position_, list_);
  list_.settle();
  return {};
}

Status Bank::transport_bpm(double bpm, Frame now) {
  if (Status ok = check_range("transport", "bpm", bpm, kMinBpm, kMaxBpm); !ok) return ok;
  if (Status ok = admit_tempo(bpm); !ok) return ok;
  if (!goes_ahead(now)) return {};
  if (bpm == transport_.bpm()) return {};
  const Tick tick = transport_.next_tempo_tick(position_);
  const ExactFrame from = transport_.at_tick(tick);
  transport_.set_tempo_from({tick, kTicksPerBeat}, bpm);
  for (const auto& sequencer : sequencers_) sequencer->transport_changed(from);
  if (downbeat_ && downbeat_->position >= from) {
    const ExactFrame moved = transport_.at_tick(downbeat_->tick);
    for (const auto& sequencer : sequencers_) sequencer->move_restart(downbeat_->position, moved);
    downbeat_->position = moved;
  }
  return {};
}

}  // namespace chronus::sequencer

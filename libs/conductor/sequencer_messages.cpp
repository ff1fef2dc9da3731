// SPDX-License-Identifier: MIT
#include <cmath>

#include "base/rounding.hpp"
#include "conductor/conductor.hpp"
#include "conductor/json_text.hpp"
#include "conductor/paging.hpp"
#include "conductor/route.hpp"
#include "conductor/sequencer_info.hpp"
#include "sequencer/chance.hpp"
#include "sequencer/text.hpp"

namespace chronus::conductor {
namespace {

using sequencer::Bank;
using sequencer::TrigField;

/// The id is the first argument of nearly every row.
template <class Edit>
Outcome with_id(const Call& call, Edit edit) {
  const auto id = call.args.text(0, "id");
  if (!id) return Outcome::failed(id.reason());
  return Outcome::of(edit(call.scene.bank, *id));
}

Outcome create(const Call& call) {
  return with_id(call, [](Bank& bank, const std::string& id) { return bank.create(id); });
}

Outcome remove(const Call& call) {
  return with_id(call,
                 [&](Bank& bank, const std::string& id) { return bank.remove(id, call.now); });
}

Outcome config(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto bpm = call.args.number(1, "bpm", sequencer::kMinBpm, sequencer::kMaxBpm);
    if (!bpm) return bpm.error();
    const auto steps = call.args.integer(2, "steps", 1, sequencer::kMaxSteps);
    if (!steps) return steps.error();
    const auto division = call.args.integer(3, "division", 1, sequencer::kMaxDivision);
    if (!division) return division.error();
    return bank.config(id, *bpm, *steps, *division, call.now);
  });
}

Outcome pattern(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto text = call.args.text(1, "pattern");
    if (!text) return text.error();
    const Status done = bank.pattern(id, *text, call.now);
    if (done)
      call.args.understand_from(1, {sequencer::pattern_text(bank.find(id)->content().pattern)});
    return done;
  });
}

Outcome param_lane(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto lane = call.args.text(1, "lane");
    if (!lane) return lane.error();
    const auto values = call.args.words_from(2);
    if (!values) return values.error();
    const Status done = bank.param_lane(id, *lane, *values, call.now);
    if (done && call.rehearsal == nullptr) {
      call.args.understand_from(2, {bank.find(id)->content().find(*lane)->text()});
    }
    return done;
  });
}

template <TrigField kField>
Outcome trigs(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto values = call.args.words_from(1);
    if (!values) return values.error();
    const Status done = bank.trigs(id, kField, *values, call.now);
    if (done && call.rehearsal == nullptr) {
      call.args.understand_from(1, {trigs_words(kField, bank.find(id)->content().trigs)});
    }
    return done;
  });
}

Outcome chain(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    std::vector<std::string> patterns;
    for (std::size_t i = 1; i < call.args.count(); ++i) {
      const auto text = call.args.text(i, "pattern");
      if (!text) return text.error();
      patterns.push_back(*text);
    }
    const Status done = bank.chain(id, patterns, call.now);
    if (!done) return done;
    patterns.clear();
    for (const auto& pattern : bank.find(id)->content().chain) {
      patterns.push_back(sequencer::pattern_text(pattern));
    }
    call.args.understand_from(1, std::move(patterns));
    return done;
  });
}

/// What `/seq/assign` and `/seq/unassign` name after the id.
struct Target {
  bool is_gate = false;
  std::string module;
  std::string lane;
  std::string param;  ///< empty where it was left out
};

/// `gate module`, or `param module lane [param]`.
Result<Target> read_target(const Call& call) {
  const auto what = call.args.text(1, "gate or param");
  if (!what) return what.error();
  const auto module = call.args.text(2, "module");
  if (!module) return module.error();
  const std::size_t count = call.args.count();
  if (*what == "gate" && count == 3) return Target{true, *module, {}, {}};
  if (*what != "param" || count < 4) {
    return Error{"usage: " + call.message.address +
                 " id gate module | id param module lane [param]"};
  }
  const auto lane = call.args.text(3, "lane");
  if (!lane) return lane.error();
  if (count == 4) return Target{false, *module, *lane, {}};
  const auto param = call.args.text(4, "param");
  if (!param) return param.error();
  return Target{false, *module, *lane, *param};
}

/// Fails where neither what plays nor the draft has such a module, or none with what is named. A
/// module that the draft has under another type is looked for in what plays too.
Status check_known(const PatchDesk& patches, const Target& target) {
  const NamedModule* known = nullptr;
  for (const Patch* patch : {&patches.playing().patch, patches.draft()}) {
    const NamedModule* found = patch != nullptr ? patch->find(target.module) : nullptr;
    if (found == nullptr) continue;
    const engine::ModuleType& type = type_of(*found);
    if (target.is_gate ? type.gate != nullptr : engine::find_param(type, target.param) >= 0) {
      return {};
    }
    known = found;
  }
  if (known == nullptr) {
    return Error{"no module '" + target.module + "' in what plays or in the draft"};
  }
  return Error{"module '" + target.module + "' (" + std::string(type_of(*known).name) +
               ") has no " + (target.is_gate ? "gate" : "parameter '" + target.param + "'")};
}

Status assign_to(Bank& bank, const std::string& id, const Target& target) {
  return target.is_gate ? bank.assign_gate(id, target.module)
                        : bank.assign_param(id, target.module, target.lane, target.param);
}

Outcome assign(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    auto target = read_target(call);
    if (!target) return target.error();
    if (target->param.empty()) target->param = target->lane;
    {
      const Bank::Rehearsal rehearsal(bank);
      if (Status possible = assign_to(bank, id, *target); !possible) return possible;
    }
    if (Status known = check_known(call.patches, *target); !known) return known;
    if (call.rehearsal != nullptr) return {};
    const Status assigned = assign_to(bank, id, *target);
    bank.resolve(call.patches, id);
    return assigned;
  });
}

Outcome unassign(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    if (call.args.count() == 1) return bank.unassign_all(id, call.now);
    const auto target = read_target(call);
    if (!target) return target.error();
    const auto& [is_gate, module, lane, param] = *target;
    return is_gate ? bank.unassign_gate(id, module, call.now)
                   : bank.unassign_param(id, module, lane, param, call.now);
  });
}

Outcome start(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) { return bank.start(id, call.now); });
}

Outcome stop(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) { return bank.stop(id, call.now); });
}

Outcome reset(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) { return bank.reset(id, call.now); });
}

Outcome start_all(const Call& call) { return Outcome::of(call.scene.bank.start_all(call.now)); }

Outcome stop_all(const Call& call) {
  call.scene.bank.stop_all(call.now);
  return Outcome::done();
}

Outcome reset_all(const Call& call) {
  call.scene.bank.reset_all(call.now);
  return Outcome::done();
}

Outcome bpm(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto value = call.args.number(1, "bpm", sequencer::kMinBpm, sequencer::kMaxBpm);
    if (!value) return value.error();
    return bank.bpm(id, *value, call.now);
  });
}

Outcome follow(const Call& call) {
  return with_id(call,
                 [&](Bank& bank, const std::string& id) { return bank.follow(id, call.now); });
}

Outcome swing(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto percent = call.args.number(1, "percent", sequencer::kMinSwing, sequencer::kMaxSwing);
    if (!percent) return percent.error();
    return bank.swing(id, *percent, call.now);
  });
}

Outcome quantum(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto beats = call.args.number(1, "beats", sequencer::kMinQuantum, sequencer::kMaxQuantum);
    if (!beats) return beats.error();
    const bool is_none = std::abs(*beats) <= kRounding;
    return bank.quantum(id, is_none ? 0.0 : *beats, call.now);
  });
}

Outcome seed(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto n = call.args.integer(1, "seed", 0, sequencer::kMaxSeed);
    if (!n) return n.error();
    return bank.seed(id, *n, call.now);
  });
}

Outcome fill(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto on = call.args.integer(1, "fill", 0, 1);
    if (!on) return on.error();
    return bank.fill(id, *on == 1, call.now);
  });
}

Outcome gate_len(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto fraction =
        call.args.number(1, "fraction", sequencer::kMinGateLen, sequencer::kMaxGateLen);
    if (!fraction) return fraction.error();
    return bank.gate_len(id, *fraction);
  });
}

Outcome steps(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto n = call.args.integer(1, "steps", 1, sequencer::kMaxSteps);
    if (!n) return n.error();
    return bank.steps(id, *n, call.now);
  });
}

Outcome euclid(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto pulses = call.args.integer(1, "pulses", 0, sequencer::kMaxSteps);
    if (!pulses) return pulses.error();
    const auto count = call.args.integer(2, "steps", 1, sequencer::kMaxSteps);
    if (!count) return count.error();
    int rotation = 0;
    if (call.args.count() > 3) {
      const auto wanted = call.args.integer(3, "rotation", -(1 << 20), 1 << 20);
      if (!wanted) return wanted.error();
      rotation = *wanted;
    }
    return bank.euclid(id, *pulses, *count, rotation, call.now);
  });
}

Outcome rotate(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto n = call.args.integer(1, "n", -(1 << 20), 1 << 20);
    if (!n) return n.error();
    return bank.rotate(id, *n, call.now);
  });
}

Outcome mute(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto muted = call.args.integer(1, "mute", 0, 1);
    if (!muted) return muted.error();
    return bank.mute(id, *muted == 1, call.now);
  });
}

Outcome list(const Call& call) {
  const auto offset = offset_at(call, 0);
  if (!offset) return Outcome::failed(offset.reason());
  const auto make = [&]() -> JsonText {
    return paged([ids = call.scene.bank.ids()] { return to_text(Json(ids)); }, *offset);
  };
  constexpr std::size_t kBytesOfId = 64;
  return call.conductor.answer_shared(call, page_name("/seq/list", *offset),
                                      {"/seq/list.reply", {}},
                                      kBytesOfId * (1 + call.scene.bank.size()), make);
}

Outcome info(const Call& call) {
  const auto id = call.args.text(0, "id");
  if (!id) return Outcome::failed(id.reason());
  const auto* found = call.scene.bank.find(*id);
  if (found == nullptr) return Outcome::failed("no sequencer '" + *id + "'");
  const auto offset = offset_at(call, 1);
  if (!offset) return Outcome::failed(offset.reason());
  const auto make = [&]() -> JsonText {
    return paged([info = found->info()] { return to_text(to_json(info)); }, *offset);
  };
  // As text a step takes several times what it takes to play.
  return call.conductor.answer_shared(call, page_name("/seq/info " + *id, *offset),
                                      {"/seq/info.reply", {*id}}, 8 * found->memory_bytes(), make);
}

Outcome transport_bpm(const Call& call) {
  const auto value = call.args.number(0, "bpm", sequencer::kMinBpm, sequencer::kMaxBpm);
  if (!value) return Outcome::failed(value.reason());
  return Outcome::of(call.scene.bank.transport_bpm(*value, call.now));
}

constexpr double kMaxSongBeats = 1'000'000.0;

Outcome transport_start(const Call& call) {
  double beats = 0.0;
  const std::size_t count = call.args.count();
  if (count == 2) {
    const auto word = call.args.text(0, "at");
    if (!word || *word != "at") return Outcome::failed("usage: /transport/start [[at] beats]");
  }
  if (count > 0) {
    const auto value = call.args.number(count - 1, "beats", 0.0, kMaxSongBeats);
    if (!value) return Outcome::failed(value.reason());
    beats = *value;
  }
  if (beats < 0.0 || beats > kMaxSongBeats) {
    return Outcome::failed("beats " + sequencer::number(beats) + " is outside 0 to " +
                           sequencer::number(kMaxSongBeats));
  }
  const auto ticks = std::llround(beats * static_cast<double>(sequencer::kTicksPerBeat));
  return Outcome::of(call.scene.bank.start_in_song(ticks, call.now));
}

/// Quarter notes since where steps are counted from.
double song_beats(const sequencer::TempoGrid& grid, Frame frame) {
  return static_cast<double>(grid.tick_at({frame, 0}) - grid.downbeat()) /
         static_cast<double>(sequencer::kTicksPerBeat);
}

Outcome transport_info(const Call& call) {
  const auto& grid = call.scene.bank.transport();
  return reply(
      call, {"/transport/info.reply", {}},
      [frame = call.now, bpm = grid.bpm(), rate = grid.rate(), beat = song_beats(grid, call.now),
       sixteenth = grid.next_sixteenth(call.now).nearest()] {
        return to_text(Json{{"frame", frame},
                            {"seconds", static_cast<double>(frame) / rate},
                            {"bpm", bpm},
                            {"beat", beat},
                            {"next_sixteenth", sixteenth}});
      });
}

constexpr Route kRoutes[] = {
    {"/seq/create", 1, 1, "s", true, create, "/seq/create id"},
    {"/seq/delete", 1, 1, "s", true, remove, "/seq/delete id", true, false, Company::kNever},
    {"/seq/list", 0, 1, "i", false, list, "/seq/list [offset]"},
    {"/seq/info", 1, 2, "si", false, info, "/seq/info id [offset]", true, true},
    {"/seq/config", 4, 4, "sdii", true, config, "/seq/config id bpm steps division", true, true,
     Company::kHits},
    {"/seq/pattern", 2, 2, "ss", true, pattern,
     "/seq/pattern id string (one string: a pattern with spaces stands in quotes)", true},
    {"/seq/param_lane", 3, kAnyNumber, "ssv", true, param_lane, "/seq/param_lane id lane values…",
     true, true},
    {"/seq/assign", 3, 5, "s", true, assign,
     "/seq/assign id gate module | id param module lane [param]", true, true},
    {"/seq/unassign", 1, 5, "s", true, unassign,
     "/seq/unassign id | id gate module | id param module lane [param]", true, true},
    {"/seq/start", 1, 1, "s", true, start, "/seq/start id", true, true, Company::kHits},
    {"/seq/stop", 1, 1, "s", true, stop, "/seq/stop id", true},
    {"/seq/reset", 1, 1, "s", true, reset, "/seq/reset id", true},
    {"/seq/reset_all", 0, 0, "", true, reset_all, "/seq/reset_all"},
    {"/seq/start_all", 0, 0, "", true, start_all, "/seq/start_all", false, false, Company::kHits},
    {"/seq/stop_all", 0, 0, "", true, stop_all, "/seq/stop_all"},
    {"/seq/bpm", 2, 2, "sd", true, bpm, "/seq/bpm id bpm", true, true, Company::kHits},
    {"/seq/gate_len", 2, 2, "sd", true, gate_len, "/seq/gate_len id fraction", true},
    {"/seq/steps", 2, 2, "si", true, steps, "/seq/steps id n", true, false, Company::kHits},
    {"/seq/euclid", 3, 4, "si", true, euclid, "/seq/euclid id pulses steps [rotation]", true, false,
     Company::kHits},
    {"/seq/rotate", 2, 2, "si", true, rotate, "/seq/rotate id n", true},
    {"/seq/swing", 2, 2, "sd", true, swing, "/seq/swing id percent", true},
    {"/seq/prob", 2, kAnyNumber, "sv", true, trigs<TrigField::kChance>, "/seq/prob id values…",
     true},
    {"/seq/ratchet", 2, kAnyNumber, "sv", true, trigs<TrigField::kRatchet>,
     "/seq/ratchet id values…", true, true, Company::kHits},
    {"/seq/nudge", 2, kAnyNumber, "sv", true, trigs<TrigField::kNudge>, "/seq/nudge id values…",
     true},
    {"/seq/cond", 2, kAnyNumber, "sv", true, trigs<TrigField::kCondition>, "/seq/cond id values…",
     true},
    {"/seq/fill", 2, 2, "si", true, fill, "/seq/fill id 0|1", true},
    {"/seq/seed", 2, 2, "si", true, seed, "/seq/seed id n", true},
    {"/seq/chain", 1, 1 + sequencer::kMaxChain, "s", true, chain, "/seq/chain id pattern…", true},
    {"/seq/quantum", 2, 2, "sd", true, quantum, "/seq/quantum id beats", true},
    {"/seq/follow", 1, 1, "s", true, follow, "/seq/follow id", true, true, Company::kHits},
    {"/seq/mute", 2, 2, "si", true, mute, "/seq/mute id 0|1", true},
    {"/transport/bpm", 1, 1, "d", true, transport_bpm, "/transport/bpm bpm", false, false,
     Company::kHits},
    {"/transport/start", 0, 2, "*", true, transport_start, "/transport/start [[at] beats]", false,
     false, Company::kHits, true},
    {"/transport/info", 0, 0, "", false, transport_info, "/transport/info"},
    {"/transport/stop", 0, 0, "", true, stop_all, "/transport/stop"},
};

}  // namespace

std::span<const Route> sequencer_routes() { return kRoutes; }

}  // namespace chronus::conductor

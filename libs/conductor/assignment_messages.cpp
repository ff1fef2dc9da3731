// SPDX-License-Identifier: MIT
// What sequencers drive: lanes, and the gates, parameters and instruments that they are for.
#include <string>
#include <string_view>

#include "conductor/clamped.hpp"
#include "conductor/conductor.hpp"
#include "conductor/drivable.hpp"
#include "conductor/nearest_names.hpp"
#include "conductor/route.hpp"
#include "conductor/sequencer_questions.hpp"
#include "conductor/with_id.hpp"
#include "sequencer/lane.hpp"

namespace chronus::conductor {
namespace {

using sequencer::Bank;

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
    return Error{"usage: " +
                 vocabulary::usage(*call.conductor.vocabulary().find(call.message.address))};
  }
  const auto lane = call.args.text(3, "lane");
  if (!lane) return lane.error();
  if (count == 4) return Target{false, *module, *lane, {}};
  const auto param = call.args.text(4, "param");
  if (!param) return param.error();
  return Target{false, *module, *lane, *param};
}

/// Whether the lane, as it was set last, has a step of several notes.
bool has_chords(const Bank& bank, const std::string& id, const std::string& lane) {
  const auto* sequencer = bank.find(id);
  const auto* found = sequencer == nullptr ? nullptr : sequencer->content().find(lane);
  return found != nullptr && found->has_chords();
}

Error no_chords(std::string_view lane, const NamedModule& module) {
  const std::string it = "lane '" + std::string(lane) + "' has chords, which module '" + module.id +
                         "' (" + std::string(type_of(module).name) + ") ";
  if (module.voices > 0) return Error{it + "has no pitch for there"};
  return Error{it + "cannot play: it is mono, voices in /patch/create make it many"};
}

/// Why a lane of notes is not for this module, and what it could be for.
std::string no_notes(std::string_view lane, const NamedModule& module) {
  const auto& type = type_of(module);
  const int pitch = catalog::find_pitch(type);
  // What can be done is known: what else it has is not what was meant.
  std::string why = no_parameter(module, sequencer::kNoteLane);
  why = why.substr(0, why.find(';'));
  if (pitch < 0) return why + ", and no pitch: assign the lane to the module that has one";
  std::string text = why + ": it is mono, which a lane plays as param " + module.id + " " +
                     std::string(lane) + " " +
                     std::string(type.params[static_cast<std::size_t>(pitch)].name);
  if (type.most_voices > 1) {
    text += "; notes and chords are for one with voices, as in /patch/create " + module.id + " " +
            std::string(type.name) + " 8";
  }
  return text;
}

std::string no_gate(const NamedModule& module) {
  const auto& type = type_of(module);
  const std::string why = "module '" + module.id + "' (" + std::string(type.name) + ") has no gate";
  const bool plays_notes = module.voices > 0 && catalog::find_pitch(type) >= 0;
  return plays_notes ? why + "; a lane plays its notes: param " + module.id + " note" : why;
}

/// Fails where neither what plays nor the draft has such a module, or none with what is named. A
/// module that the draft has under another type is looked for in what plays too.
Status check_known(const PatchEditor& patches, const Target& target, bool with_chords) {
  const Drive drive{target.is_gate, target.param, with_chords};
  const NamedModule* known = nullptr;
  for (const Patch* patch : {&patches.playing().patch, patches.draft()}) {
    const NamedModule* found = patch != nullptr ? patch->find(target.module) : nullptr;
    if (found == nullptr) continue;
    const catalog::ModuleInfo& type = type_of(*found);
    if (can_be_driven(type, found->voices, drive)) return {};
    known = found;
  }
  if (known == nullptr) {
    const Patch& nearest = patches.draft() != nullptr ? *patches.draft() : patches.playing().patch;
    return Error{no_module(nearest, target.module, " in what plays or in the draft")};
  }
  if (catalog::find_param(type_of(*known), target.param) >= 0) {
    return no_chords(target.lane, *known);
  }
  if (!target.is_gate && target.param == sequencer::kNoteLane) {
    return Error{no_notes(target.lane, *known)};
  }
  if (!target.is_gate) return Error{no_parameter(*known, target.param)};
  return Error{no_gate(*known)};
}

/// Chords for modules that the lane drives already, and that cannot play them.
Status check_chords(const Call& call, const std::string& id, const std::string& lane,
                    const std::string& values) {
  const auto* sequencer = call.scene.bank.find(id);
  if (sequencer == nullptr || values.find('+') == std::string::npos) return {};
  const auto parsed = sequencer::parse_lane(lane, values);
  if (!parsed || !parsed->has_chords()) return {};  // what is wrong is told by who takes it
  for (const auto& to : sequencer->info().assignments) {
    if (to.lane != lane) continue;
    const NamedModule* module = call.patches.playing().patch.find(to.module);
    const Drive plain{false, to.param, false}, chords{false, to.param, true};
    if (module == nullptr || !can_be_driven(type_of(*module), module->voices, plain)) continue;
    if (!can_be_driven(type_of(*module), module->voices, chords)) return no_chords(lane, *module);
  }
  return {};
}

Outcome param_lane(const Call& call) {
  return with_id(call, [&](Bank& bank, const std::string& id) -> Status {
    const auto lane = call.args.text(1);
    if (!lane) return lane.error();
    const auto values = call.args.words_from(2);
    if (!values) return values.error();
    if (*values == kNoLane) return bank.remove_lane(id, *lane, call.now);
    if (Status fits = check_chords(call, id, *lane, *values); !fits) return fits;
    const Status done = bank.param_lane(id, *lane, *values, call.now);
    if (done && !call.is_rehearsal) {
      // Shorter than the steps, whatever it holds.
      const bool may_be_cut = values->size() > static_cast<std::size_t>(bank.find(id)->steps());
      if (may_be_cut) tell_cut(call, id, sequencer::parse_lane(*lane, *values)->values.size());
      call.args.understand_from(2, {bank.find(id)->content().find(*lane)->text()});
    }
    return done;
  });
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
    const bool chords = has_chords(bank, id, target->lane);
    if (Status known = check_known(call.patches, *target, chords); !known) return known;
    if (call.is_rehearsal) return {};
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

constexpr Route kAssignmentRoutes[] = {
    {.address = "/seq/param_lane",
     .perform = param_lane,
     .refuses_by_id = true,
     .ask = ask_sequencer},
    {.address = "/seq/assign", .perform = assign, .refuses_by_id = true, .ask = ask_sequencer},
    {.address = "/seq/unassign", .perform = unassign, .refuses_by_id = true},
};

}  // namespace

std::span<const Route> assignment_routes() { return kAssignmentRoutes; }

}  // namespace chronus::conductor

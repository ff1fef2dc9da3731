// SPDX-License-Identifier: MIT
// From one setting of a sequencer to another, by the messages that clients have.
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "conductor/scene_lines.hpp"
#include "conductor/sequencer_questions.hpp"
#include "conductor/setting.hpp"

namespace chronus::conductor {
namespace {

using Changes = std::vector<osc::Message>;
using sequencer::SequencerInfo;

struct Change {
  const PatchEditor& patches;
  const SequencerInfo& is;
  const SequencerInfo& to;
  Changes lines = {};

  void add(const char* address, std::vector<osc::Arg> args) {
    args.insert(args.begin(), to.id);
    lines.push_back({address, std::move(args)});
  }
  bool has_other_steps() const { return is.steps != to.steps; }
  void change_grid();
  void change_content();
  void change_trigs();
  void change_lanes();
  void change_assignments();
  void change_rest();
};

void Change::change_grid() {
  bool has_own_tempo = is.own_tempo;
  if (is.division != to.division) {
    add("/seq/config", {to.bpm, to.steps, to.division});
    has_own_tempo = true;
  } else {
    if (has_other_steps()) add("/seq/steps", {to.steps});
    const bool is_other = !is.own_tempo || is.bpm < to.bpm || is.bpm > to.bpm;
    if (to.own_tempo && is_other) add("/seq/bpm", {to.bpm});
  }
  if (has_own_tempo && !to.own_tempo) add("/seq/follow", {});
}

void Change::change_content() {
  const bool has_other_chain = is.chain != to.chain;
  // Of a chain each cycle has a pattern of its own.
  const bool has_other_pattern = to.chain.empty() && is.pattern != to.pattern;
  if (!has_other_steps() && !has_other_chain && !has_other_pattern) return;
  for (auto& line : chain_lines(to)) lines.push_back(std::move(line));
}

void Change::change_trigs() {
  struct Row {
    const char* address;
    const std::string SequencerInfo::*values;
  };
  for (const auto& [address, values] :
       {Row{"/seq/prob", &SequencerInfo::prob}, Row{"/seq/ratchet", &SequencerInfo::ratchet},
        Row{"/seq/nudge", &SequencerInfo::nudge}, Row{"/seq/cond", &SequencerInfo::cond}}) {
    if (is.*values == to.*values && (!has_other_steps() || (to.*values).empty())) continue;
    add(address, {(to.*values).empty() ? std::string(".") : to.*values});
  }
}

void Change::change_lanes() {
  const auto find = [](const auto& lanes, const std::string& name) {
    return std::find_if(lanes.begin(), lanes.end(),
                        [&](const auto& lane) { return lane.name == name; });
  };
  for (const auto& lane : is.lanes) {
    if (find(to.lanes, lane.name) == to.lanes.end()) {
      add("/seq/param_lane", {lane.name, std::string(kNoLane)});
    }
  }
  for (const auto& lane : to.lanes) {
    const auto present = find(is.lanes, lane.name);
    if (!has_other_steps() && present != is.lanes.end() && present->values == lane.values) continue;
    add("/seq/param_lane", {lane.name, lane.values});
  }
}

void Change::change_assignments() {
  const auto holds = [](const auto& all, const auto& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  for (const auto& one : is.assignments) {
    if (holds(to.assignments, one)) continue;
    if (one.lane.empty()) {
      add("/seq/unassign", {std::string("gate"), one.module});
    } else {
      add("/seq/unassign", {std::string("param"), one.module, one.lane, one.param});
    }
  }
  for (const auto& one : to.assignments) {
    if (holds(is.assignments, one)) continue;
    for (auto& line : assignment_lines(patches.playing().patch, patches.catalog(), to, one))
      lines.push_back(std::move(line));
  }
}

void Change::change_rest() {
  const auto differs = [](double a, double b) { return a < b || a > b; };
  if (differs(is.gate_len, to.gate_len)) add("/seq/gate_len", {to.gate_len});
  if (is.seed != to.seed) add("/seq/seed", {to.seed});
  if (differs(is.swing, to.swing)) add("/seq/swing", {to.swing});
  if (is.fill != to.fill) add("/seq/fill", {to.fill ? 1 : 0});
  if (is.muted != to.muted) add("/seq/mute", {to.muted ? 1 : 0});
  // Last: what came before is not to wait for it.
  if (differs(is.quantum, to.quantum)) add("/seq/quantum", {to.quantum});
}

}  // namespace

std::vector<osc::Message> change_lines(const PatchEditor& patches, const SequencerInfo& present,
                                       const SequencerInfo& wanted) {
  Change change{patches, present, wanted};
  change.change_grid();
  change.change_content();
  change.change_trigs();
  change.change_lanes();
  change.change_assignments();
  change.change_rest();
  return std::move(change.lines);
}

}  // namespace chronus::conductor

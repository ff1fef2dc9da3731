// SPDX-License-Identifier: MIT
#include "conductor/scene_lines.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "conductor/classic.hpp"
#include "conductor/drivable.hpp"

namespace chronus::conductor {
namespace {

using Lines = std::vector<osc::Message>;

void add(Lines* lines, const char* address, std::vector<osc::Arg> args = {}) {
  lines->push_back({address, std::move(args)});
}

/// The values that differ from those of a new module.
void add_values(Lines* lines, const NamedModule& module, bool is_classic) {
  const auto& type = type_of(module);
  const auto& params = type.params;
  for (std::size_t i = 0; i < params.size(); ++i) {
    const float value = module.values[i];
    // Zero has a sign.
    const bool is_signed_alike = std::signbit(value) == std::signbit(params[i].initial);
    if (value == params[i].initial && is_signed_alike) continue;
    const double units = units_of_message(is_classic, type, params[i]);
    // Twice rounded in double precision it is the same float when it is read again.
    const osc::Arg told = units == 1.0 ? osc::Arg{value} : osc::Arg{value * units};
    lines->push_back({"/mod/" + module.id + "/" + std::string(params[i].name), {told}});
  }
}

/// `others`: what plays meanwhile. Its modules would take values that are meant for the draft.
void add_draft(Lines* lines, const Patch& patch, const Patch& others, bool is_classic) {
  add(lines, "/patch/new");
  for (const auto& module : patch.modules()) {
    std::vector<osc::Arg> args{module.id, std::string(type_of(module).name)};
    if (module.voices > 0) args.emplace_back(module.voices);
    add(lines, "/patch/create", std::move(args));
    if (others.find(module.id) == nullptr) add_values(lines, module, is_classic);
  }
  for (const auto& connection : patch.connections()) {
    add(lines, "/patch/connect", {source_text(patch, connection), target_text(patch, connection)});
  }
}

void add_patch(Lines* lines, const PatchEditor& patches) {
  const Patch& playing = patches.playing().patch;
  const Patch first = default_patch(patches.catalog(), patches.channels());
  const bool is_classic = patches.is_classic();
  add_draft(lines, playing, first, is_classic);
  add(lines, "/patch/commit");
  for (const auto& module : playing.modules()) {
    if (first.find(module.id) != nullptr) add_values(lines, module, is_classic);
  }
}

using Assignment = sequencer::SequencerInfo::Assignment;

osc::Message assign_line(const std::string& id, const Assignment& to) {
  if (to.lane.empty()) return {"/seq/assign", {id, "gate", to.module}};
  return {"/seq/assign", {id, "param", to.module, to.lane, to.param}};
}

Drive drive_of(const sequencer::SequencerInfo& info, const Assignment& to) {
  const auto lane = std::find_if(info.lanes.begin(), info.lanes.end(),
                                 [&](const auto& one) { return one.name == to.lane; });
  const bool has_chords =
      lane != info.lanes.end() && sequencer::parse_lane(lane->name, lane->values)->has_chords();
  return {to.lane.empty(), to.param, has_chords};
}

bool has_target(const catalog::ModuleInfo& type, int voices, const Drive& drive) {
  return !type.drill_only && can_be_driven(type, voices, drive);
}

/// Its module is gone, or has changed, and may come back: a draft that is given up stands in for
/// it.
void add_dangling(Lines* lines, const catalog::Catalog& catalog, const std::string& id,
                  const Assignment& to, const Drive& drive) {
  for (const int voices : {0, 1}) {
    for (const auto& type : catalog) {
      if (type.most_voices < 2 * voices || !has_target(type, voices, drive)) continue;
      add(lines, "/patch/new");
      std::vector<osc::Arg> args{to.module, std::string(type.name)};
      if (voices > 0) args.emplace_back(voices);
      add(lines, "/patch/create", std::move(args));
      lines->push_back(assign_line(id, to));
      return add(lines, "/patch/abort");
    }
  }
}

void add_assignments(Lines* lines, const PatchEditor& patches,
                     const sequencer::SequencerInfo& info) {
  const Patch& playing = patches.playing().patch;
  for (const auto& to : info.assignments) {
    const auto* module = playing.find(to.module);
    const Drive drive = drive_of(info, to);
    if (module != nullptr && has_target(type_of(*module), module->voices, drive)) {
      lines->push_back(assign_line(info.id, to));
    } else {
      add_dangling(lines, patches.catalog(), info.id, to, drive);
    }
  }
}

void add_sequencer(Lines* lines, const PatchEditor& patches, const sequencer::SequencerInfo& info) {
  const std::string& id = info.id;
  add(lines, "/seq/create", {id});
  add(lines, "/seq/config", {id, info.bpm, info.steps, info.division});
  if (!info.own_tempo) add(lines, "/seq/follow", {id});
  add(lines, "/seq/pattern", {id, info.pattern});
  if (!info.chain.empty()) {
    std::vector<osc::Arg> args{id};
    args.insert(args.end(), info.chain.begin(), info.chain.end());
    add(lines, "/seq/chain", std::move(args));
  }
  add(lines, "/seq/gate_len", {id, info.gate_len});
  add(lines, "/seq/seed", {id, info.seed});
  if (info.swing != sequencer::kMinSwing) add(lines, "/seq/swing", {id, info.swing});
  if (info.quantum != 0.0) add(lines, "/seq/quantum", {id, info.quantum});
  if (info.fill) add(lines, "/seq/fill", {id, 1});
  if (info.muted) add(lines, "/seq/mute", {id, 1});
  const std::pair<const char*, const std::string*> trigs[] = {{"/seq/prob", &info.prob},
                                                              {"/seq/ratchet", &info.ratchet},
                                                              {"/seq/nudge", &info.nudge},
                                                              {"/seq/cond", &info.cond}};
  for (const auto& [address, values] : trigs) {
    if (!values->empty()) add(lines, address, {id, *values});
  }
  for (const auto& lane : info.lanes) add(lines, "/seq/param_lane", {id, lane.name, lane.values});
  add_assignments(lines, patches, info);
}

}  // namespace

std::vector<osc::Message> setting_lines(const Scene& scene) {
  Lines lines;
  const Patch& playing = scene.patches.playing().patch;
  const bool is_classic = scene.patches.is_classic();
  // First: how what follows is to be read.
  if (is_classic) add(&lines, "/classic", {1});
  add_patch(&lines, scene.patches);
  add(&lines, "/transport/bpm", {scene.bank.transport().bpm()});
  for (const auto& sequencer : scene.bank.all())
    add_sequencer(&lines, scene.patches, sequencer->info());
  // Last: the drafts in between have taken its place.
  if (scene.patches.draft() != nullptr)
    add_draft(&lines, *scene.patches.draft(), playing, is_classic);
  return lines;
}

std::vector<osc::Message> scene_lines(const Scene& scene, Frame now) {
  Lines lines = setting_lines(scene);
  const auto position = [now](const sequencer::ExactFrame& exact) {
    return std::pair<osc::Arg, osc::Arg>{std::int64_t{exact.frame - now},
                                         static_cast<std::int64_t>(exact.fraction)};
  };
  const auto song = position(scene.bank.song_begin());
  add(&lines, "/journal/song", {scene.bank.transport().bpm(), song.first, song.second});
  for (const auto& sequencer : scene.bank.all()) {
    if (!sequencer->playing()) continue;
    const auto place = sequencer->place();
    const auto next = position(place.next);
    add(&lines, "/journal/place",
        {sequencer->id(), place.current, place.cycle, place.chain_at, place.last_condition,
         next.first, next.second});
  }
  return lines;
}

}  // namespace chronus::conductor

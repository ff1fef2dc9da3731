// SPDX-License-Identifier: MIT
#include "conductor/scene_lines.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "conductor/drivable.hpp"
#include "conductor/patch_lines.hpp"
#include "conductor/setting.hpp"

namespace chronus::conductor {
namespace {

using Lines = std::vector<osc::Message>;

void add(Lines* lines, const char* address, std::vector<osc::Arg> args = {}) {
  lines->push_back({address, std::move(args)});
}

void add(Lines* lines, Lines more) {
  std::move(more.begin(), more.end(), std::back_inserter(*lines));
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

void add_sequencer(Lines* lines, const Patch& playing, const catalog::Catalog& catalog,
                   const sequencer::SequencerInfo& info) {
  const std::string& id = info.id;
  add(lines, "/seq/create", {id});
  add(lines, "/seq/config", {id, info.bpm, info.steps, info.division});
  if (!info.own_tempo) add(lines, "/seq/follow", {id});
  add(lines, chain_lines(info));
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
  for (const auto& to : info.assignments) add(lines, assignment_lines(playing, catalog, info, to));
}

/// Those that were loaded under a name, and those of banks that a module plays, with the hash of
/// what they were.
void add_samples(Lines* lines, const Scene& scene) {
  const auto is_played = [&](const std::string& name) {
    for (const Patch* patch : {&scene.patches.playing().patch, scene.patches.draft()}) {
      if (patch == nullptr) continue;
      for (const auto& module : patch->modules()) {
        if (module.sample == name) return true;
      }
    }
    return false;
  };
  for (const auto& [name, sample] : scene.samples.all()) {
    const bool is_loaded = !sample.path.empty();
    if (!is_loaded && !is_played(name)) continue;
    if (!sample.hash.empty()) {
      add(lines, "/journal/sample", {name, is_loaded ? sample.path : sample.file, sample.hash});
    }
    if (is_loaded) add(lines, "/sample/load", {name, sample.path});
  }
}

/// Without a commit: what a bare create begins with is another before the first.
Lines values_of_default(const PatchEditor& patches) {
  const Patch first = default_patch(patches.catalog(), patches.channels());
  Lines lines;
  for (const auto& module : patches.playing().patch.modules()) {
    if (const auto* fresh = first.find(module.id)) {
      add(&lines, value_lines(module, fresh->values, patches.is_classic()));
    }
  }
  return lines;
}

}  // namespace

std::vector<osc::Message> chain_lines(const sequencer::SequencerInfo& info) {
  Lines lines;
  add(&lines, "/seq/pattern", {info.id, info.pattern});
  if (info.chain.empty()) return lines;
  std::vector<osc::Arg> args{info.id};
  args.insert(args.end(), info.chain.begin(), info.chain.end());
  add(&lines, "/seq/chain", std::move(args));
  return lines;
}

std::vector<osc::Message> assignment_lines(const Patch& playing, const catalog::Catalog& catalog,
                                           const sequencer::SequencerInfo& info,
                                           const Assignment& to) {
  const auto* module = playing.find(to.module);
  const Drive drive = drive_of(info, to);
  if (module != nullptr && has_target(type_of(*module), module->voices, drive)) {
    return {assign_line(info.id, to)};
  }
  Lines lines;
  add_dangling(&lines, catalog, info.id, to, drive);
  return lines;
}

std::vector<osc::Message> session_lines(const Setting& set, const catalog::Catalog& catalog,
                                        int channels) {
  Lines lines;
  // First: how what follows is to be read.
  if (set.is_classic) add(&lines, "/classic", {1});
  for (const auto& one : set.samples) {
    if (one.exists && !one.path.empty()) add(&lines, "/sample/load", {one.name, one.path});
  }
  add(&lines, patch_lines(*set.patch, catalog, channels, set.is_classic));
  add(&lines, "/transport/bpm", {*set.bpm});
  for (const auto& one : set.sequencers) {
    add_sequencer(&lines, *set.patch, catalog, sequencer::info_of(*one.settings));
  }
  for (const auto& gate : set.held->gates) lines.push_back(line_of(gate));
  for (const auto& note : set.held->notes) lines.push_back(line_of(note));
  for (const auto& one : set.sequencers) {
    if (one.playing) add(&lines, "/seq/start", {one.id});
  }
  return lines;
}

std::vector<osc::Message> setting_lines(const Scene& scene) {
  Lines lines;
  const Patch& playing = scene.patches.playing().patch;
  const bool is_classic = scene.patches.is_classic();
  // First: how what follows is to be read.
  if (is_classic) add(&lines, "/classic", {1});
  const PatchEditor& patches = scene.patches;
  add_samples(&lines, scene);
  add(&lines, patches.has_committed()
                  ? patch_lines(playing, patches.catalog(), patches.channels(), is_classic)
                  : values_of_default(patches));
  add(&lines, "/transport/bpm", {scene.bank.transport().bpm()});
  for (const auto& sequencer : scene.bank.all())
    add_sequencer(&lines, playing, patches.catalog(), sequencer->info());
  osc::Message busses{"/c_set", {}};
  for (const auto& [index, value] : scene.dirt.busses.all()) {
    busses.args.emplace_back(index);
    busses.args.emplace_back(value);
  }
  if (!busses.args.empty()) lines.push_back(std::move(busses));
  // Last: the drafts in between have taken its place.
  if (patches.draft() != nullptr) add(&lines, draft_lines(*patches.draft(), playing, is_classic));
  return lines;
}

std::pair<osc::Arg, osc::Arg> Counting::from_now(const sequencer::ExactFrame& exact) const {
  sequencer::ExactFrame since{exact.frame - now, exact.fraction};
  if (rate != to_rate) {
    const auto whole = since.fixed() / rate;  // so that no product is too large
    const auto rest = since.fixed() % rate;
    since = sequencer::ExactFrame::from_fixed(whole * to_rate + rest * to_rate / rate);
  }
  return {std::int64_t{since.frame}, static_cast<std::int64_t>(since.fraction)};
}

osc::Message place_line(const std::string& id, const sequencer::Sequencer::Place& place,
                        const Counting& counting) {
  const auto next = counting.from_now(place.next);
  return {"/journal/place",
          {id, place.current, place.cycle, place.chain_at, place.last_condition, next.first,
           next.second}};
}

std::vector<osc::Message> place_lines(const Scene& scene, const Counting& counting) {
  Lines lines;
  const auto song = counting.from_now(scene.bank.song_begin());
  add(&lines, "/journal/song", {scene.bank.transport().bpm(), song.first, song.second});
  for (const auto& sequencer : scene.bank.all()) {
    if (!sequencer->playing()) continue;
    lines.push_back(place_line(sequencer->id(), sequencer->place(), counting));
  }
  add(&lines, scene.held.lines(scene.patches, counting.now));
  return lines;
}

std::vector<osc::Message> scene_lines(const Scene& scene, Frame now) {
  Lines lines = setting_lines(scene);
  const int rate = scene.bank.transport().rate();
  add(&lines, place_lines(scene, {now, rate, rate}));
  return lines;
}

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
// A patch that was read from a file is committed as a whole. The journal tells the lines that do
// the same: it needs no file.
#include "conductor/loading.hpp"

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

#include "conductor/answer.hpp"
#include "conductor/conductor.hpp"
#include "conductor/patch_lines.hpp"

namespace chronus::conductor {

Patch draft_of_load(const PatchEditor& editor, const Patch& loaded) {
  Patch draft = loaded;
  for (std::size_t i = 0; i < draft.modules().size(); ++i) {
    auto& module = draft.at(i);
    if (!editor.playing().seats.contains(module.id)) continue;
    module.values = first_values(type_of(module));
    module.sample.clear();
  }
  return draft;
}

std::vector<osc::Message> values_of_load(const PatchEditor& editor, const Patch& loaded) {
  std::vector<osc::Message> lines;
  for (const auto& module : loaded.modules()) {
    const auto* before = editor.playing().patch.find(module.id);
    if (before == nullptr) continue;
    const bool goes_on = before->type == module.type && before->voices == module.voices;
    auto values = value_lines(module, goes_on ? before->values : first_values(type_of(module)),
                              editor.is_classic());
    std::move(values.begin(), values.end(), std::back_inserter(lines));
  }
  return lines;
}

std::size_t Conductor::perform_load(const Incoming& incoming) {
  const osc::Message& asked = incoming.bundle.messages[incoming.load_at];
  const std::uint64_t first_seq = next_seq_;
  try {
    answers_.begin_anew();
    History::Step step;
    step.patch = scene_.patches.playing().patch;
    step.values = History::values_of(*step.patch);
    const Outcome outcome = load_patch(incoming.sender, asked, *incoming.patch);
    if (outcome.ok()) remember(incoming.sender, asked, std::move(step));
    if (next_seq_ != first_seq) {
      origins_.add({first_seq, last_seq(), incoming.sender, shortened(asked)});
    }
    answer(incoming.sender, asked, outcome);
  } catch (const std::bad_alloc&) {
    answer_out_of_memory(incoming.sender, asked);
  }
  return 1 + incoming.patch->modules().size() + incoming.patch->connections().size();
}

/// Samples that may be heard are given their numbers; of others the names are taken away, and asked
/// for in messages of their own.
std::vector<osc::Message> Conductor::number_samples(Patch* patch) const {
  std::vector<osc::Message> others;
  for (std::size_t i = 0; i < patch->modules().size(); ++i) {
    auto& module = patch->at(i);
    const int param = catalog::find_sample(type_of(module));
    if (param < 0 || module.sample.empty()) continue;
    const Sample* known = scene_.samples.find(module.sample);
    auto& value = module.values[static_cast<std::size_t>(param)];
    value = known == nullptr ? 0.0F : static_cast<float>(known->number);
    if (known != nullptr) continue;
    const auto name = std::string(type_of(module).params[static_cast<std::size_t>(param)].name);
    others.push_back({"/mod/" + module.id + "/" + name, {std::exchange(module.sample, {})}});
  }
  return others;
}

/// A load that is refused leaves the draft that there was.
Outcome Conductor::load_patch(const Sender& sender, const osc::Message& asked,
                              const Patch& wanted) {
  Patch patch = wanted;
  const auto samples = number_samples(&patch);
  auto lines = draft_lines(patch, scene_.patches.playing().patch, scene_.patches.is_classic());
  lines.push_back({"/patch/commit", {}});
  const auto values = values_of_load(scene_.patches, patch);
  if (commands_.command_space() < kSpareCommands + 1 + values.size()) {
    return Outcome::failed("too many commands on one frame");
  }
  PatchEditor before = scene_.patches;
  scene_.patches.begin_with(draft_of_load(before, patch));
  Outcome outcome;
  try {
    outcome = commit_patch(
        {{sender, asked, Arguments(asked), cursor_}, *this, scene_, scene_.patches, clients_});
  } catch (const std::bad_alloc&) {
    scene_.patches = std::move(before);
    throw;
  }
  if (!outcome.ok()) {
    scene_.patches = std::move(before);
    return outcome;
  }
  for (const auto& line : lines) note_change(sender, line);
  for (const auto& line : values) (void)perform_one(sender, line, true);
  for (const auto& line : samples) {
    const Outcome named = perform_one(sender, line, false);
    if (!named.ok()) answer(sender, line, named);
  }
  return outcome;
}

}  // namespace chronus::conductor

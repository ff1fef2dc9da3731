// SPDX-License-Identifier: MIT
// Samples that an undo takes up again. They are read first: then all of it lands on one frame.
#include <algorithm>
#include <string>

#include "conductor/conductor.hpp"
#include "conductor/fetching.hpp"

namespace chronus::conductor {
namespace {

/// The file that it was, as it is found today.
Result<std::string> file_of(const SampleDoor& door, const SampleState& state) {
  return state.path.empty() ? door.file_of(state.name) : door.file_at(state.path);
}

/// What the set has, and is not heard yet.
std::vector<SampleState> missing_in(const SampleBook& book, const SampleDoor& door,
                                    const Setting& wanted) {
  std::vector<SampleState> missing;
  for (const auto& one : wanted.samples) {
    if (one.exists && state_of(book, one.name) != one) missing.push_back(one);
  }
  if (!wanted.patch) return missing;
  for (const auto& module : wanted.patch->modules()) {
    if (module.sample.empty() || book.find(module.sample) != nullptr) continue;
    // A name that was given by hand is among those before.
    if (door.file_of(module.sample)) missing.push_back({module.sample});
  }
  return missing;
}

}  // namespace

void read_samples_of(const Setting& set, const SampleBook& book, SampleDoor& door,
                     const Reader& reader) {
  for (const auto& one : missing_in(book, door, set)) {
    const auto file = file_of(door, one);
    if (!file) continue;
    const auto there = door.at_hand(*file, reader.sender.is_score);
    if (!there || *there != nullptr) continue;
    // Performing it will tell what came of that.
    (void)door.fetch({one.name, *file, reader.sender, {}, reader.wait});
  }
}

/// Nothing where all is at hand; else the message comes again when the next of them has been read.
std::optional<Outcome> Conductor::wait_for_samples(const Call& call, const Setting& wanted) {
  if (samples_ == nullptr) return {};
  for (const auto& one : missing_in(scene_.samples, *samples_, wanted)) {
    const auto file = file_of(*samples_, one);
    if (!file) return Outcome::failed("sample '" + one.name + "': " + file.reason());
    const auto there = samples_->at_hand(*file, call.sender.is_score);
    if (!there) return Outcome::failed("sample '" + one.name + "': " + there.reason());
    if (*there != nullptr) continue;
    const auto taken = wait_for(call.sender, call.message, one.name, *file);
    if (!taken) return Outcome::failed(taken.reason());
    tell_of_sample(one.name, "loading", {});
    return Outcome::later();
  }
  return {};
}

void drop_lost_samples(const SampleBook& book, const SampleDoor* door, Setting* wanted) {
  if (!wanted->patch || door == nullptr) return;
  const auto is_there = [&](const std::string& name) {
    return book.find(name) != nullptr || door->file_of(name) ||
           std::any_of(wanted->samples.begin(), wanted->samples.end(),
                       [&name](const auto& one) { return one.exists && one.name == name; });
  };
  Patch& patch = *wanted->patch;
  for (std::size_t i = 0; i < patch.modules().size(); ++i) {
    if (auto& name = patch.at(i).sample; !name.empty() && !is_there(name)) name.clear();
  }
}

/// The patch as change_to() will have numbered it.
Patch Conductor::patch_with_samples(const Setting& wanted, const Sender& sender) const {
  Patch patch = *wanted.patch;
  for (std::size_t i = 0; i < patch.modules().size(); ++i) {
    auto& module = patch.at(i);
    const int param = catalog::find_sample(type_of(module));
    if (param < 0 || module.sample.empty()) continue;
    const Sample* known = scene_.samples.find(module.sample);
    for (const auto& one : wanted.samples) {
      if (samples_ == nullptr || one.name != module.sample || !one.exists) continue;
      if (state_of(scene_.samples, one.name) == one) continue;
      const auto file = file_of(*samples_, one);
      const auto there =
          file ? samples_->at_hand(*file, sender.is_score) : Result<const Sample*>(file.error());
      known = there ? *there : nullptr;
    }
    auto& value = module.values[static_cast<std::size_t>(param)];
    value = known == nullptr ? 0.0F : static_cast<float>(known->number);
    if (known == nullptr) module.sample.clear();
  }
  return patch;
}

/// What takes it up again. Of a bank, where nobody need name it, as a journal does.
osc::Message Conductor::sample_line(const SampleState& sample) const {
  if (!sample.path.empty()) return {"/sample/load", {sample.name, sample.path}};
  std::string hash;
  const auto file =
      samples_ == nullptr ? Result<std::string>(sample.file) : samples_->file_of(sample.name);
  if (samples_ != nullptr && file) {
    const auto there = samples_->at_hand(*file, false);
    if (there && *there != nullptr) hash = (*there)->hash;
  }
  return {"/journal/sample", {sample.name, file ? *file : sample.file, hash}};
}

}  // namespace chronus::conductor

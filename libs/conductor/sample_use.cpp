// SPDX-License-Identifier: MIT
// Samples: from a name to a number that the engines may play, on a frame and in the journal.
#include <utility>

#include "base/json.hpp"
#include "conductor/conductor.hpp"
#include "conductor/dirt_places.hpp"
#include "conductor/json_text.hpp"

namespace chronus::conductor {

Conductor::SampleUse Conductor::use_sample(const Sender& sender, const osc::Message& message,
                                           const std::string& name) {
  if (const auto* known = scene_.samples.find(name)) return {known, false, {}};
  Sample wanted;
  wanted.name = name;
  if (samples_ == nullptr) return {begin_sample(std::move(wanted)), false, {}};
  const auto whole = samples_->whole_name(name);
  if (!whole) return find_sample(sender, message, name);
  if (const auto* known = scene_.samples.find(*whole)) return {known, false, {}};
  const auto file = samples_->file_of(*whole);
  if (!file) return {nullptr, false, file.reason()};
  wanted.name = *whole;
  wanted.file = *file;
  return use_file(sender, message, std::move(wanted));
}

Conductor::SampleUse Conductor::use_sample(const Sender& sender, const osc::Message& message,
                                           const std::string& name, const std::string& path) {
  if (const auto* known = scene_.samples.find(name)) {
    if (known->path == path) return {known, false, {}};
    return {nullptr, false, "there is a sample '" + name + "': /sample/unload " + name + " first"};
  }
  Sample wanted;
  wanted.name = name;
  wanted.path = path;
  if (samples_ == nullptr) return {begin_sample(std::move(wanted)), false, {}};
  const auto file = samples_->file_at(path);
  if (!file) return {nullptr, false, file.reason()};
  wanted.file = *file;
  return use_file(sender, message, std::move(wanted));
}

Conductor::SampleUse Conductor::use_file(const Sender& sender, const osc::Message& message,
                                         Sample wanted) {
  const auto there = samples_->at_hand(wanted.file, sender.is_score);
  if (!there) return {nullptr, false, there.reason()};
  if (*there == nullptr) {
    const std::string& name = wanted.name;
    const auto taken = wait_for(sender, message, name, wanted.file);
    if (!taken) return {nullptr, false, taken.reason()};
    tell_of_sample(name, "loading", {});
    return {nullptr, true, {}};
  }
  Sample sample = **there;
  sample.name = std::move(wanted.name);
  sample.path = std::move(wanted.path);
  // The journal's word of which file it was, before what plays it.
  journal_.played(cursor_,
                  {"/journal/sample",
                   {sample.name, sample.path.empty() ? sample.file : sample.path, sample.hash}});
  const std::string name = sample.name;
  const Sample* begun = begin_sample(std::move(sample));
  tell_of_sample(name, "ready", {});
  return {begun, false, {}};
}

/// The message comes again when the file has been read. One that has waited before waits on.
Status Conductor::wait_for(const Sender& sender, const osc::Message& message,
                           const std::string& name, const std::string& file) {
  return samples_->fetch({name, file, sender, message, wait_of(sender)});
}

/// The bank may have come since the folders were looked through. A score's lines cannot wait.
bool Conductor::look_for_bank(const Sender& sender, const osc::Message& message,
                              const std::string& name) {
  if (sender.is_score || samples_->has_bank(name) || !samples_->may_look(sender)) return false;
  Wait wait = message.address.empty() ? Wait() : wait_of(sender);
  samples_->look_for({name, {}, sender, message, std::move(wait)});
  return true;
}

Conductor::SampleUse Conductor::find_sample(const Sender& sender, const osc::Message& message,
                                            const std::string& name) {
  if (samples_ == nullptr || scene_.samples.find(name) != nullptr) return {};
  const auto whole = samples_->whole_name(name);
  if (whole) return {};
  const bool is_looked_for = look_for_bank(sender, message, name);
  if (is_looked_for && !message.address.empty()) return {nullptr, true, {}};
  return {nullptr, false, whole.reason()};
}

Wait Conductor::wait_of(const Sender& sender) {
  auto wait = waited_.lock();
  return wait ? wait : waits_.begin(sender.endpoint);
}

/// Modules that were told this name play it, whatever number it had before.
const Sample* Conductor::begin_sample(Sample sample) {
  const std::string name = sample.name;
  if (sample.number != 0) emit_sample(sample.number, true);
  scene_.samples.add(std::move(sample));
  const Sample* begun = scene_.samples.find(name);
  const auto value = static_cast<float>(begun->number);
  auto& patches = scene_.patches;
  for (const auto& module : patches.playing().patch.modules()) {
    const int param = catalog::find_sample(type_of(module));
    if (param < 0 || module.sample != name) continue;
    engine::Command command;
    command.frame = cursor_;
    command.op = engine::Op::kSetParam;
    command.module =
        static_cast<std::uint16_t>(index_of(patches.playing().seats.find(module.id)->second.place));
    command.param = static_cast<std::uint16_t>(param);
    command.value = static_cast<double>(value);
    emit_value(command);
  }
  if (patches.draft() != nullptr) patches.draft()->renumber(name, value);
  ++draft_revision_;  // what was prepared may have another number
  return begun;
}

void Conductor::drop_sample(const std::string& name) {
  const Sample* known = scene_.samples.find(name);
  if (known == nullptr) return;
  const Sample dropped = *known;
  scene_.samples.remove(name);
  ++draft_revision_;
  if (dropped.number == 0) return;
  emit_sample(dropped.number, false);
  if (samples_ != nullptr) samples_->let_go(dropped, cursor_);
  tell_of_sample(name, "unloaded", {});
}

void Conductor::emit_sample(std::uint32_t number, bool is_live) {
  engine::Command command;
  command.frame = cursor_;
  command.op = engine::Op::kSample;
  command.voice = number;
  command.value = is_live ? 1.0 : 0.0;
  emit(command);
}

void Conductor::tell_of_sample(const std::string& name, const char* state,
                               const std::string& problem) {
  clients_.event("sample", [name, state, problem] {
    Json told{{"name", name}, {"state", state}};
    if (!problem.empty()) told["reason"] = problem;
    return to_text(told);
  });
}

void Conductor::take_samples() {
  if (samples_ == nullptr) return;
  samples_->come_to(cursor_);
  waits_.tidy();
  SampleFetched fetched;
  while (samples_->take(&fetched)) {
    auto& [name, file, sender, message, wait] = fetched.fetch;
    if (message.address.empty()) {
      end_read_ahead(fetched);
      continue;
    }
    if (!fetched.problem.empty()) {
      tell_of_sample(name, "refused", fetched.problem);
      answer(sender, message,
             is_dirt_event(message.address) ? tell_missing(name, fetched.problem)
                                            : Outcome::failed(fetched.problem));
      continue;
    }
    if (!file.empty()) ++scene_.counters.samples_late;
    Incoming incoming;
    incoming.sender = sender;
    incoming.wait = std::move(wait);
    incoming.bundle.messages.push_back(std::move(message));
    submit(std::move(incoming));
  }
}

}  // namespace chronus::conductor

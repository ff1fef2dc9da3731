// SPDX-License-Identifier: MIT
// The files that events of SuperDirt's protocol play: read before their time where they come before
// it, and told once where they are missing.
#include <algorithm>
#include <string>
#include <utility>

#include "base/json.hpp"
#include "base/nearest.hpp"
#include "conductor/conductor.hpp"
#include "conductor/dirt_places.hpp"
#include "conductor/json_text.hpp"
#include "dirt/synths.hpp"

namespace chronus::conductor {
namespace {

/// Until what is missing is looked for again.
constexpr Frame kLookAgain_s = 10;
/// That are read ahead at a time.
constexpr std::size_t kMostReadAhead = 4'096;

/// Only what wraps below zero needs the number of files.
std::size_t files_of(const SampleDoor& door, std::string_view bank) {
  const auto banks = door.banks();
  const auto found = std::find_if(banks.begin(), banks.end(),
                                  [bank](const auto& one) { return one.name == bank; });
  return found == banks.end() ? 1 : found->files;
}

}  // namespace

/// `bd:3`, or why there is none.
Result<std::string> Conductor::file_name_of(const dirt::PlayEvent& event) const {
  constexpr std::size_t kMostFiles = std::size_t{1} << 40U;
  const bool wraps_below = event.n.value_or(0.0) <= -1.0;
  const std::size_t files = wraps_below ? files_of(*samples_, event.sound) : kMostFiles;
  return samples_->whole_name(event.sound + ":" + std::to_string(dirt::file_of(event, files)));
}

void Conductor::read_ahead(const Sender& sender, const osc::Message& message) {
  if (samples_ == nullptr || !is_dirt_event(message.address)) return;
  const auto read = dirt::read_event(message.args, scene_.dirt.busses);
  if (!read || read->event.sound == kSuperpanic) return;
  if (!place_of(read->event).synth.empty()) return;
  if (scene_.samples.find(read->event.sound) != nullptr) return;
  const auto name = file_name_of(read->event);
  if (!name) {
    (void)look_for_bank(sender, {}, read->event.sound);
    return;
  }
  if (scene_.samples.find(*name) != nullptr || is_missing(*name)) return;
  const auto file = samples_->file_of(*name);
  if (!file || dirt_ahead_.reading.contains(*file) || dirt_ahead_.reading.size() >= kMostReadAhead)
    return;
  const auto there = samples_->at_hand(*file, sender.is_score);
  if (!there || *there != nullptr) return;
  if (samples_->fetch({*name, *file, sender, {}, {}})) dirt_ahead_.reading.insert(*file);
}

/// Nobody's message waits for it.
void Conductor::end_read_ahead(const SampleFetched& fetched) {
  if (dirt_ahead_.reading.erase(fetched.fetch.file) == 0) return;
  if (!fetched.problem.empty()) (void)tell_missing(fetched.fetch.name, fetched.problem);
}

std::string Conductor::no_sound(const std::string& name) const {
  Nearest nearest(name);
  for (const auto& synth : dirt::synths()) nearest.consider(synth.name);
  for (const auto& bank : samples_->banks()) nearest.consider(bank.name);
  return "no bank or synth '" + name.substr(0, 64) + "'" + nearest.question();
}

bool Conductor::is_missing(std::string_view name) const {
  const auto found = scene_.dirt.missing.find(name);
  return found != scene_.dirt.missing.end() && cursor_ < found->second;
}

/// The first time it says so, in the log and to all who listen; then it passes the event over.
Outcome Conductor::tell_missing(const std::string& name, const std::string& reason) {
  auto& missing = scene_.dirt.missing;
  const Frame again = cursor_ + kLookAgain_s * format_.rate;
  if (const auto known = missing.find(name); known != missing.end()) {
    if (cursor_ >= known->second) known->second = again;
    return Outcome::passed_over();
  }
  if (missing.size() >= DirtBook::kMostMissing) return Outcome::failed(reason);
  missing.emplace(name, again);
  clients_.warn("dirt: " + reason);
  clients_.event("missing", [name, reason] {
    return to_text(Json{{"name", name}, {"reason", reason}});
  });
  return Outcome::failed(reason);
}

Conductor::SampleUse Conductor::use_sample_of(const Call& call, const dirt::PlayEvent& event,
                                              Outcome* missed) {
  const auto miss = [&](const std::string& name, const std::string& reason) {
    ++scene_.dirt.missed;
    *missed = tell_missing(name, reason);
    return SampleUse{};
  };
  auto& missing = scene_.dirt.missing;
  // A name that /sample/load gave goes before a bank, as it does everywhere.
  if (const auto* given = scene_.samples.find(event.sound)) {
    missing.erase(event.sound);
    return {given, false, {}};
  }
  if (const auto bank = samples_->whole_name(event.sound); !bank) {
    if (look_for_bank(call.sender, call.message, event.sound)) return {nullptr, true, {}};
    if (is_missing(event.sound)) return miss(event.sound, {});
    const bool is_number = samples_->has_bank(event.sound);  // that is none
    return miss(event.sound, is_number ? bank.reason() : no_sound(event.sound));
  }
  const auto name = file_name_of(event);
  if (!name) return miss(event.sound, name.reason());
  if (is_missing(*name)) return miss(*name, {});
  auto use = use_sample(call.sender, call.message, *name);
  if (!use.problem.empty()) return miss(*name, use.problem);
  if (use.sample == nullptr) return use;
  missing.erase(event.sound);
  missing.erase(*name);
  return use;
}

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
// What all that plays asks of the engine, and where the bank says no.
#include "sequencer/bank.hpp"
#include "sequencer/bank_errors.hpp"

namespace chronus::sequencer {
namespace {

/// `what` begins the error.
Status check_load(const std::string& what, const Load& load, double transport_bpm) {
  const std::int64_t hits = load.hits_per_second(transport_bpm);
  if (hits <= kMostHitsPerSecond) return {};
  return Error{what + " " + std::to_string(hits) + " hits a second would play, the most are " +
               std::to_string(kMostHitsPerSecond)};
}

}  // namespace

/// What asks for less is taken, whatever the others ask for.
Status Bank::admit(const Sequencer& sequencer, const Load& wanted) {
  const Load& sum = is_rehearsal_ ? rehearsed_load_ : load_;
  const Load before = sequencer.load();
  const Load after = sum - before + wanted;
  if (wanted.is_more_than(before, transport_.bpm())) {
    Status ok = check_load(who(sequencer) + ": with it", after, transport_.bpm());
    if (!ok) return ok;
  }
  if (is_rehearsal_) rehearsed_load_ = after;
  return {};
}

Status Bank::admit_change(const Sequencer& sequencer, const Load& wanted) {
  return sequencer.playing() ? admit(sequencer, wanted) : Status();
}

Status Bank::admit_start(const Sequencer& sequencer) {
  return admit(sequencer, sequencer.load_when_playing());
}

Status Bank::admit_all() const {
  Load sum;
  for (const auto& sequencer : sequencers_) sum += sequencer->load_when_playing();
  return check_load("all together", sum, transport_.bpm());
}

Status Bank::admit_tempo(double bpm) const {
  if (bpm <= transport_.bpm()) return {};
  return check_load("transport: at " + number(bpm) + " BPM", load_, bpm);
}

}  // namespace chronus::sequencer

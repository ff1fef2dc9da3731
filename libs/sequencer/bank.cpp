// SPDX-License-Identifier: MIT
#include "sequencer/bank.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "base/name.hpp"
#include "base/nearest.hpp"
#include "sequencer/bank_errors.hpp"
#include "sequencer/text.hpp"

namespace chronus::sequencer {

namespace {
constexpr double kDefaultBpm = 120.0;
}  // namespace

Bank::Bank(int rate) : transport_(rate, kDefaultBpm), budget_(rate) {}

/// In order of frames, since all of them share the budget.
void Bank::advance(Frame to) {
  if (to <= position_) return;
  due_.clear();
  for (std::uint32_t i = 0; i < sequencers_.size(); ++i) {
    const Frame frame = sequencers_[i]->next_frame();
    if (frame < to) {
      due_.push_back({frame, i});
    } else {
      sequencers_[i]->advanced(to);
    }
  }
  // Mostly all of them step on the same frame, and once.
  if (!std::is_sorted(due_.begin(), due_.end())) std::sort(due_.begin(), due_.end());
  auto first = due_.begin();
  again_.clear();
  while (first != due_.end() || !again_.empty()) {
    const bool is_again = !again_.empty() && (first == due_.end() || again_.front() < *first);
    Due due = is_again ? again_.front() : *first++;
    if (is_again) {
      std::pop_heap(again_.begin(), again_.end(), std::greater<>());
      again_.pop_back();
    }
    Sequencer& sequencer = *sequencers_[due.index];
    due.frame = sequencer.play(due.frame, budget_, list_);
    if (due.frame >= to) {
      sequencer.advanced(to);
      continue;
    }
    again_.push_back(due);
    std::push_heap(again_.begin(), again_.end(), std::greater<>());
  }
  list_.settle();
  position_ = to;
}

bool Bank::goes_ahead(Frame now) {
  if (is_rehearsal_) return false;
  advance(now);
  return true;
}

Result<Sequencer*> Bank::need(std::string_view id) const {
  const auto at = by_id_.find(id);
  if (at == by_id_.end()) return Error{no_such(id)};
  return at->second;
}

const Sequencer* Bank::find(std::string_view id) const {
  const auto at = by_id_.find(id);
  return at == by_id_.end() ? nullptr : at->second;
}

std::string Bank::no_such(std::string_view id) const {
  // Of very many the neighbours in the alphabet must do: a refusal is no work to spend.
  constexpr int kMostBeside = 128;
  Nearest nearest(id);
  auto first = by_id_.lower_bound(id);
  auto last = first;
  for (int i = 0; i < kMostBeside && first != by_id_.begin(); ++i) --first;
  for (int i = 0; i < kMostBeside && last != by_id_.end(); ++i) ++last;
  for (; first != last; ++first) nearest.consider(first->first);
  return "no sequencer " + quoted(id) + nearest.question();
}

std::string_view Bank::id_of(std::uint32_t sequencer) const {
  const auto at = std::lower_bound(
      sequencers_.begin(), sequencers_.end(), sequencer,
      [](const auto& other, std::uint32_t number) { return other->number() < number; });
  if (at == sequencers_.end() || (*at)->number() != sequencer) return {};
  return (*at)->id();
}

std::size_t Bank::memory_bytes() const {
  return std::accumulate(
      sequencers_.begin(), sequencers_.end(), std::size_t{0},
      [](std::size_t bytes, const auto& one) { return bytes + one->memory_bytes(); });
}

std::vector<std::string> Bank::ids() const {
  std::vector<std::string> ids;
  ids.reserve(sequencers_.size());
  for (const auto& sequencer : sequencers_) ids.push_back(sequencer->id());
  return ids;
}

Status Bank::create(std::string_view id) {
  if (Status name = check_name("sequencer", id); !name) return name;
  if (find(id) != nullptr) return Error{"sequencer " + quoted(id) + " exists already"};
  if (sequencers_.size() >= kMaxSequencers) {
    return Error{"sequencer " + quoted(id) + ": there are " + std::to_string(kMaxSequencers) +
                 " already, the most there may be"};
  }
  if (!goes_ahead(position_)) return {};
  sequencers_.push_back(std::make_unique<Sequencer>(created_++, id, transport_, position_));
  by_id_.emplace(sequencers_.back()->id(), sequencers_.back().get());
  due_.reserve(sequencers_.capacity());
  again_.reserve(sequencers_.capacity());
  return {};
}

Status Bank::remove(std::string_view id, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (!goes_ahead(now)) return {};
  load_ -= (*found)->load();
  (*found)->stop(position_, list_);
  list_.settle();
  by_id_.erase(id);
  std::erase_if(sequencers_, [&found](const auto& other) { return other.get() == *found; });
  return {};
}

std::optional<TempoGrid> Bank::grid_of_tempo(double bpm) const {
  for (const auto& sequencer : sequencers_) {
    if (sequencer->playing() && sequencer->own_tempo() && sequencer->bpm() == bpm) {
      return sequencer->coming_grid();
    }
  }
  return std::nullopt;
}

void Bank::start_one(Sequencer& sequencer) {
  if (sequencer.playing()) return;
  sequencer.start(position_, sequencer.own_tempo() ? grid_of_tempo(sequencer.bpm()) : std::nullopt);
}

Status Bank::start(std::string_view id, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (Status ok = admit_start(**found); !ok) return ok;
  if (!goes_ahead(now)) return {};
  change(**found, [&] { start_one(**found); });
  return {};
}

Status Bank::stop(std::string_view id, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (!goes_ahead(now)) return {};
  change(**found, [&] { (*found)->stop(position_, list_); });
  list_.settle();
  return {};
}

Status Bank::reset(std::string_view id, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (!goes_ahead(now)) return {};
  (*found)->reset();
  return {};
}

Status Bank::start_all(Frame now) {
  if (Status ok = admit_all(); !ok) return ok;
  if (!goes_ahead(now)) return {};
  for (const auto& sequencer : sequencers_) {
    change(*sequencer, [&] { start_one(*sequencer); });
  }
  restart_playing();
  return {};
}

void Bank::stop_all(Frame now) {
  if (!goes_ahead(now)) return;
  for (const auto& sequencer : sequencers_) sequencer->stop(position_, list_);
  list_.settle();
  load_ = {};
}

Status Bank::start_in_song(Tick beats, Frame now) {
  if (Status ok = admit_all(); !ok) return ok;
  if (!goes_ahead(now)) return {};
  stop_all(now);
  const ExactFrame here{position_, 0};
  Tick tick = transport_.tick_at(here);
  // A frame may lie off the ticks: the transport then moves by less than half a tick.
  if (transport_.at_tick(tick) != here) tick = transport_.set_tempo_at(here, transport_.bpm());
  transport_.set_downbeat(tick - beats);
  downbeat_.reset();
  for (const auto& sequencer : sequencers_) {
    change(*sequencer, [&] { sequencer->start_in_song(position_); });
  }
  return {};
}

Status Bank::begin_song(double bpm, ExactFrame begin) {
  if (playing()) return Error{"a song begins before anything plays"};
  if (Status ok = check_range("transport", "bpm", bpm, kMinBpm, kMaxBpm); !ok) return ok;
  if (!goes_ahead(position_)) return {};
  transport_ = TempoGrid(transport_.rate(), bpm, begin);
  downbeat_.reset();
  return {};
}

Status Bank::start_at(std::string_view id, const Sequencer::Place& place, Frame now) {
  const Result<Sequencer*> found = need(id);
  if (!found) return found.error();
  if (Status ok = admit_start(**found); !ok) return ok;
  if (!goes_ahead(now)) return {};
  change(**found, [&] { (*found)->start_at(place, position_); });
  return {};
}

bool Bank::playing() const {
  return std::any_of(sequencers_.begin(), sequencers_.end(),
                     [](const auto& sequencer) { return sequencer->playing(); });
}

void Bank::reset_all(Frame now) {
  if (!goes_ahead(now)) return;
  restart_playing();
}

void Bank::restart_playing() {
  std::optional<ExactFrame> latest;
  bool transport_takes_part = false;
  for (const auto& sequencer : sequencers_) {
    if (!sequencer->playing()) continue;
    const ExactFrame boundary = sequencer->next_boundary();
    latest = std::max(latest.value_or(boundary), boundary);
    transport_takes_part = transport_takes_part || !sequencer->own_tempo();
  }
  if (!latest) return;
  downbeat_.reset();
  if (transport_takes_part) {
    const Tick tick = transport_.tick_at(*latest);
    // Set by a tempo other than the transport's it may lie off the ticks: the transport then
    // moves by less than half a tick, so that all meet exactly.
    if (transport_.at_tick(tick) != *latest) {
      const Int128 before = transport_.position_at(*latest).fixed();
      transport_.set_tempo_at(*latest, transport_.bpm());
      for (const auto& sequencer : sequencers_) {
        sequencer->transport_renumbered(SongPosition{tick, 0}.fixed() - before);
      }
    }
    transport_.set_downbeat(tick);
    downbeat_ = Downbeat{*latest, tick};
  }
  for (const auto& sequencer : sequencers_) {
    if (sequencer->playing()) sequencer->restart_at(*latest);
  }
}

void Bank::resolve(const TargetResolver& resolver) {
  budget_.set_modules(resolver.modules());
  for (const auto& sequencer : sequencers_) sequencer->resolve(resolver);
}

void Bank::resolve(const TargetResolver& resolver, std::string_view id) {
  const auto at = by_id_.find(id);
  if (at != by_id_.end()) at->second->resolve(resolver);
}

}  // namespace chronus::sequencer

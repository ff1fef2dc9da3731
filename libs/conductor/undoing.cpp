// SPDX-License-Identifier: MIT
// What was before each change is kept, and gone back to.
#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include "conductor/answer.hpp"
#include "conductor/coercion.hpp"
#include "conductor/conductor.hpp"
#include "conductor/json_text.hpp"
#include "conductor/meanings.hpp"
#include "conductor/paging.hpp"
#include "score/score.hpp"

namespace chronus::conductor {
namespace {

constexpr std::string_view kCommitAddress = "/patch/commit";
/// Of the steps that were undone, that an answer tells.
constexpr std::size_t kMostTold = 8;

template <std::size_t kCount>
bool is_one_of(const Address& address, const std::array<std::string_view, kCount>& all) {
  return std::find(all.begin(), all.end(), address) != all.end();
}

/// Of all sequencers, those that play or all of them.
bool is_of_all(const Address& address) {
  static constexpr std::array<std::string_view, 5> kAll{
      "/seq/start_all", "/seq/stop_all", "/seq/reset_all", "/transport/start", "/transport/stop"};
  return is_one_of(address, kAll);
}

bool stops_all(const Address& address) {
  return address == "/seq/stop_all" || address == "/transport/stop";
}

/// Also what plays goes on from another place.
bool moves(const Address& address) {
  static constexpr std::array<std::string_view, 4> kMoves{"/seq/reset", "/seq/reset_all",
                                                          "/seq/start_all", "/transport/start"};
  return is_one_of(address, kMoves);
}

bool changes_settings(const Address& address) {
  static constexpr std::array<std::string_view, 3> kOthers{"/seq/start", "/seq/stop", "/seq/reset"};
  return !is_one_of(address, kOthers) && !is_of_all(address);
}

std::string text_of(const osc::Message& message) {
  return score::to_line(0, shortened(message)).substr(3);  // without "0f "
}

/// Which way, where it is one.
std::optional<History::Way> way_of(const Address& address) {
  if (address == "/undo" || address == "/session/undo") return History::Way::kUndo;
  if (address == "/redo" || address == "/session/redo") return History::Way::kRedo;
  return {};
}

}  // namespace

/// Where the message sets a parameter of what plays. They come thousands of times a second.
std::optional<Conductor::Was> Conductor::value_before(const osc::Message& message) const {
  if (!is_remembered_ || !is_mod(message.address)) return {};
  const auto target = scene_.patches.param(message.address.name(), message.address.rest());
  if (!target.found) return {};  // of the draft
  const Place place{target.module};
  Was was{place, target.param, scene_.patches.value_at(place, target.param)};
  if (scene_.patches.param_info(place, target.param).is_sample) {
    was.sample = scene_.patches.playing().patch.find(message.address.name())->sample;
  }
  return was;
}

void Conductor::remember_value(const Sender& sender, const osc::Message& message, const Was& was) {
  const float now = scene_.patches.value_at(was.place, was.param);
  const auto module = message.address.name();
  const auto& info = scene_.patches.param_info(was.place, was.param);
  const bool is_as_it_was =
      !info.is_sample || scene_.patches.playing().patch.find(module)->sample == was.sample;
  if (now == was.value && is_as_it_was) return;
  const std::string_view param = info.name;
  if (history_.join(cursor_, module, param)) return;
  try {
    History::Step step;
    step.values.push_back({std::string(module), std::string(param), was.value, was.sample});
    remember(sender, message, std::move(step));
  } catch (const std::bad_alloc&) {
    history_.forget();
  }
}

/// What the message may change, as it is before. Nothing where it cannot be undone, or is not to
/// be, or is of a parameter.
std::optional<History::Step> Conductor::before(const Row& row, const osc::Message& message) const {
  const Address& address = message.address;
  if (!row.message->undoable || !is_remembered_ || is_mod(address)) return {};
  History::Step step;
  if (address == kCommitAddress) {
    step.patch = scene_.patches.playing().patch;
    return step;
  }
  if (address == "/transport/bpm") {
    step.bpm = scene_.bank.transport().bpm();
    return step;
  }
  if (address == "/sample/load" || address == "/sample/unload") {
    const auto id = text_of(message.args.at(0));
    if (!id) return {};
    const bool is_load = address == "/sample/load";
    const auto& book = scene_.samples;
    for (const auto& name : is_load ? std::vector<std::string>{*id} : book.meant_by(*id)) {
      step.samples.push_back(state_of(book, name));
    }
    return step;
  }
  const Detail detail = changes_settings(address) ? Detail::kAll : Detail::kPlace;
  if (is_of_all(address)) {
    for (const auto& one : scene_.bank.all()) {
      if (stops_all(address) && !one->playing()) continue;
      step.sequencers.push_back(state_of(*one, scene_.bank.transport(), detail));
    }
  } else {
    const auto id =
        message.args.empty() ? Result<std::string>(Error{"none"}) : text_of(message.args[0]);
    if (!id) return {};
    const auto meant = means_ids(row, message) ? meant_ids(*id) : std::vector<std::string>{*id};
    for (const auto& one : meant) step.sequencers.push_back(state_of(scene_, one, detail));
  }
  if (moves(address)) {
    for (auto& one : step.sequencers) one.is_moved = one.playing;
  }
  return step;
}

/// Whether all that the step tells of is as it was.
bool Conductor::is_unchanged(const History::Step& step) const {
  const auto is_same = [this](const SequencerState& one) {
    return is_alike(one, state_of(scene_, one.id, one.settings ? Detail::kAll : Detail::kPlace));
  };
  const double bpm = scene_.bank.transport().bpm();
  return !step.patch && step.values.empty() &&
         (!step.bpm || (*step.bpm >= bpm && *step.bpm <= bpm)) &&
         std::all_of(step.sequencers.begin(), step.sequencers.end(), is_same) &&
         std::all_of(step.samples.begin(), step.samples.end(), [this](const SampleState& one) {
           return one == state_of(scene_.samples, one.name);
         });
}

/// Without memory nothing is remembered: a step too few would lead astray all before it.
void Conductor::remember(const Sender& sender, const osc::Message& message, History::Step step) {
  try {
    if (is_unchanged(step)) return;
    step.what = text_of(message);
    step.by = name_of(sender);
    step.frame = cursor_;
    step.group = bundle_;
    history_.add(std::move(step));
  } catch (const std::bad_alloc&) {
    history_.forget();
  }
}

/// What the message leads to, where it is one of undoing and that is another patch.
std::optional<Setting> Conductor::set_of_undo(const osc::Message& message) const {
  const auto way = way_of(message.address);
  if (!way) return {};
  const auto steps =
      message.args.empty() ? std::optional<std::int64_t>(1) : osc::as_integer(message.args.front());
  if (!steps || *steps < 1) return {};
  auto wanted = history_.plan(*way, static_cast<std::size_t>(*steps), scene_).wanted;
  drop_lost_samples(scene_.samples, samples_, &wanted);
  if (!wanted.patch || is_same_graph(*wanted.patch, scene_.patches.playing().patch)) return {};
  return wanted;
}

Outcome Conductor::undo(const Call& call, History::Way way) {
  std::size_t steps = 1;
  if (call.args.count() > 0) {
    const auto wanted = call.args.integer(0);
    if (!wanted) return Outcome::failed(wanted.reason());
    steps = static_cast<std::size_t>(*wanted);
  }
  const bool is_undo = way == History::Way::kUndo;
  if (history_.count(way) == 0) {
    return Outcome::failed(is_undo ? "nothing to undo" : "nothing to redo");
  }
  auto plan = history_.plan(way, steps, scene_);
  drop_lost_samples(scene_.samples, samples_, &plan.wanted);
  if (auto waits = wait_for_samples(call, plan.wanted)) return *waits;
  const std::size_t count = plan.back.size();
  auto told = history_.told(way, std::min(count, kMostTold));
  const Outcome changed = change_to(call.sender, call.message, plan.wanted,
                                    plan.is_whole ? Manner::kAtOnce : Manner::kAsEdits);
  if (!changed.ok()) return changed;
  history_.take(way, std::move(plan));
  return Outcome::done([told = std::move(told), count, is_undo, left = history_.count(way)] {
    return to_text(Json{{is_undo ? "undone" : "redone", told}, {"steps", count}, {"left", left}});
  });
}

Outcome Conductor::tell_history(const Call& call) {
  std::size_t most = History::kMostSteps;
  if (call.args.count() > 0) {
    const auto wanted = call.args.integer(0);
    if (!wanted) return Outcome::failed(wanted.reason());
    most = static_cast<std::size_t>(*wanted);
  }
  const auto offset = offset_at(call, 1);
  if (!offset) return Outcome::failed(offset.reason());
  Json told = Json::object();
  told["undo"] = history_.told(History::Way::kUndo, most);
  told["redo"] = history_.told(History::Way::kRedo, most);
  return reply(call, {"/session/history.reply", {}},
               paged([told = std::move(told)] { return to_text(told); }, *offset));
}

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#include "conductor/history.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace chronus::conductor {
namespace {

const History::Value* find(const std::vector<History::Value>& values, std::string_view module,
                           std::string_view param) {
  const auto at = std::find_if(values.begin(), values.end(), [&](const auto& one) {
    return one.module == module && one.param == param;
  });
  return at == values.end() ? nullptr : &*at;
}

/// Gives the patch the value. The one that it had; nothing where it has no such parameter.
std::optional<History::Value> exchange(Patch* patch, const History::Value& value) {
  auto* module = patch->find(value.module);
  const int index = module == nullptr ? -1 : catalog::find_param(type_of(*module), value.param);
  if (index < 0) return {};
  const auto at = static_cast<std::size_t>(index);
  History::Value before{value.module, value.param, std::exchange(module->values[at], value.value)};
  if (type_of(*module).params[at].is_sample) {
    before.sample = std::exchange(module->sample, value.sample);
  }
  return before;
}

/// What a step has before it that the one behind it has not yet: of both the older counts.
void take_in(History::Step* into, History::Step step) {
  if (!into->patch) into->patch = std::move(step.patch);
  if (!into->bpm) into->bpm = step.bpm;
  if (!into->held) into->held = std::move(step.held);
  for (auto& state : step.sequencers) {
    const auto known = std::find_if(into->sequencers.begin(), into->sequencers.end(),
                                    [&](const auto& one) { return one.id == state.id; });
    if (known == into->sequencers.end()) {
      into->sequencers.push_back(std::move(state));
    } else if (known->exists && !known->settings) {
      known->settings = std::move(state.settings);
    }
  }
  for (auto& value : step.values) {
    if (find(into->values, value.module, value.param) == nullptr) {
      into->values.push_back(std::move(value));
    }
  }
  for (auto& sample : step.samples) {
    const bool is_known = std::any_of(into->samples.begin(), into->samples.end(),
                                      [&](const auto& one) { return one.name == sample.name; });
    if (!is_known) into->samples.push_back(std::move(sample));
  }
  into->is_whole = into->is_whole || step.is_whole;
  into->frame = step.frame;
  ++into->more;
}

/// The set while steps are gone back through: what they have led to so far, else what is there.
class View {
 public:
  explicit View(const Scene& scene) : scene_(scene) {}

  Patch& patch() {
    if (!patch_) patch_ = scene_.patches.playing().patch;
    return *patch_;
  }
  /// Modules that go on keep the values that they have.
  void set_patch(Patch wanted) {
    for (std::size_t i = 0; i < wanted.modules().size(); ++i) {
      auto& module = wanted.at(i);
      const auto* present = std::as_const(patch()).find(module.id);
      const bool goes_on =
          present != nullptr && present->type == module.type && present->voices == module.voices;
      if (!goes_on) continue;
      module.values = present->values;
      module.sample = present->sample;
    }
    patch_ = std::move(wanted);
  }
  double bpm() const { return bpm_.value_or(scene_.bank.transport().bpm()); }
  void set_bpm(double bpm) { bpm_ = bpm; }
  HeldSet held() const { return held_ ? *held_ : scene_.held.set(scene_.patches); }
  void set_held(const HeldSet& held) { held_ = held; }
  SampleState sample(const std::string& name) const {
    const auto known = samples_.find(name);
    return known == samples_.end() ? state_of(scene_.samples, name) : known->second;
  }
  void set_sample(const SampleState& wanted) { samples_.insert_or_assign(wanted.name, wanted); }

  SequencerState sequencer(const SequencerState& like) const {
    const Detail detail = like.settings || !like.exists ? Detail::kAll : Detail::kPlace;
    const auto known = sequencers_.find(like.id);
    if (known == sequencers_.end()) return state_of(scene_, like.id, detail);
    SequencerState state = known->second;
    if (state.exists && !state.settings && detail == Detail::kAll) {
      state.settings = state_of(scene_, like.id, detail).settings;
    }
    return state;
  }
  void set_sequencer(const SequencerState& wanted) {
    const auto [known, is_new] = sequencers_.try_emplace(wanted.id, wanted);
    if (is_new) return;
    auto settings = std::move(known->second.settings);
    known->second = wanted;
    if (wanted.exists && !wanted.settings) known->second.settings = std::move(settings);
  }

  Setting setting() && {
    Setting setting{std::move(patch_), bpm_};
    for (auto& [id, state] : sequencers_) setting.sequencers.push_back(std::move(state));
    setting.held = std::move(held_);
    for (auto& [name, state] : samples_) setting.samples.push_back(std::move(state));
    return setting;
  }

 private:
  const Scene& scene_;
  std::optional<Patch> patch_;
  std::optional<double> bpm_;
  std::optional<HeldSet> held_;
  std::map<std::string, SampleState> samples_;
  std::map<std::string, SequencerState> sequencers_;
};

/// Goes back over the step; gives the one that leads here again.
History::Step go_back(const History::Step& step, View* view) {
  History::Step back{step.what, step.by, step.frame, 0, step.more, step.is_whole};
  if (step.patch) {
    back.patch = view->patch();
    view->set_patch(*step.patch);
  }
  for (const auto& value : step.values) {
    auto present = exchange(&view->patch(), value);
    if (present) back.values.push_back(std::move(*present));
  }
  if (step.bpm) {
    back.bpm = view->bpm();
    view->set_bpm(*step.bpm);
  }
  if (step.held) {
    back.held = view->held();
    view->set_held(*step.held);
  }
  for (const auto& state : step.samples) {
    back.samples.push_back(view->sample(state.name));
    view->set_sample(state);
  }
  for (const auto& state : step.sequencers) {
    back.sequencers.push_back(view->sequencer(state));
    back.sequencers.back().is_moved = state.is_moved;
    view->set_sequencer(state);
  }
  return back;
}

}  // namespace

std::size_t History::Step::memory_bytes() const {
  std::size_t bytes = sizeof(*this) + sequencer::heap_bytes(what) + sequencer::heap_bytes(by);
  if (patch) bytes += bytes_of(*patch);
  if (held) bytes += held->memory_bytes();
  for (const auto& one : sequencers) bytes += one.memory_bytes();
  for (const auto& one : values) {
    bytes += sizeof(one) + sequencer::heap_bytes(one.module) + sequencer::heap_bytes(one.param) +
             sequencer::heap_bytes(one.sample);
  }
  for (const auto& one : samples) bytes += one.memory_bytes();
  return bytes;
}

std::vector<History::Value> History::values_of(const Patch& patch) {
  std::vector<Value> values;
  for (const auto& module : patch.modules()) {
    const auto& params = type_of(module).params;
    for (std::size_t i = 0; i < params.size(); ++i) {
      values.push_back({module.id, std::string(params[i].name), module.values[i],
                        params[i].is_sample ? module.sample : std::string()});
    }
  }
  return values;
}

void History::add(Step step) {
  forget_undone();
  if (!done_.empty() && step.group != 0 && done_.back().group == step.group) {
    Step whole = std::move(done_.back());
    bytes_ -= std::min(bytes_, whole.memory_bytes());
    done_.pop_back();
    take_in(&whole, std::move(step));
    push(&done_, std::move(whole));
  } else {
    push(&done_, std::move(step));
  }
  keep_within_bounds();
}

bool History::join(Frame now, std::string_view module, std::string_view param) {
  for (auto at = done_.rbegin(); at != done_.rend() && at->is_of_values(); ++at) {
    if (find(at->values, module, param) == nullptr) continue;
    if (now - at->frame > second_) return false;
    at->frame = now;
    forget_undone();
    return true;
  }
  return false;
}

void History::forget() {
  done_.clear();
  undone_.clear();
  bytes_ = 0;
}

History::Plan History::plan(Way way, std::size_t steps, const Scene& scene) const {
  const auto& from = stack(way);
  View view(scene);
  Plan plan;
  auto at = from.rbegin();
  for (std::size_t i = 0; i < std::min(steps, from.size()); ++i, ++at) {
    plan.back.push_back(go_back(*at, &view));
    plan.is_whole = plan.is_whole || at->is_whole;
  }
  plan.wanted = std::move(view).setting();
  return plan;
}

void History::take(Way way, Plan plan) {
  auto& from = stack(way);
  auto& to = stack(way == Way::kUndo ? Way::kRedo : Way::kUndo);
  for (auto& step : plan.back) {
    pop_back(&from);
    push(&to, std::move(step));
  }
  keep_within_bounds();
}

Json History::told(Way way, std::size_t most) const {
  auto list = Json::array();
  const auto& from = stack(way);
  auto at = from.rbegin();
  for (std::size_t i = 0; i < std::min(most, from.size()); ++i, ++at) {
    Json one{{"what", at->what}, {"by", at->by}, {"frame", at->frame}};
    if (at->more > 0) one["more"] = at->more;
    list.push_back(std::move(one));
  }
  return list;
}

void History::push(std::deque<Step>* to, Step step) {
  const std::size_t bytes = step.memory_bytes();
  to->push_back(std::move(step));
  bytes_ += bytes;
}

void History::pop_front(std::deque<Step>* from) {
  bytes_ -= std::min(bytes_, from->front().memory_bytes());
  from->pop_front();
}

void History::pop_back(std::deque<Step>* from) {
  bytes_ -= std::min(bytes_, from->back().memory_bytes());
  from->pop_back();
}

/// What was undone gives way first.
void History::keep_within_bounds() {
  while (done_.size() > kMostSteps) pop_front(&done_);
  while (undone_.size() > kMostSteps) pop_front(&undone_);
  while (bytes_ > kMostBytes && !undone_.empty()) pop_front(&undone_);
  while (bytes_ > kMostBytes && !done_.empty()) pop_front(&done_);
}

void History::forget_undone() {
  while (!undone_.empty()) pop_back(&undone_);
}

}  // namespace chronus::conductor

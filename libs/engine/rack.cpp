// SPDX-License-Identifier: MIT
#include "engine/rack.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/module.hpp"

namespace chronus::engine {

using catalog::ParameterInfo;

namespace {

/// A NaN becomes the minimum: a broken modulator cannot carry it into another module's state. There
/// is no negative zero, so that adding silence changes nothing.
float into_range(float value, const ParameterInfo& info) {
  const float raised = value > info.minimum ? value : info.minimum;
  return (raised < info.maximum ? raised : info.maximum) + 0.0F;
}

}  // namespace

Rack::Rack(const StreamFormat& format, const ModuleSet& modules, const SampleShelf* samples)
    : Rack(format, modules, samples, Bare{}) {
  // The empty patch: no connection and no module that could be refused.
  const auto empty = std::make_unique<PatchDescription>();
  build(*empty, *make_plan(*empty, modules_.catalog(), format_.rate));
}

Result<std::unique_ptr<Rack>> Rack::from(Arena image, const StreamFormat& format,
                                         const ModuleSet& modules, const SampleShelf* samples) {
  std::unique_ptr<Rack> rack(new Rack(format, modules, samples, Bare{}));
  if (Status status = rack->load(std::move(image)); !status) return status.error();
  return rack;
}

void Rack::build(const PatchDescription& patch, std::span<const std::byte> plan_bytes) {
  const PlanHeader& header = PlanView(plan_bytes.data()).header();
  if (arena_.size < header.used_bytes) arena_ = Arena(header.used_bytes);
  // Zero padding makes equal racks equal byte by byte.
  std::memset(arena_.memory.get(), 0, header.used_bytes);
  std::memcpy(arena_.memory.get(), plan_bytes.data(), plan_bytes.size());
  wire();
  init_modules(patch);
}

void Rack::init_modules(const PatchDescription& patch) {
  for (const PlanNode& node : plan().nodes()) {
    const auto& params = info(node).params;
    const ModuleEntry& entry = patch.modules[node.place];
    for (std::size_t i = 0; i < params.size(); ++i) {
      ramps()[node.first_param + i].jump(into_range(entry.values[i], params[i]));
    }
  }
  for_each_head([&](const PlanNode& node) { init_states(node); });
}

/// Of a head.
void Rack::init_states(const PlanNode& node) noexcept {
  Run& it = run(node);
  std::array<unsigned, kGroupLanes> identities{};
  for (int group = 0; group < it.groups; ++group) {
    for (int lane = 0; lane < kGroupLanes; ++lane) {
      identities[lane] = lane_identity(node.identity, group * kGroupLanes + lane);
    }
    for (const PlanNode& sharer : sharers(node).subspan(1)) {
      identities[run(sharer).lane] = sharer.identity;
    }
    it.lanes().init(state(node) + group * it.group_bytes, static_cast<float>(format_.rate),
                    identities.data());
  }
  it.wake();
}

ParamRamp* Rack::ramps() noexcept {
  return reinterpret_cast<ParamRamp*>(arena_.memory.get() + plan().header().ramps_at);
}

const ParamRamp* Rack::ramps() const noexcept {
  return reinterpret_cast<const ParamRamp*>(arena_.memory.get() + plan().header().ramps_at);
}

std::span<const std::byte> Rack::image() noexcept {
  catch_up();
  return {arena_.memory.get(), plan().header().used_bytes};
}

Status Rack::load(Arena image) {
  const auto patch = describe(image.bytes());
  if (!patch) return patch.error();
  const bool is_apart = PlanView(image.memory.get()).header().group_count == 0;
  const auto plan_bytes = is_apart ? make_plan_apart(**patch, modules_.catalog(), format_.rate)
                                   : make_plan(**patch, modules_.catalog(), format_.rate);
  if (!plan_bytes) return Error{"rack: " + plan_bytes.reason()};
  // used_bytes is part of the comparison, and describe() has checked it against the size.
  if (plan_bytes->size() > image.size ||
      std::memcmp(image.memory.get(), plan_bytes->data(), plan_bytes->size()) != 0) {
    return Error{"rack: its plan is not the one its patch gives"};
  }
  if (Status status = check_ramps(image); !status) return status;
  if (Status status = check_notes(image); !status) return status;
  if (Status status = check_own_values(image); !status) return status;
  arena_ = std::move(image);
  wire();
  return {};
}

Status Rack::check_ramps(const Arena& image) const {
  const PlanView view(image.memory.get());
  const auto* ramps =
      reinterpret_cast<const ParamRamp*>(image.memory.get() + view.header().ramps_at);
  for (const PlanNode& node : view.nodes()) {
    const auto& params = modules_.find(node.type)->info->params;
    for (std::size_t i = 0; i < params.size(); ++i) {
      const ParamRamp& ramp = ramps[node.first_param + i];
      const ParameterInfo& info = params[i];
      const bool target_fits = ramp.target >= info.minimum && ramp.target <= info.maximum;
      // It has left from within the range; rounded it may be a little outside.
      const float slack = 1e-3F * (info.maximum - info.minimum);
      const float value = ramp.value();
      const bool value_fits = value >= info.minimum - slack && value <= info.maximum + slack;
      if (!target_fits || !value_fits || ramp.remaining < 0 ||
          ramp.remaining > smoothing_frames(info, format_.rate)) {
        return Error{"rack: place " + std::to_string(node.place) + ": " + std::string(info.name) +
                     " is out of range"};
      }
    }
  }
  return {};
}

bool Rack::shares(int place, const Rack& other) const noexcept {
  const PlanNode* mine = plan().node_at(place);
  const PlanNode* theirs = other.plan().node_at(place);
  return mine && theirs && mine->identity == theirs->identity && mine->type == theirs->type &&
         mine->voices == theirs->voices;
}

void Rack::adopt(Rack& playing) noexcept {
  playing.catch_up();
  for (const PlanNode& node : plan().nodes()) {
    if (!shares(node.place, playing)) continue;
    const PlanNode& from = *playing.plan().node_at(node.place);
    touch(node);
    Run& it = head_of(node);
    it.wake();
    it.is_settled = false;
    if (run(node).is_shared || playing.runs_[playing.index_of(from)].is_shared) {
      copy_lane(*it.code, lane_state(node, 0), playing.lane_state(from, 0));
    } else {
      std::memcpy(state(node), playing.state(from), node.state_bytes);
    }
    std::copy_n(playing.ramps() + from.first_param, info(node).params.size(),
                ramps() + node.first_param);
    if (node.own_values_at == kNoIndex) continue;
    std::memcpy(arena_.memory.get() + node.own_values_at,
                playing.arena_.memory.get() + from.own_values_at,
                OwnValues::bytes(info(node).params.size(), lanes_of(node.voices)));
  }
  adopt_notes(playing);
}

void Rack::set_param(int place, int param, double value, bool jump) noexcept {
  const PlanNode* node = plan().node_at(place);
  if (!node || !std::isfinite(value)) return;
  const auto& params = info(*node).params;
  if (param < 0 || static_cast<std::size_t>(param) >= params.size()) return;
  const ParameterInfo& row = params[param];
  const double clamped = std::clamp<double>(value, row.minimum, row.maximum);
  const float to = static_cast<float>(clamped) + 0.0F;
  touch(*node);
  ParamRamp& ramp = ramps()[node->first_param + param];
  if (jump && row.lane_jumps) {
    ramp.jump(to);
  } else {
    ramp.glide(to, smoothing_frames(row, format_.rate));
  }
  wake_params(*node);
  // Notes that are held have this pitch too.
  if (param != run(*node).pitch) return;
  for (int lane = 0; lane < run(*node).voices; ++lane) {
    forget_own(*node, static_cast<std::size_t>(param), lane);
  }
}

void Rack::gate(int place, std::uint64_t voice, bool on, double velocity) noexcept {
  const PlanNode* node = plan().node_at(place);
  if (!node || !std::isfinite(velocity)) return;
  const int voices = std::max(1, run(*node).voices);
  if (voice > static_cast<std::uint64_t>(voices)) return;
  const auto held = static_cast<float>(std::clamp(velocity, 0.0, 1.0));
  const int first = voice == 0 ? 0 : static_cast<int>(voice) - 1;
  const int end = voice == 0 ? voices : first + 1;
  if (on && run(*node).lanes().gate) end_new_glides(*node);
  for (int lane = first; lane < end; ++lane) gate_lane(*node, lane, on, held);
}

/// Nothing where the module has no gate.
void Rack::gate_lane(const PlanNode& node, int lane, bool on, float velocity) noexcept {
  Run& it = run(node);
  if (!it.lanes().gate) return;
  touch(node);
  float values[catalog::kMaxParams] = {};
  for (std::size_t i = 0; i < it.code->info->params.size(); ++i) {
    values[i] = value_set(node, i, lane);
  }
  const LaneState own = lane_state(node, lane);
  it.lanes().gate(own.state, own.lane, on, velocity, values);
  const auto others = static_cast<Groups>(~(1U << (lane / kGroupLanes)));
  head_of(node).quiet &= others;
  head_of(node).deaf &= others;
  if (on && it.code->choke_param >= 0) choke_others(node, lane);
}

/// A note's, of each module that plays it: also one without a gate begins with what has been set.
void Rack::strike(const PlanNode& node, int lane, float velocity) noexcept {
  end_new_glides(node);
  gate_lane(node, lane, true, velocity);
}

/// A lane has begun: what else plays in its group dies away, or of a group below zero what else
/// plays its sample.
void Rack::choke_others(const PlanNode& node, int lane) noexcept {
  const auto group_of = [&](const PlanNode& one, int of) {
    const auto param = static_cast<std::size_t>(run(one).code->choke_param);
    return static_cast<int>(value_set(one, param, of));
  };
  const int group = group_of(node, lane);
  if (group == 0) return;
  std::uint32_t sample = kAnySample;
  if (const int param = catalog::find_sample(info(node)); group < 0 && param >= 0) {
    sample = static_cast<std::uint32_t>(value_set(node, static_cast<std::size_t>(param), lane));
  }
  for (const PlanNode& one : plan().nodes()) {
    const Run& it = run(one);
    if (it.code->choke_param < 0) continue;
    for (int other = 0; other < std::max(1, it.voices); ++other) {
      if ((&one == &node && other == lane) || group_of(one, other) != group) continue;
      const LaneState own = lane_state(one, other);
      it.lanes().choke(own.state, own.lane, sample);
    }
  }
}

/// Where a lane of a module lies, in a group of its own or in one that it shares.
LaneState Rack::lane_state(const PlanNode& node, int lane) const noexcept {
  const Run& it = runs_[index_of(node)];
  if (it.is_shared) return {state(node), it.lane, true};
  return {state(node) + lane / kGroupLanes * it.group_bytes, lane % kGroupLanes, it.is_poly()};
}

void Rack::renew() noexcept {
  for_each_head([&](const PlanNode& node) {
    touch(node);
    const Run& it = run(node);
    std::memset(state(node), 0, it.is_shared ? it.group_bytes : node.state_bytes);
    init_states(node);
  });
  begin_held_notes();
}

}  // namespace chronus::engine

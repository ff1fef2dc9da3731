// SPDX-License-Identifier: MIT
#include "engine/rack.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "engine/module.hpp"

namespace chronus::engine {

using catalog::ParameterInfo;

namespace {

// Half a group and a cache line more than a signal: signals a power of two apart would share cache
// sets, and a store would look like one to the next signal's load.
constexpr std::size_t kPadding = kGroupStride / 2 + 16;

/// A NaN becomes the minimum: a broken modulator cannot carry it into another module's state. There
/// is no negative zero, so that adding silence changes nothing.
float into_range(float value, const ParameterInfo& info) {
  const float raised = value > info.minimum ? value : info.minimum;
  return (raised < info.maximum ? raised : info.maximum) + 0.0F;
}

}  // namespace

Rack::Rack(const StreamFormat& format, const ModuleSet& modules)
    : format_(format), modules_(modules) {
  // The empty patch: no connection and no module that could be refused.
  const auto empty = std::make_unique<PatchDescription>();
  build(*empty, *make_plan(*empty, modules_.catalog(), format_.rate));
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
    init_states(node);
  }
}

void Rack::init_states(const PlanNode& node) noexcept {
  Run& it = run(node);
  std::array<unsigned, kGroupLanes> identities{};
  for (int group = 0; group < it.groups; ++group) {
    for (int lane = 0; lane < kGroupLanes; ++lane) {
      identities[lane] = lane_identity(node.identity, group * kGroupLanes + lane);
    }
    it.lanes().init(state(node) + group * it.group_bytes, static_cast<float>(format_.rate),
                    identities.data());
  }
  it.wake();
}

void Rack::wire() {
  const PlanHeader& header = plan().header();
  runs_.assign(header.node_count, {});
  takers_.clear();
  signals_.assign(header.buffer_count, {});
  for (const PlanNode& node : plan().nodes()) {
    Run& it = run(node);
    // The plan's types are the catalogue's, and each of those has its code.
    it.code = modules_.find(node.type);
    it.voices = node.voices;
    it.groups = std::max(1, groups_of(node.voices));
    it.group_bytes = it.code->info->state_bytes * (it.is_poly() ? kGroupLanes : 1);
    if (it.code->info->breaks_cycles) takers_.push_back(static_cast<std::uint32_t>(index_of(node)));
    for (std::size_t port = 0; port < it.code->info->outputs.size(); ++port) {
      signals_[node.first_buffer + port].voices = node.voices;
    }
  }
  wire_readers();
  wire_notes();
  lay_out_scratch();
}

void Rack::wire_readers() {
  std::vector<const PlanNode*> node_of_signal(signals_.size());
  for (const PlanNode& node : plan().nodes()) {
    for (std::size_t port = 0; port < info(node).outputs.size(); ++port) {
      node_of_signal[node.first_buffer + port] = &node;
    }
  }
  const auto heard = [&](std::uint16_t signal) -> Run& {
    const PlanNode& node = *node_of_signal[signal];
    run(node).heard |= 1U << (signal - node.first_buffer);
    return run(node);
  };
  is_per_lane_.assign(plan().header().param_count, false);
  for (const PlanNode& node : plan().nodes()) {
    for (std::size_t port = 0; port < info(node).inputs.size(); ++port) {
      for (const auto signal : plan().sources(plan().inputs()[node.first_input + port])) {
        heard(signal).readers.push_back(static_cast<std::uint32_t>(index_of(node)));
        // It rests by what it has taken, and still must be told.
        if (info(node).breaks_cycles) heard(signal).is_always_heard = true;
      }
    }
    for (std::size_t param = 0; param < info(node).params.size(); ++param) {
      for (const auto& modulator : plan().modulators(plan().params()[node.first_param + param])) {
        const auto signal = modulator.buffer;
        heard(signal).is_always_heard = true;
        run(node).is_modulated = true;
        if (run(node).is_poly() && signals_[signal].voices == node.voices) {
          is_per_lane_[node.first_param + param] = true;
          run(node).has_lane_params = true;
        }
      }
    }
  }
  for (const OutputSource& output : plan().outputs()) heard(output.buffer).is_always_heard = true;
  // A module that nobody hears at all is rendered: what it gives may still be a fault.
  for (Run& it : runs_) {
    if (it.heard == 0) it.heard = ~0U, it.is_always_heard = true;
  }
}

/// All that is not state in one piece of memory: signals, moving parameters, and what is used for
/// one module at a time.
void Rack::lay_out_scratch() {
  std::vector<std::pair<float**, std::size_t>> places;
  const auto samples_of = [](bool is_poly, int voices) {
    return (is_poly ? groups_of(voices) * kGroupStride : kSegmentFrames) + kPadding;
  };
  for (Signal& signal : signals_) {
    places.emplace_back(&signal.samples, samples_of(signal.voices > 1, signal.voices));
  }
  param_scratch_.assign(plan().header().param_count, nullptr);
  params_.assign(plan().header().param_count, {});
  for (const PlanNode& node : plan().nodes()) {
    for (std::size_t i = 0; i < info(node).params.size(); ++i) {
      const std::size_t param = node.first_param + i;
      const bool is_wide = is_per_lane_[param] || static_cast<int>(i) == run(node).pitch;
      places.emplace_back(&param_scratch_[param],
                          samples_of(is_wide && node.voices > 1, node.voices));
    }
  }
  float* silence = nullptr;
  places.emplace_back(&silence, kGroupStride + kPadding);
  places.emplace_back(&sums_, catalog::kMaxPorts * kGroupStride + kPadding);
  places.emplace_back(&mono_, kSegmentFrames + kPadding);
  std::size_t samples = 0;
  for (const auto& place : places) samples += place.second;
  scratch_ = make_zeroed<float>(samples);
  samples = 0;
  for (const auto& [place, size] : places) {
    *place = scratch_.get() + samples;
    samples += size;
  }
  silence_ = silence;
}

ParamRamp* Rack::ramps() noexcept {
  return reinterpret_cast<ParamRamp*>(arena_.memory.get() + plan().header().ramps_at);
}

const ParamRamp* Rack::ramps() const noexcept {
  return reinterpret_cast<const ParamRamp*>(arena_.memory.get() + plan().header().ramps_at);
}

std::span<const std::byte> Rack::image() const noexcept {
  return {arena_.memory.get(), plan().header().used_bytes};
}

Status Rack::load(Arena image) {
  const auto patch = describe(image.bytes());
  if (!patch) return patch.error();
  const auto plan_bytes = make_plan(**patch, modules_.catalog(), format_.rate);
  if (!plan_bytes) return Error{"rack: " + plan_bytes.reason()};
  // used_bytes is part of the comparison, and describe() has checked it against the size.
  if (plan_bytes->size() > image.size ||
      std::memcmp(image.memory.get(), plan_bytes->data(), plan_bytes->size()) != 0) {
    return Error{"rack: its plan is not the one its patch gives"};
  }
  if (Status status = check_ramps(image); !status) return status;
  if (Status status = check_notes(image); !status) return status;
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
      if (!target_fits || ramp.remaining < 0 ||
          ramp.remaining > smoothing_frames(info, format_.rate) || !std::isfinite(ramp.value())) {
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

void Rack::adopt(const Rack& playing) noexcept {
  for (const PlanNode& node : plan().nodes()) {
    if (!shares(node.place, playing)) continue;
    const PlanNode& from = *playing.plan().node_at(node.place);
    run(node).wake();
    run(node).is_settled = false;
    std::memcpy(state(node), playing.state(from), node.state_bytes);
    std::copy_n(playing.ramps() + from.first_param, info(node).params.size(),
                ramps() + node.first_param);
    if (node.first_pitch == kNoIndex) continue;
    std::copy_n(playing.pitches(from), lanes_of(node.voices), pitches(node));
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
  ParamRamp& ramp = ramps()[node->first_param + param];
  if (jump && row.lane_jumps) {
    ramp.jump(to);
  } else {
    ramp.glide(to, smoothing_frames(row, format_.rate));
  }
  Run& it = run(*node);
  it.quiet = 0;
  it.is_settled = false;
  if (param != it.pitch) return;
  std::fill_n(pitches(*node), lanes_of(it.voices), 0.0F);
  it.has_pitches = false;
}

void Rack::gate(int place, std::uint64_t voice, bool on, double velocity) noexcept {
  const PlanNode* node = plan().node_at(place);
  if (!node || !std::isfinite(velocity)) return;
  const int voices = std::max(1, run(*node).voices);
  if (voice > static_cast<std::uint64_t>(voices)) return;
  const auto held = static_cast<float>(std::clamp(velocity, 0.0, 1.0));
  const int first = voice == 0 ? 0 : static_cast<int>(voice) - 1;
  const int end = voice == 0 ? voices : first + 1;
  for (int lane = first; lane < end; ++lane) gate_lane(*node, lane, on, held);
}

/// Nothing where the module has no gate.
void Rack::gate_lane(const PlanNode& node, int lane, bool on, float velocity) noexcept {
  Run& it = run(node);
  if (!it.lanes().gate) return;
  float values[catalog::kMaxParams] = {};
  for (std::size_t i = 0; i < it.code->info->params.size(); ++i) {
    values[i] = ramps()[node.first_param + i].target;
  }
  const int group = lane / kGroupLanes;
  it.lanes().gate(state(node) + group * it.group_bytes, lane % kGroupLanes, on, velocity, values);
  const auto others = static_cast<Groups>(~(1U << group));
  it.quiet &= others;
  it.deaf &= others;
}

void Rack::renew() noexcept {
  for (const PlanNode& node : plan().nodes()) {
    std::memset(state(node), 0, node.state_bytes);
    init_states(node);
  }
  begin_held_notes();
}

}  // namespace chronus::engine

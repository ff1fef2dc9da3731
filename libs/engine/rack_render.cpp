// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/check.hpp"
#include "engine/rack.hpp"

namespace chronus::engine {

using catalog::ParameterInfo;

namespace {

static_assert(catalog::kMaxPorts >= 3, "modulate() works in the sums of three ports");

constexpr std::uint8_t bit(int group) { return static_cast<std::uint8_t>(1U << group); }
constexpr std::uint8_t without(std::uint8_t groups, int group) {
  return static_cast<std::uint8_t>(groups & ~bit(group));
}

/// Into the values of a group, where a note has set its lane's.
void put_pitches(float* values, const float* pitches, int frames) {
  for (int lane = 0; lane < kGroupLanes; ++lane) {
    if (pitches[lane] <= 0.0F) continue;
    for (int i = 0; i < frames; ++i) values[i * kGroupLanes + lane] = pitches[lane];
  }
}

/// Bits of all groups of a signal of so many voices.
constexpr std::uint8_t all_groups(int voices) {
  return voices <= 1 ? 1 : static_cast<std::uint8_t>((1U << groups_of(voices)) - 1U);
}

}  // namespace

void Rack::render(Frame frame, float* out, int frames, Probe* probe) noexcept {
  // More would run over the scratch buffers; none would never end Engine::render().
  CHRONUS_CHECK(frames >= 1 && frames <= kSegmentFrames);
  runaway_ = {};
  // What passes a cycle comes a tick later: no stretch may be longer.
  const int most = takers_.empty() ? frames : kTickFrames;
  for (int done = 0; done < frames; done += most) {
    render_stretch(frame + done, out + done * format_.channels, std::min(most, frames - done),
                   probe);
  }
}

void Rack::render_stretch(Frame frame, float* out, int frames, Probe* probe) noexcept {
  if (probe) probe->costs.begin_stretch();
  for (const PlanNode& node : plan().nodes()) {
    render(node, frame, frames);
    if (modules_done_) {
      modules_done_->store(modules_done_->load(std::memory_order_relaxed) + 1,
                           std::memory_order_relaxed);
    }
    if (probe) probe->costs.lap(node.place);
  }
  for (const std::uint32_t index : takers_) take_inputs(plan().nodes()[index], frame, frames);
  for (std::size_t i = 0; probe && i < kMeters; ++i) measure(probe->meters[i], frames);
  mix_outputs(out, frames);
  last_frames_ = frames;
}

void Rack::take_inputs(const PlanNode& node, Frame frame, int frames) noexcept {
  Run& it = run(node);
  std::array<const float*, catalog::kMaxPorts> inputs;
  const Context context{.frame = frame,
                        .frames = frames,
                        .rate = static_cast<float>(format_.rate),
                        .inputs = inputs.data(),
                        .outputs = nullptr,
                        .params = nullptr};
  for (int group = 0; group < it.groups; ++group) {
    gather_inputs(node, group, frames, inputs.data());
    if (it.lanes().take(state(node) + group * it.group_bytes, context)) {
      it.deaf = without(it.deaf, group);
    }
  }
}

void Rack::render(const PlanNode& node, Frame frame, int frames) noexcept {
  fill_params(node, frames);
  Run& it = run(node);
  const Groups sleeping = skipped(node);
  if (sleeping != 0) silence_outputs(node, sleeping);
  const auto awake = static_cast<Groups>(it.all_groups() & ~sleeping);
  if (awake == 0) return;
  const Groups heard =
      it.lanes().pass ? static_cast<Groups>(wanted(it) | ~silent_inputs(node)) : awake;
  std::array<Param, catalog::kMaxParams> params;
  if (!it.has_lane_params) {
    std::copy_n(params_.data() + node.first_param, it.code->info->params.size(), params.data());
  }
  Context context{.frame = frame,
                  .frames = frames,
                  .rate = static_cast<float>(format_.rate),
                  .inputs = nullptr,
                  .outputs = nullptr,
                  .params = params.data(),
                  .heard = it.heard};
  for (int group = 0; group < it.groups; ++group) {
    if ((awake & bit(group)) == 0) continue;
    for (std::size_t i = 0; it.has_lane_params && i < it.code->info->params.size(); ++i) {
      params[i] = params_[node.first_param + i];
      if (params[i].per_lane) params[i].values += group * kGroupStride;
    }
    render_group(node, group, (heard & bit(group)) != 0, context);
  }
  it.has_seen_still = are_params_still_;
}

void Rack::render_group(const PlanNode& node, int group, bool is_wanted,
                        Context& context) noexcept {
  Run& it = run(node);
  std::byte* own = state(node) + group * it.group_bytes;
  const LaneCode& lanes = it.lanes();
  const std::size_t output_count = it.code->info->outputs.size();
  if (!is_wanted && lanes.pass(own, context)) {
    for (std::size_t port = 0; port < output_count; ++port) {
      Signal& signal = signals_[node.first_buffer + port];
      signal.zero = without(signal.zero, group);
      signal.unwritten |= bit(group);
    }
    return;
  }
  std::array<const float*, catalog::kMaxPorts> inputs;
  std::array<float*, catalog::kMaxPorts> outputs;
  for (std::size_t port = 0; port < output_count; ++port) {
    outputs[port] = signals_[node.first_buffer + port].samples + group * kGroupStride;
  }
  context.inputs = nullptr;
  if (!lanes.take) {
    gather_inputs(node, group, context.frames, inputs.data());
    context.inputs = inputs.data();
  }
  context.outputs = outputs.data();
  const Rest rest = lanes.process(own, context);
  it.quiet = without(it.quiet, group);
  it.deaf = without(it.deaf, group);
  if (rest == Rest::kQuiet) it.quiet |= bit(group);
  if (rest == Rest::kDeaf) it.deaf |= bit(group);
  hold_outputs(node, group, context.frames);
}

Rack::Groups Rack::skipped(const PlanNode& node) const noexcept {
  const Run& it = runs_[index_of(node)];
  if (is_kept_awake_) return 0;
  // A modulator that ends leaves a value that a module which sleeps has not been told.
  if (it.quiet == 0 || !are_params_still_ || !it.has_seen_still) return it.deaf;
  return it.deaf | static_cast<Groups>(it.quiet & silent_inputs(node));
}

/// Sources come before those who read them: how these rest is how they were after the last stretch,
/// and what has come since.
Rack::Groups Rack::wanted(const Run& source) const noexcept {
  if (is_kept_awake_ || source.is_always_heard) return source.all_groups();
  Groups groups = 0;
  for (const std::uint32_t reader : source.readers) {
    const Run& it = runs_[reader];
    const auto awake = static_cast<Groups>(it.all_groups() & ~it.deaf);
    if (it.voices == source.voices) {
      groups |= awake;
    } else if (awake != 0) {
      return source.all_groups();
    }
  }
  return groups;
}

Rack::Groups Rack::silent_inputs(const PlanNode& node) const noexcept {
  const Run& it = runs_[index_of(node)];
  Groups groups = it.all_groups();
  for (std::size_t port = 0; port < it.code->info->inputs.size(); ++port) {
    for (const auto source : plan().sources(plan().inputs()[node.first_input + port])) {
      const Signal& signal = signals_[source];
      if (signal.voices == it.voices && it.is_poly()) {
        groups &= signal.zero;
      } else if (signal.zero != all_groups(signal.voices)) {
        return 0;
      }
    }
  }
  return groups;
}

void Rack::silence_outputs(const PlanNode& node, Groups groups) noexcept {
  const Run& it = run(node);
  const std::size_t samples = it.is_poly() ? kGroupStride : kSegmentFrames;
  for (std::size_t port = 0; port < it.code->info->outputs.size(); ++port) {
    Signal& signal = signals_[node.first_buffer + port];
    signal.unwritten &= static_cast<Groups>(~groups);
    const auto missing = static_cast<Groups>(groups & ~signal.zero);
    for (int group = 0; missing >> group != 0; ++group) {
      if ((missing & bit(group)) == 0) continue;
      std::memset(signal.samples + group * kGroupStride, 0, samples * sizeof(float));
    }
    signal.zero |= groups;
  }
}

void Rack::gather_inputs(const PlanNode& node, int group, int frames,
                         const float** inputs) noexcept {
  const Run& it = run(node);
  for (std::size_t port = 0; port < it.code->info->inputs.size(); ++port) {
    const auto sources = plan().sources(plan().inputs()[node.first_input + port]);
    if (sources.empty()) {
      inputs[port] = silence_;
      continue;
    }
    const Signal& first = signals_[sources[0]];
    if (sources.size() == 1 && (it.is_poly() ? first.voices == it.voices : first.voices <= 1)) {
      inputs[port] = first.samples + group * kGroupStride;
      continue;
    }
    float* sum = sums_ + port * kGroupStride;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      add_source(signals_[sources[i]], it.voices, group, i == 0, sum, frames);
    }
    inputs[port] = sum;
  }
}

/// To what a port or a parameter of a module of so many voices gets, or `is_first` over it.
void Rack::add_source(const Signal& source, int voices, int group, bool is_first, float* sum,
                      int frames) noexcept {
  const Kernels& kernels = modules_.kernels();
  const auto samples = static_cast<std::size_t>(frames) * (voices > 1 ? kGroupLanes : 1);
  const float* from = source.samples;
  if (source.voices > 1 && source.voices == voices) {
    from += group * kGroupStride;
    return is_first ? void(std::copy_n(from, samples, sum)) : kernels.add(sum, from, samples);
  }
  if (source.voices > 1) {
    kernels.sum_lanes(mono_, from, source.voices, frames);
    from = mono_;
  }
  if (voices > 1) {
    return is_first ? kernels.spread(sum, from, frames) : kernels.add_spread(sum, from, frames);
  }
  return is_first ? void(std::copy_n(from, samples, sum)) : kernels.add(sum, from, samples);
}

void Rack::fill_params(const PlanNode& node, int frames) noexcept {
  Run& it = run(node);
  are_params_still_ = true;
  if (it.is_settled) return;
  for (std::size_t i = 0; i < it.code->info->params.size(); ++i) {
    if (!fill_param(node, i, frames)) are_params_still_ = false;
  }
  it.is_settled = are_params_still_ && !it.is_modulated;
}

/// Of a pitch that stands still: each group's lanes where its moving values would begin.
Param Rack::still_pitches(const PlanNode& node, float others) noexcept {
  const Run& it = run(node);
  float* values = param_scratch_[node.first_param + static_cast<std::size_t>(it.pitch)];
  for (int lane = 0; lane < lanes_of(it.voices); ++lane) {
    const float hz = pitches(node)[lane];
    values[lane / kGroupLanes * kGroupStride + lane % kGroupLanes] = hz > 0.0F ? hz : others;
  }
  return {values, 0, it.is_poly()};
}

/// Whether it is still.
bool Rack::fill_param(const PlanNode& node, std::size_t index, int frames) noexcept {
  const std::size_t param = node.first_param + index;
  const Run& it = run(node);
  ParamRamp& ramp = ramps()[param];
  const auto modulators = plan().modulators(plan().params()[param]);
  const bool has_pitches = it.has_pitches && it.pitch == static_cast<int>(index);
  const bool is_moved = std::any_of(modulators.begin(), modulators.end(), [&](const auto& one) {
    const Signal& signal = signals_[one.buffer];
    return signal.zero != all_groups(signal.voices);
  });
  // A lane without a note of its own follows the ramp.
  if (ramp.remaining == 0 && !is_moved) {
    params_[param] = {&ramp.target, 0};
    if (has_pitches) params_[param] = still_pitches(node, ramp.target);
    return true;
  }
  if (it.is_poly() && (has_pitches || is_per_lane_[param])) {
    return fill_lanes(node, index, frames, has_pitches);
  }
  float* values = param_scratch_[param];
  ramp.fill(values, frames);
  if (has_pitches) std::fill_n(values, frames, pitches(node)[0]);
  if (!modulators.empty()) {
    modulate(modulators, info(node).params[index], 0, 0, values, frames);
  }
  params_[param] = {values, 1};
  return false;
}

/// A value for each lane, which moves.
bool Rack::fill_lanes(const PlanNode& node, std::size_t index, int frames,
                      bool has_pitches) noexcept {
  const std::size_t param = node.first_param + index;
  const ParameterInfo& row = info(node).params[index];
  const auto modulators = plan().modulators(plan().params()[param]);
  const Run& it = run(node);
  float* ramped = sums_;
  ramps()[param].fill(ramped, frames);
  for (int group = 0; group < it.groups; ++group) {
    float* lanes = param_scratch_[param] + group * kGroupStride;
    modules_.kernels().spread(lanes, ramped, frames);
    if (has_pitches) put_pitches(lanes, pitches(node) + group * kGroupLanes, frames);
    modulate(modulators, row, it.voices, group, lanes, frames);
  }
  params_[param] = {param_scratch_[param], kGroupLanes, true};
  return false;
}

void Rack::modulate(std::span<const Modulator> modulators, const ParameterInfo& row, int voices,
                    int group, float* values, int frames) noexcept {
  const Kernels& kernels = modules_.kernels();
  const auto count = static_cast<std::size_t>(frames) * (voices > 1 ? kGroupLanes : 1);
  float* one = sums_ + kGroupStride;
  float* octaves = one + kGroupStride;
  bool has_octaves = false;
  for (const Modulator& modulator : modulators) {
    const Signal& signal = signals_[modulator.buffer];
    const bool is_added = modulator.unit == DepthUnit::kParameter;
    if (is_added && modulator.depth == 1.0F) {
      add_source(signal, voices, group, false, values, frames);
      continue;
    }
    if (!is_added && !has_octaves) std::fill_n(octaves, count, 0.0F);
    has_octaves = has_octaves || !is_added;
    add_source(signal, voices, group, true, one, frames);
    kernels.add_times(is_added ? values : octaves, one, count, modulator.depth);
  }
  if (has_octaves) kernels.times_octaves(values, octaves, count);
  kernels.into_range(values, count, row.minimum, row.maximum);
}

void Rack::hold_outputs(const PlanNode& node, int group, int frames) noexcept {
  const Run& it = run(node);
  const std::size_t count = static_cast<std::size_t>(frames) * (it.is_poly() ? kGroupLanes : 1);
  for (std::size_t port = 0; port < it.code->info->outputs.size(); ++port) {
    Signal& signal = signals_[node.first_buffer + port];
    signal.zero = without(signal.zero, group);
    signal.unwritten = without(signal.unwritten, group);
    if ((it.heard & (1U << port)) == 0) {
      signal.unwritten |= bit(group);
      continue;
    }
    float* samples = signal.samples + group * kGroupStride;
    if (!modules_.kernels().any_beyond(samples, count, kHeldSignal)) continue;
    note_runaway(node, samples, count);
    hold(samples, count, kHeldSignal);
  }
}

void Rack::note_runaway(const PlanNode& node, const float* signal, std::size_t count) noexcept {
  if (runaway_.place >= 0) return;
  // NaN is not beyond.
  const auto is_beyond = [](float sample) { return std::abs(sample) > kRunawayLevel; };
  const float* end = signal + count;
  if (std::find_if(signal, end, is_beyond) == end) return;
  runaway_.place = node.place;
  runaway_.finite = std::none_of(signal, end, [](float sample) { return std::isinf(sample); });
}

int Rack::first_nan_place() const noexcept {
  const auto is_nan = [](float sample) { return std::isnan(sample); };
  for (const PlanNode& node : plan().nodes()) {
    const Run& it = runs_[index_of(node)];
    const std::size_t count =
        static_cast<std::size_t>(last_frames_) * (it.is_poly() ? kGroupLanes : 1);
    for (std::size_t port = 0; port < it.code->info->outputs.size(); ++port) {
      const Signal& signal = signals_[node.first_buffer + port];
      for (int group = 0; group < it.groups; ++group) {
        if ((signal.unwritten & bit(group)) != 0) continue;
        const float* samples = signal.samples + group * kGroupStride;
        if (std::any_of(samples, samples + count, is_nan)) return node.place;
      }
    }
  }
  return -1;
}

void Rack::mix_outputs(float* out, int frames) noexcept {
  const int channels = format_.channels;
  std::fill_n(out, frames * channels, 0.0F);
  const float* last = nullptr;  // what mono_ holds the sum of
  for (const OutputSource& output : plan().outputs()) {
    if (output.channel >= channels) continue;
    const Signal& signal = signals_[output.buffer];
    if (signal.zero == all_groups(signal.voices)) continue;
    const float* samples = signal.samples;
    if (signal.voices > 1) {
      if (last != samples) modules_.kernels().sum_lanes(mono_, samples, signal.voices, frames);
      last = samples;
      samples = mono_;
    }
    for (int i = 0; i < frames; ++i) out[i * channels + output.channel] += samples[i];
  }
}

}  // namespace chronus::engine

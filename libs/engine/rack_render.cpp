// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/check.hpp"
#include "engine/rack.hpp"

namespace chronus::engine {

namespace {

constexpr std::uint8_t bit(int group) { return static_cast<std::uint8_t>(1U << group); }
constexpr std::uint8_t without(std::uint8_t groups, int group) {
  return static_cast<std::uint8_t>(groups & ~bit(group));
}

}  // namespace

void Rack::render(Frame frame, float* out, int frames, const Onlookers& onlookers) noexcept {
  // More would run over the scratch buffers; none would never end Engine::render().
  CHRONUS_CHECK(frames >= 1 && frames <= kSegmentFrames);
  runaway_ = {};
  // What passes a cycle comes a tick later: no stretch may be longer.
  const int most = takers_.empty() ? frames : kTickFrames;
  for (int done = 0; done < frames; done += most) {
    render_stretch(frame + done, out + done * format_.channels, std::min(most, frames - done),
                   onlookers);
  }
}

void Rack::render_stretch(Frame frame, float* out, int frames,
                          const Onlookers& onlookers) noexcept {
  const auto& [modules_done, probe] = onlookers;
  if (probe) probe->costs.begin_stretch();
  for_each_head([&, modules_done = modules_done, probe = probe](const PlanNode& node) {
    render(node, frame, frames);
    if (modules_done) {
      const auto done = static_cast<std::uint64_t>(run(node).sharers);
      modules_done->store(modules_done->load(std::memory_order_relaxed) + done,
                          std::memory_order_relaxed);
    }
    if (probe) probe->costs.lap(sharers(node));
  });
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

/// Of a head: with all that share its group.
void Rack::render(const PlanNode& node, Frame frame, int frames) noexcept {
  Run& it = run(node);
  if (it.is_shared) {
    fill_shared_params(node, frames);
  } else {
    fill_params(node, frames);
  }
  const Groups sleeping = skipped(node);
  if (sleeping != 0) silence_outputs(node, sleeping);
  const auto awake = static_cast<Groups>(it.all_groups() & ~sleeping);
  if (awake == 0) return;
  const Groups heard =
      it.lanes().pass ? static_cast<Groups>(wanted(it) | ~silent_inputs(node)) : awake;
  std::array<Param, catalog::kMaxParams> params;
  Context context{.frame = frame,
                  .frames = frames,
                  .rate = static_cast<float>(format_.rate),
                  .inputs = nullptr,
                  .outputs = nullptr,
                  .params = it.has_lane_params ? params.data() : params_.data() + node.first_param,
                  .heard = it.heard,
                  .samples = samples_};
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
      if (it.is_shared) mark_shared(node, port, false, false);
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
  if (it.is_shared) return hold_shared(node, context.frames);
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
  for (const std::uint32_t source : it.sources) {
    const Signal& signal = signals_[source];
    if (signal.voices == it.voices && it.is_poly()) {
      groups &= signal.zero;
    } else if (signal.zero != all_groups(signal.voices)) {
      return 0;
    }
  }
  return groups;
}

void Rack::silence_outputs(const PlanNode& node, Groups groups) noexcept {
  const Run& it = run(node);
  if (it.is_shared) return silence_shared(node);
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
  if (it.is_shared) return gather_shared(node, frames, inputs);
  for (std::size_t port = 0; port < it.code->info->inputs.size(); ++port) {
    const auto sources = plan().sources(plan().inputs()[node.first_input + port]);
    if (sources.empty()) {
      inputs[port] = silence_;
      continue;
    }
    const Signal& first = signals_[sources[0]];
    const bool fits =
        it.is_poly() ? first.voices == it.voices : first.voices <= 1 && first.step == 1;
    if (sources.size() == 1 && fits) {
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
  from = as_mono(source, frames);
  if (voices > 1) {
    return is_first ? kernels.spread(sum, from, frames) : kernels.add_spread(sum, from, frames);
  }
  return is_first ? void(std::copy_n(from, samples, sum)) : kernels.add(sum, from, samples);
}

/// As one lane, frame by frame: in mono_ where it does not lie so.
const float* Rack::as_mono(const Signal& signal, int frames) noexcept {
  const Kernels& kernels = modules_.kernels();
  if (signal.voices > 1) {
    kernels.sum_lanes(mono_, signal.samples, signal.voices, frames);
  } else if (signal.step > 1) {
    kernels.take_lane(mono_, signal.samples, frames);
  } else {
    return signal.samples;
  }
  return mono_;
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
    note_runaway(node, samples, count, 1);
    hold(samples, count, kHeldSignal);
  }
}

/// `count` samples, `step` floats apart. NaN is not beyond.
void Rack::note_runaway(const PlanNode& node, const float* signal, std::size_t count,
                        std::size_t step) noexcept {
  if (runaway_.place >= 0) return;
  bool is_beyond = false, is_finite = true;
  for (std::size_t i = 0; i < count; ++i) {
    is_beyond = is_beyond || std::abs(signal[i * step]) > kRunawayLevel;
    is_finite = is_finite && !std::isinf(signal[i * step]);
  }
  if (is_beyond) runaway_ = {node.place, is_finite};
}

int Rack::first_nan_place() const noexcept {
  const auto has_nan = [](const float* samples, int count, int step) {
    for (int i = 0; i < count; ++i) {
      if (std::isnan(samples[i * step])) return true;
    }
    return false;
  };
  for (const PlanNode& node : plan().nodes()) {
    const Run& it = runs_[index_of(node)];
    const int count = last_frames_ * (it.is_poly() ? kGroupLanes : 1);
    for (std::size_t port = 0; port < it.code->info->outputs.size(); ++port) {
      const Signal& signal = signals_[node.first_buffer + port];
      for (int group = 0; group < it.groups; ++group) {
        if ((signal.unwritten & bit(group)) != 0) continue;
        if (has_nan(signal.samples + group * kGroupStride, count, signal.step)) return node.place;
      }
    }
  }
  return -1;
}

void Rack::mix_outputs(float* out, int frames) noexcept {
  const int channels = format_.channels;
  std::fill_n(out, frames * channels, 0.0F);
  const float* last = nullptr;  // what mono_ holds the sum of
  for (std::size_t n = 0; n < outputs_.size(); ++n) {
    const OutputSource& output = outputs_[n];
    const Signal& signal = signals_[output.buffer];
    if (signal.zero == all_groups(signal.voices)) continue;
    if (signal.step > 1) {
      n += add_shared_outputs(n, out, frames) - 1;
      continue;
    }
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

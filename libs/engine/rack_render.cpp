// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/check.hpp"
#include "engine/rack.hpp"

namespace chronus::engine {

void Rack::render(Frame frame, float* out, int frames, const Onlookers& onlookers) noexcept {
  // More would run over the scratch buffers; none would never end Engine::render().
  CHRONUS_CHECK(frames >= 1 && frames <= static_cast<int>(segment_));
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
  Probe* const probe = onlookers.probe;
  if (probe) probe->costs.begin_stretch();
  const auto nodes = plan().nodes();
  if (is_stale_ || is_kept_awake_ || (probe && probe->costs.is_timed())) visit_all();
  for (const std::uint32_t first : at_work_) {
    const auto length = static_cast<std::size_t>(runs_[first].chain);
    render(nodes.subspan(first, length), frame, frames, onlookers);
  }
  process_waiting();
  for (const std::uint32_t index : takers_) take_inputs(plan().nodes()[index], frame, frames);
  for (std::size_t i = 0; probe && i < kMeters; ++i) measure(probe->meters[i], frames);
  mix_outputs(out, frames);
  last_frames_ = frames;
  next_frame_ = frame + frames;
  leave_out_resting();
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
      it.deaf = without_group(it.deaf, group);
    }
  }
}

/// Of heads, group by group: what one gives the next is still at hand.
void Rack::render(std::span<const PlanNode> chain, Frame frame, int frames,
                  const Onlookers& onlookers) noexcept {
  Probe* const probe = onlookers.probe;
  const bool is_timed = probe != nullptr && probe->costs.is_timed();
  const auto lap = [&](const PlanNode& node) {
    if (is_timed) probe->costs.lap(sharers(node));
  };
  // Sources come before those who hear them: what the first ones do is known.
  while (!chain.empty() && rests(chain.front(), frame)) {
    lap(chain.front());
    note_done(run(chain.front()), onlookers);
    chain = chain.subspan(1);
  }
  if (chain.empty()) return;
  for (const PlanNode& node : chain) {
    Run& it = run(node);
    it.is_at_rest = false;
    catch_up(node, frame);
    it.owes = false;
    it.are_params_still =
        it.is_shared ? fill_shared_params(node, frames) : fill_params(node, frames);
    it.was_called = false;
  }
  const int groups = run(chain.front()).groups;
  // By fours, for code that is quicker so.
  for (int first = 0; first < groups; first += kMostTogether) {
    const int end = std::min(first + kMostTogether, groups);
    for (const PlanNode& node : chain) {
      for (int group = first; group < end; ++group) {
        render_group(node, group, frame, frames, is_timed);
        lap(node);
      }
      if (end == groups) note_done(run(node), onlookers);
    }
  }
}

void Rack::note_done(Run& it, const Onlookers& onlookers) noexcept {
  if (it.was_called) it.has_seen_still = it.are_params_still;
  if (!onlookers.modules_done) return;
  auto& done = *onlookers.modules_done;
  done.store(done.load(std::memory_order_relaxed) + static_cast<std::uint64_t>(it.sharers),
             std::memory_order_relaxed);
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
      inputs[port] = first.samples + group * stride_;
      continue;
    }
    float* sum = sums_ + port * stride_;
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
    from += group * stride_;
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
    kernels.sum_lanes(mono_, signal.samples, signal.voices, stride_, frames);
  } else if (signal.step > 1) {
    kernels.take_lane(mono_, signal.samples, frames);
  } else {
    return signal.samples;
  }
  return mono_;
}

/// `is_within`: that is known without a look.
void Rack::hold_outputs(const PlanNode& node, int group, int frames, bool is_within) noexcept {
  const Run& it = run(node);
  const std::size_t count = static_cast<std::size_t>(frames) * (it.is_poly() ? kGroupLanes : 1);
  for (std::size_t port = 0; port < it.code->info->outputs.size(); ++port) {
    Signal& signal = signals_[node.first_buffer + port];
    signal.zero = without_group(signal.zero, group);
    signal.unwritten = without_group(signal.unwritten, group);
    if ((it.heard & (1U << port)) == 0) {
      signal.unwritten |= group_bit(group);
      continue;
    }
    if (is_within) continue;
    float* samples = signal.samples + group * stride_;
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
        if ((signal.unwritten & group_bit(group)) != 0) continue;
        if (has_nan(signal.samples + group * stride_, count, signal.step)) return node.place;
      }
    }
  }
  return -1;
}

void Rack::mix_outputs(float* out, int frames) noexcept {
  const int channels = format_.channels;
  std::fill_n(out, frames * channels, 0.0F);
  const Kernels& kernels = modules_.kernels();
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
      if (last != samples) kernels.sum_lanes(mono_, samples, signal.voices, stride_, frames);
      last = samples;
      samples = mono_;
    }
    for (int i = 0; i < frames; ++i) out[i * channels + output.channel] += samples[i];
  }
  for (const auto& [from, to] : equal_channels_) {
    for (int i = 0; i < frames; ++i) out[i * channels + to] = out[i * channels + from];
  }
}

}  // namespace chronus::engine

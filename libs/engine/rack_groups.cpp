// SPDX-License-Identifier: MIT
// Groups whose lanes are mono modules.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "engine/rack.hpp"

namespace chronus::engine {

/// As fill_params(), of all lanes.
bool Rack::fill_shared_params(const PlanNode& head, int frames) noexcept {
  Run& it = run(head);
  if (it.is_settled) return true;
  bool are_still = true;
  for (std::size_t i = 0; i < it.code->info->params.size(); ++i) {
    bool is_still = true;
    for (const PlanNode& node : sharers(head)) is_still = fill_param(node, i, frames) && is_still;
    params_[head.first_param + i] = shared_param(head, i, frames);
    are_still = are_still && is_still;
  }
  it.is_settled = are_still && !it.is_modulated;
  return are_still;
}

/// Of the lanes' own, which fill_param() gave. What all lanes have in common is said as one value:
/// most modules are quicker then.
Param Rack::shared_param(const PlanNode& head, std::size_t index, int frames) noexcept {
  const std::size_t param = head.first_param + index;
  std::array<const float*, kGroupLanes> values;
  std::array<int, kGroupLanes> steps{};
  // Lanes that are nobody's stay within the parameter's range.
  values.fill(&ramps()[param].target);
  bool is_level = true, is_common = true;
  for (const PlanNode& node : sharers(head)) {
    const Param& own = params_[node.first_param + index];
    const auto lane = static_cast<std::size_t>(run(node).lane);
    values[lane] = own.values;
    steps[lane] = own.step;
    is_level = is_level && own.is_still();
    is_common = is_common && *own.values == *values[0];
  }
  if (is_level && is_common) return {values[0], 0};
  float* lanes = shared_scratch_[param];
  modules_.kernels().gather_lanes(lanes, values.data(), steps.data(), is_level ? 1 : frames);
  return {lanes, is_level ? 0 : kGroupLanes, true};
}

void Rack::gather_shared(const PlanNode& head, int frames, const float** inputs) noexcept {
  for (std::size_t port = 0; port < info(head).inputs.size(); ++port) {
    inputs[port] = is_aligned_[head.first_input + port] ? gather_aligned(head, port, frames)
                                                        : gather_each(head, port, frames);
  }
}

/// Where is_aligned(): in whole groups.
const float* Rack::gather_aligned(const PlanNode& head, std::size_t port, int frames) noexcept {
  const Kernels& kernels = modules_.kernels();
  const auto sources = plan().sources(plan().inputs()[head.first_input + port]);
  const auto seconds = plan().sources(plan().inputs()[sharers(head)[1].first_input + port]);
  const std::size_t samples = static_cast<std::size_t>(frames) * kGroupLanes;
  float* sum = sums_ + port * stride_;
  for (std::size_t n = 0; n < sources.size(); ++n) {
    const Signal& signal = signals_[sources[n]];
    const bool is_for_all = sources[n] == seconds[n];
    if (!is_for_all && sources.size() == 1) return signal.samples;
    if (is_for_all) {
      const float* from = as_mono(signal, frames);
      n == 0 ? kernels.spread(sum, from, frames) : kernels.add_spread(sum, from, frames);
    } else if (n == 0) {
      std::copy_n(signal.samples, samples, sum);
    } else {
      kernels.add(sum, signal.samples, samples);
    }
  }
  return sources.empty() ? silence_ : sum;
}

/// Lane by lane: each as a mono module is given its inputs.
const float* Rack::gather_each(const PlanNode& head, std::size_t port, int frames) noexcept {
  std::array<const float*, kGroupLanes> from;
  std::array<int, kGroupLanes> steps{};
  from.fill(silence_);
  for (const PlanNode& node : sharers(head)) {
    const auto lane = static_cast<std::size_t>(run(node).lane);
    const auto sources = plan().sources(plan().inputs()[node.first_input + port]);
    if (sources.empty()) continue;
    const Signal& first = signals_[sources[0]];
    from[lane] = first.samples;
    steps[lane] = first.step;
    if (sources.size() == 1 && first.voices <= 1) continue;
    float* own = lane_sums_ + lane * segment_;
    for (std::size_t n = 0; n < sources.size(); ++n) {
      add_source(signals_[sources[n]], 0, 0, n == 0, own, frames);
    }
    from[lane] = own;
    steps[lane] = 1;
  }
  float* sum = sums_ + port * stride_;
  modules_.kernels().gather_lanes(sum, from.data(), steps.data(), frames);
  return sum;
}

/// The lanes of a group are zeros together, and written together.
void Rack::mark_shared(const PlanNode& head, std::size_t port, bool is_zero,
                       bool is_written) noexcept {
  const Signal& first = signals_[head.first_buffer + port];
  if ((first.zero != 0) == is_zero && (first.unwritten == 0) == is_written) return;
  for (const PlanNode& node : sharers(head)) {
    Signal& signal = signals_[node.first_buffer + port];
    signal.zero = is_zero ? 1 : 0;
    signal.unwritten = is_written ? 0 : 1;
  }
}

void Rack::silence_shared(const PlanNode& head) noexcept {
  for (std::size_t port = 0; port < info(head).outputs.size(); ++port) {
    const Signal& first = signals_[head.first_buffer + port];
    if (first.zero != 0) continue;
    std::memset(first.samples, 0, stride_ * sizeof(float));
    mark_shared(head, port, true, true);
  }
}

void Rack::hold_shared(const PlanNode& head, int frames, bool is_within) noexcept {
  const std::size_t samples = static_cast<std::size_t>(frames) * kGroupLanes;
  const std::uint32_t heard = run(head).heard;
  std::uint32_t beyond = 0;
  for (std::size_t port = 0; port < info(head).outputs.size(); ++port) {
    const std::uint32_t bit = 1U << port;
    mark_shared(head, port, false, (heard & bit) != 0);
    if ((heard & bit) == 0 || is_within) continue;
    const float* group = signals_[head.first_buffer + port].samples;
    if (modules_.kernels().any_beyond(group, samples, kHeldSignal)) beyond |= bit;
  }
  if (beyond == 0) return;
  // What lies in a lane that is nobody's is no fault.
  for (const PlanNode& node : sharers(head)) {
    for (std::size_t port = 0; beyond >> port != 0; ++port) {
      if ((beyond >> port & 1U) == 0) continue;
      const Signal& signal = signals_[node.first_buffer + port];
      note_runaway(node, signal.samples, static_cast<std::size_t>(frames), kGroupLanes);
    }
  }
  for (std::size_t port = 0; beyond >> port != 0; ++port) {
    if ((beyond >> port & 1U) == 0) continue;
    hold(signals_[head.first_buffer + port].samples, samples, kHeldSignal);
  }
}

/// Lanes of groups that follow each other in the outputs, to their channel; how many outputs.
std::size_t Rack::add_shared_outputs(std::size_t first, float* out, int frames) noexcept {
  const std::uint16_t channel = outputs_[first].channel;
  constexpr std::size_t kMostSummed = 32;
  std::array<const float*, kMostSummed> groups{};
  std::size_t outputs = 0, count = 0;
  for (; count < groups.size() && is_whole_group(first + outputs, channel);
       outputs += kGroupLanes) {
    const Signal& signal = signals_[outputs_[first + outputs].buffer];
    if (signal.zero == 0) groups[count++] = signal.samples;
  }
  if (outputs > 0) {
    modules_.kernels().add_groups(out + channel, format_.channels, groups.data(),
                                  static_cast<int>(count), frames);
    return outputs;
  }
  return add_some_lanes(first, out, frames);
}

/// Whether the outputs from there on are all lanes of a group in their order, in that channel.
bool Rack::is_whole_group(std::size_t first, std::uint16_t channel) const noexcept {
  if (first + kGroupLanes > outputs_.size()) return false;
  const float* const group = signals_[outputs_[first].buffer].samples;
  for (int lane = 0; lane < kGroupLanes; ++lane) {
    const OutputSource& output = outputs_[first + static_cast<std::size_t>(lane)];
    const Signal& signal = signals_[output.buffer];
    if (output.channel != channel || signal.step == 1 || signal.lane != lane) return false;
    if (signal.samples != group + lane) return false;
  }
  return true;
}

/// Lanes of one group; how many outputs.
std::size_t Rack::add_some_lanes(std::size_t first, float* out, int frames) noexcept {
  const auto group_of = [&](std::size_t n) {
    const Signal& signal = signals_[outputs_[n].buffer];
    return signal.step > 1 ? signal.samples - signal.lane : nullptr;
  };
  const float* group = group_of(first);
  const std::uint16_t channel = outputs_[first].channel;
  std::array<std::uint8_t, kGroupLanes> lanes{};
  std::size_t count = 0;
  for (std::size_t n = first; n < outputs_.size() && count < lanes.size(); ++n) {
    if (group_of(n) != group || outputs_[n].channel != channel) break;
    lanes[count++] = static_cast<std::uint8_t>(signals_[outputs_[n].buffer].lane);
  }
  modules_.kernels().add_lanes(out + channel, format_.channels, group, lanes.data(),
                               static_cast<int>(count), frames);
  return count;
}

}  // namespace chronus::engine

// SPDX-License-Identifier: MIT
// What parameters are over a stretch: still, or written out.
#include <algorithm>
#include <bit>
#include <cstdint>

#include "engine/rack.hpp"

namespace chronus::engine {

using catalog::ParameterInfo;

namespace {

static_assert(catalog::kMaxPorts >= 3, "modulate() works in the sums of three ports");

/// Of `lanes` values a frame, `step` apart from those of the frame before: bit for bit.
bool stays(const float* first, int step, int lanes, int frames) {
  const float* frame = first;
  for (int i = 1; i < frames; ++i) {
    frame += step;
    std::uint32_t differs = 0;
    for (int lane = 0; lane < lanes; ++lane) {
      differs |=
          std::bit_cast<std::uint32_t>(first[lane]) ^ std::bit_cast<std::uint32_t>(frame[lane]);
    }
    if (differs != 0) return false;
  }
  return true;
}

}  // namespace

bool Rack::fill_params(const PlanNode& node, int frames) noexcept {
  Run& it = run(node);
  if (it.is_settled) return true;
  bool are_still = true;
  for (std::size_t i = 0; i < it.code->info->params.size(); ++i) {
    if (!fill_param(node, i, frames)) are_still = false;
  }
  it.is_settled = are_still && !it.is_modulated;
  return are_still;
}

/// Whether it is still.
bool Rack::fill_param(const PlanNode& node, std::size_t index, int frames) noexcept {
  const std::size_t param = node.first_param + index;
  Run& it = run(node);
  ParamRamp& ramp = ramps()[param];
  const auto modulators = plan().modulators(plan().params()[param]);
  const bool has_own = it.has_own(index);
  it.by_lane &= ~(std::uint64_t{1} << index);
  const bool is_moved = std::any_of(modulators.begin(), modulators.end(), [&](const auto& one) {
    const Signal& signal = signals_[one.buffer];
    return signal.zero != all_groups(signal.voices);
  });
  if (ramp.remaining == 0 && !is_moved) {
    params_[param] = has_own ? still_values(node, index) : Param{&ramp.target, 0};
    return true;
  }
  // What is modulated by what stands still is one value for now. It is not still for who would
  // sleep: nobody says when it is another.
  const bool is_level = ramp.remaining == 0 &&
                        std::all_of(modulators.begin(), modulators.end(), [&](const auto& one) {
                          return this->is_level(signals_[one.buffer], frames);
                        });
  const int filled = is_level ? 1 : frames;
  float* values = param_scratch_[param];
  ramp.fill(values, filled);
  if (it.is_poly() && (has_own || is_per_lane_[param])) {
    it.by_lane |= std::uint64_t{1} << index;
  } else {
    if (has_own) std::fill_n(values, filled, own_values(node).values(index)[0]);
    if (!modulators.empty()) {
      modulate(modulators, info(node).params[index], 0, 0, values, filled);
    }
  }
  params_[param] = {values, is_level ? 0 : 1};
  return false;
}

/// A hit begins with its own values: what has begun to glide on its frame is there at once. A frame
/// has no glide of before that could be taken for one, since each has moved in the frame it began.
void Rack::end_new_glides(const PlanNode& node) noexcept {
  const auto& params = info(node).params;
  for (std::size_t i = 0; i < params.size(); ++i) {
    ParamRamp& ramp = ramps()[node.first_param + i];
    if (ramp.remaining == 0 || !ramp.is_new(smoothing_frames(params[i], format_.rate))) continue;
    touch(node);
    ramp.jump(ramp.target);
    wake_params(node);
  }
}

bool Rack::is_level(const Signal& signal, int frames) const noexcept {
  const int lanes = signal.voices > 1 ? kGroupLanes : 1;
  const int step = signal.voices > 1 ? kGroupLanes : signal.step;
  for (int group = 0; group < std::max(1, groups_of(signal.voices)); ++group) {
    if ((signal.zero & 1U << group) != 0) continue;
    if (!stays(signal.samples + group * stride_, step, lanes, frames)) return false;
  }
  return true;
}

void Rack::modulate(std::span<const Modulator> modulators, const ParameterInfo& row, int voices,
                    int group, float* values, int frames) noexcept {
  const Kernels& kernels = modules_.kernels();
  const auto count = static_cast<std::size_t>(frames) * (voices > 1 ? kGroupLanes : 1);
  float* one = sums_ + stride_;
  float* octaves = one + stride_;
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

}  // namespace chronus::engine

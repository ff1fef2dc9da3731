// SPDX-License-Identifier: MIT
// Values that a note has for its own voice.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <string>

#include "engine/rack.hpp"

namespace chronus::engine {

static_assert(catalog::kMaxParams <= 64, "Run has a bit for each");
static_assert(kMaxVoices <= kLeastSegment, "still_values() writes where a ramp would");

OwnValues Rack::own_values(const PlanNode& node) const noexcept {
  return {arena_.memory.get() + node.own_values_at, info(node).params.size(),
          lanes_of(node.voices)};
}

/// Which parameters have some, out of the arena.
void Rack::note_own(const PlanNode& node) noexcept {
  Run& it = run(node);
  const OwnValues own = own_values(node);
  it.own = 0;
  for (std::size_t i = 0; i < info(node).params.size(); ++i) {
    if (own.lanes(i) != 0) it.own |= std::uint64_t{1} << i;
  }
}

void Rack::wake_params(const PlanNode& node) noexcept {
  head_of(node).quiet = 0;
  head_of(node).is_settled = false;
}

/// `value` within the parameter's range.
void Rack::set_own(const PlanNode& node, std::size_t param, int lane, float value) noexcept {
  touch(node);
  own_values(node).set(param, lane, value + 0.0F);
  run(node).own |= std::uint64_t{1} << param;
  wake_params(node);
}

void Rack::forget_own(const PlanNode& node, std::size_t param, int lane) noexcept {
  OwnValues own = own_values(node);
  if (!own.has(param, lane)) return;
  touch(node);
  own.forget(param, lane);
  if (own.lanes(param) == 0) run(node).own &= ~(std::uint64_t{1} << param);
  wake_params(node);
}

void Rack::forget_own(const PlanNode& node, int lane) noexcept {
  for (std::uint64_t left = run(node).own; left != 0; left &= left - 1) {
    forget_own(node, static_cast<std::size_t>(std::countr_zero(left)), lane);
  }
}

/// What a lane is to have of a parameter, before it is modulated.
float Rack::value_set(const PlanNode& node, std::size_t param, int lane) const noexcept {
  if (runs_[index_of(node)].has_own(param)) {
    const OwnValues own = own_values(node);
    if (own.has(param, lane)) return own.values(param)[lane];
  }
  return ramps()[node.first_param + param].target;
}

void Rack::note_value(int place, int param, double value, NoteId note, bool waits) noexcept {
  const PlanInstrument* instrument = instrument_at(place);
  const int lane = instrument ? lane_of(*instrument, note) : -1;
  if (lane < 0 || !std::isfinite(value)) return;
  if (waits && voices(*instrument)[lane].waits == 0) return;
  const PlanNode& node = *plan().node_at(place);
  const auto& params = info(node).params;
  if (param < 0 || static_cast<std::size_t>(param) >= params.size()) return;
  const catalog::ParameterInfo& row = params[static_cast<std::size_t>(param)];
  const double clamped = std::clamp<double>(value, row.minimum, row.maximum);
  set_own(node, static_cast<std::size_t>(param), lane, static_cast<float>(clamped));
}

Status Rack::check_own_values(const Arena& image) const {
  const PlanView view(image.memory.get());
  for (const PlanNode& node : view.nodes()) {
    if (node.own_values_at == kNoIndex) continue;
    const auto& params = modules_.find(node.type)->info->params;
    const int lanes = lanes_of(node.voices);
    const OwnValues own(image.memory.get() + node.own_values_at, params.size(), lanes);
    for (std::size_t i = 0; i < params.size(); ++i) {
      bool is_sound = node.voices == kMaxVoices || own.lanes(i) >> node.voices == 0;
      for (int lane = 0; lane < lanes; ++lane) {
        const float value = own.values(i)[lane];
        is_sound =
            is_sound && (own.has(i, lane) ? value >= params[i].minimum && value <= params[i].maximum
                                          : std::bit_cast<std::uint32_t>(value) == 0);
      }
      if (!is_sound) {
        return Error{"rack: place " + std::to_string(node.place) + ": a note's " +
                     std::string(params[i].name) + " is out of range"};
      }
    }
  }
  return {};
}

/// Of all lanes, group behind group. Those without a value of their own follow the parameter.
Param Rack::still_values(const PlanNode& node, std::size_t index) noexcept {
  const std::size_t param = node.first_param + index;
  const OwnValues own = own_values(node);
  float* const values = param_scratch_[param];
  for (int lane = 0; lane < lanes_of(node.voices); ++lane) {
    values[lane] = own.has(index, lane) ? own.values(index)[lane] : ramps()[param].target;
  }
  return {values, 0, run(node).is_poly()};
}

/// Of one group, where its lanes move: written `to` there. What fill_param() left is the ramp.
Param Rack::lane_values(const PlanNode& node, std::size_t index, int group, int frames,
                        float* to) noexcept {
  const std::size_t param = node.first_param + index;
  const Run& it = run(node);
  const bool is_level = params_[param].is_still();
  const int filled = is_level ? 1 : frames;
  modules_.kernels().spread(to, params_[param].values, filled);
  if (it.has_own(index)) {
    const OwnValues own = own_values(node);
    for (int n = 0; n < kGroupLanes; ++n) {
      const int lane = group * kGroupLanes + n;
      if (!own.has(index, lane)) continue;
      const float value = own.values(index)[lane];
      for (int i = 0; i < filled; ++i) to[i * kGroupLanes + n] = value;
    }
  }
  const auto modulators = plan().modulators(plan().params()[param]);
  modulate(modulators, info(node).params[index], it.voices, group, to, filled);
  return {to, is_level ? 0 : kGroupLanes, true};
}

}  // namespace chronus::engine

// SPDX-License-Identifier: MIT
#include "engine/rack.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include "base/check.hpp"

namespace chronus::engine {

using catalog::ParameterInfo;

namespace {

// One cache line more than a segment: buffers a power of two apart would share cache sets.
constexpr std::size_t kBufferStride = kSegmentFrames + 16;

alignas(kArenaAlign) constexpr float kSilence[kSegmentFrames] = {};

/// A NaN becomes the minimum: a broken modulator cannot carry it into another module's state.
float into_range(float value, const ParameterInfo& info) {
  const float raised = value > info.minimum ? value : info.minimum;
  return raised < info.maximum ? raised : info.maximum;
}

void add(float* to, const float* from, int frames) {
  for (int i = 0; i < frames; ++i) to[i] += from[i];
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
    const auto& params = code(node).info->params;
    const ModuleEntry& entry = patch.modules[node.place];
    for (std::size_t i = 0; i < params.size(); ++i) {
      ramps()[node.first_param + i].jump(into_range(entry.values[i], params[i]));
    }
    code(node).init(state(node), static_cast<float>(format_.rate), node.identity);
  }
}

void Rack::wire() {
  const PlanHeader& header = plan().header();
  codes_.clear();
  // The plan's types are the catalogue's, and each of those has its code.
  for (const PlanNode& node : plan().nodes()) codes_.push_back(modules_.find(node.type));
  const std::size_t first_sum = std::size_t{header.buffer_count} + header.param_count;
  scratch_ = make_zeroed<float>((first_sum + catalog::kMaxPorts) * kBufferStride);
  output_buffers_.resize(header.buffer_count);
  for (std::size_t i = 0; i < output_buffers_.size(); ++i) output_buffers_[i] = buffer(i);
  param_buffers_.resize(header.param_count);
  for (std::size_t i = 0; i < param_buffers_.size(); ++i) {
    param_buffers_[i] = buffer(header.buffer_count + i);
  }
  filled_.assign(header.param_count, Filled{0.0F, 0});
  input_buffers_.resize(header.input_count);
  for (const PlanNode& node : plan().nodes()) {
    for (std::size_t port = 0; port < code(node).info->inputs.size(); ++port) {
      const SourceList& list = plan().inputs()[node.first_input + port];
      input_buffers_[node.first_input + port] = list.count == 0   ? kSilence
                                                : list.count == 1 ? buffer(plan().sources(list)[0])
                                                                  : buffer(first_sum + port);
    }
  }
}

float* Rack::buffer(std::size_t index) noexcept { return scratch_.get() + index * kBufferStride; }

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
  return mine && theirs && mine->identity == theirs->identity && mine->type == theirs->type;
}

void Rack::adopt(const Rack& playing) noexcept {
  for (const PlanNode& node : plan().nodes()) {
    if (!shares(node.place, playing)) continue;
    const PlanNode& from = *playing.plan().node_at(node.place);
    std::memcpy(state(node), playing.state(from), node.state_bytes);
    std::copy_n(playing.ramps() + from.first_param, code(node).info->params.size(),
                ramps() + node.first_param);
  }
}

void Rack::set_param(int place, int param, double value, bool jump) noexcept {
  const PlanNode* node = plan().node_at(place);
  if (!node || !std::isfinite(value)) return;
  const auto& params = code(*node).info->params;
  if (param < 0 || static_cast<std::size_t>(param) >= params.size()) return;
  const ParameterInfo& info = params[param];
  const double clamped = std::clamp<double>(value, info.minimum, info.maximum);
  ParamRamp& ramp = ramps()[node->first_param + param];
  if (jump && info.lane_jumps) {
    ramp.jump(static_cast<float>(clamped));
  } else {
    ramp.glide(static_cast<float>(clamped), smoothing_frames(info, format_.rate));
  }
}

void Rack::gate(int place, bool on, double velocity) noexcept {
  const PlanNode* node = plan().node_at(place);
  if (!node || !std::isfinite(velocity)) return;
  const ModuleCode& it = code(*node);
  if (!it.gate) return;
  float values[catalog::kMaxParams] = {};
  for (std::size_t i = 0; i < it.info->params.size(); ++i) {
    values[i] = ramps()[node->first_param + i].target;
  }
  it.gate(state(*node), on, static_cast<float>(std::clamp(velocity, 0.0, 1.0)), values);
}

void Rack::renew() noexcept {
  for (const PlanNode& node : plan().nodes()) {
    std::memset(state(node), 0, node.state_bytes);
    code(node).init(state(node), static_cast<float>(format_.rate), node.identity);
  }
}

void Rack::render(float* out, int frames) noexcept {
  // More would run over the scratch buffers; none would never end Engine::render().
  CHRONUS_CHECK(frames >= 1 && frames <= kSegmentFrames);
  runaway_ = {};
  for (const PlanNode& node : plan().nodes()) {
    sum_inputs(node, frames);
    fill_params(node, frames);
    code(node).process(state(node), {.frames = frames,
                                     .rate = static_cast<float>(format_.rate),
                                     .inputs = input_buffers_.data() + node.first_input,
                                     .outputs = output_buffers_.data() + node.first_buffer,
                                     .params = param_buffers_.data() + node.first_param});
    hold_outputs(node, frames);
  }
  mix_outputs(out, frames);
  last_frames_ = frames;
}

void Rack::hold_outputs(const PlanNode& node, int frames) noexcept {
  const auto count = static_cast<std::size_t>(frames);
  for (std::size_t port = 0; port < code(node).info->outputs.size(); ++port) {
    float* signal = output_buffers_[node.first_buffer + port];
    if (!any_beyond(signal, count, kHeldSignal)) continue;
    note_runaway(node, signal, frames);
    hold(signal, count, kHeldSignal);
  }
}

void Rack::note_runaway(const PlanNode& node, const float* signal, int frames) noexcept {
  if (runaway_.place >= 0) return;
  // NaN is not beyond.
  const auto is_beyond = [](float sample) { return std::abs(sample) > kRunawayLevel; };
  const float* end = signal + frames;
  if (std::find_if(signal, end, is_beyond) == end) return;
  runaway_.place = node.place;
  runaway_.finite = std::none_of(signal, end, [](float sample) { return std::isinf(sample); });
}

int Rack::first_nan_place() const noexcept {
  const auto is_nan = [](float sample) { return std::isnan(sample); };
  for (const PlanNode& node : plan().nodes()) {
    for (std::size_t port = 0; port < code(node).info->outputs.size(); ++port) {
      const float* signal = output_buffers_[node.first_buffer + port];
      if (std::any_of(signal, signal + last_frames_, is_nan)) return node.place;
    }
  }
  return -1;
}

void Rack::sum_inputs(const PlanNode& node, int frames) noexcept {
  const PlanHeader& header = plan().header();
  const std::size_t first_sum = std::size_t{header.buffer_count} + header.param_count;
  for (std::size_t port = 0; port < code(node).info->inputs.size(); ++port) {
    const SourceList& list = plan().inputs()[node.first_input + port];
    if (list.count < 2) continue;
    float* sum = buffer(first_sum + port);
    const auto sources = plan().sources(list);
    std::copy_n(buffer(sources[0]), frames, sum);
    for (const std::uint16_t source : sources.subspan(1)) add(sum, buffer(source), frames);
  }
}

void Rack::fill_params(const PlanNode& node, int frames) noexcept {
  const auto& params = code(node).info->params;
  for (std::size_t i = 0; i < params.size(); ++i) {
    fill_param(params[i], node.first_param + i, frames);
  }
}

void Rack::fill_param(const ParameterInfo& info, std::size_t param, int frames) noexcept {
  ParamRamp& ramp = ramps()[param];
  const SourceList& modulators = plan().params()[param];
  float* values = buffer(plan().header().buffer_count + param);
  Filled& filled = filled_[param];
  if (ramp.remaining == 0 && modulators.count == 0) {
    // Compared as bits: -0.0 must not pass for 0.0, or a cached buffer could change the sound.
    if (std::bit_cast<std::uint32_t>(filled.value) == std::bit_cast<std::uint32_t>(ramp.target) &&
        filled.frames >= frames) {
      return;
    }
    std::fill_n(values, frames, ramp.target);
    filled = {ramp.target, frames};
    return;
  }
  filled.frames = 0;
  ramp.fill(values, frames);
  for (const std::uint16_t source : plan().sources(modulators)) {
    add(values, buffer(source), frames);
  }
  for (int i = 0; i < frames; ++i) values[i] = into_range(values[i], info);
}

void Rack::mix_outputs(float* out, int frames) noexcept {
  const int channels = format_.channels;
  std::fill_n(out, frames * channels, 0.0F);
  for (const OutputSource& output : plan().outputs()) {
    if (output.channel >= channels) continue;
    const float* signal = buffer(output.buffer);
    for (int i = 0; i < frames; ++i) out[i * channels + output.channel] += signal[i];
  }
}

}  // namespace chronus::engine

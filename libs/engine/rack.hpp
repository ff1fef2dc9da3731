// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "engine/arena.hpp"
#include "engine/levels.hpp"
#include "engine/module_set.hpp"
#include "engine/patch.hpp"
#include "engine/plan.hpp"
#include "engine/ramp.hpp"

namespace chronus::engine {

/// Frames that modules process at a time; longer stretches are cut. Short enough for the signals
/// of a large patch to stay in the cache.
inline constexpr int kSegmentFrames = 256;

/// One patch with its state in one relocatable arena (plan.hpp) and its scratch buffers outside.
///
/// Threads: one at a time; Engine hands a rack from the builder thread to the render thread.
/// Functions marked noexcept are real-time safe.
class Rack {
 public:
  /// Plays the empty patch of version 0. `modules` must outlive the rack.
  Rack(const StreamFormat& format, const ModuleSet& modules);

  /// Fresh modules for `patch`, whose plan make_plan() gave.
  void build(const PatchDescription& patch, std::span<const std::byte> plan);
  /// Takes over the image() of a rack of the same rate. Every count, offset, index and ramp is
  /// checked; module states are taken as they are. A refused image changes nothing.
  Status load(Arena image);
  /// The arena's used bytes: the rack's whole state.
  std::span<const std::byte> image() const noexcept;

  std::uint64_t version() const noexcept { return plan().header().patch_version; }
  std::uint32_t fade_frames() const noexcept { return plan().header().fade_frames; }

  /// Whether both racks hold the same module at this place.
  bool shares(int place, const Rack& other) const noexcept;
  /// Takes state and ramps of the modules that both racks hold.
  void adopt(const Rack& playing) noexcept;

  /// Clamped to the parameter's range. Values that are not finite, empty places and unknown
  /// parameters do nothing.
  void set_param(int place, int param, double value, bool jump) noexcept;
  /// As set_param(); velocity is clamped to [0, 1]. Does nothing where the module has no gate.
  void gate(int place, bool on, double velocity) noexcept;

  /// Every module as it was when it was new, but for its parameters.
  void renew() noexcept;

  /// Writes the next `frames` frames (1 to kSegmentFrames), interleaved. What modules give to each
  /// other is held within kHeldSignal; the sum of those that are heard is not held yet.
  void render(float* out, int frames) noexcept;

  /// Where NaN of the last render() came from: the place of the first module, in the order of
  /// processing, with one in its output; -1 where there is none. What comes behind it may only have
  /// passed it on.
  int first_nan_place() const noexcept;
  /// The first module of the last render() that ran away, before it was held.
  const Runaway& runaway() const noexcept { return runaway_; }

 private:
  /// What a parameter's buffer holds from its start on: kept until the value changes or a longer
  /// stretch is needed.
  struct Filled {
    float value;
    int frames;
  };

  PlanView plan() const noexcept { return PlanView(arena_.memory.get()); }
  /// Of a node of this rack's plan.
  const ModuleCode& code(const PlanNode& node) const noexcept {
    return *codes_[static_cast<std::size_t>(&node - plan().nodes().data())];
  }
  std::byte* state(const PlanNode& node) const noexcept {
    return arena_.memory.get() + node.state_at;
  }
  ParamRamp* ramps() noexcept;
  const ParamRamp* ramps() const noexcept;
  void init_modules(const PatchDescription& patch);
  void wire();
  float* buffer(std::size_t index) noexcept;
  Status check_ramps(const Arena& image) const;
  void sum_inputs(const PlanNode& node, int frames) noexcept;
  void fill_params(const PlanNode& node, int frames) noexcept;
  void fill_param(const catalog::ParameterInfo& info, std::size_t param, int frames) noexcept;
  void mix_outputs(float* out, int frames) noexcept;
  void hold_outputs(const PlanNode& node, int frames) noexcept;
  void note_runaway(const PlanNode& node, const float* signal, int frames) noexcept;

  StreamFormat format_;
  const ModuleSet& modules_;
  Arena arena_;
  std::vector<const ModuleCode*> codes_;  // as the plan's nodes
  /// Signals, then parameters, then the sums of the inputs of the module at work.
  AlignedArray<float> scratch_;
  std::vector<const float*> input_buffers_;
  std::vector<const float*> param_buffers_;
  std::vector<float*> output_buffers_;
  std::vector<Filled> filled_;
  // Of the last render().
  int last_frames_ = 0;
  Runaway runaway_;
};

}  // namespace chronus::engine

// SPDX-License-Identifier: MIT
#pragma once

#include "catalog/module_info.hpp"

namespace chronus::engine {

/// What a module sees of one stretch of frames. Every array holds `frames` samples.
struct ProcessArgs {
  int frames;                  ///< 1 to kMaxBlockFrames
  float rate;                  ///< frames per second
  const float* const* inputs;  ///< per input port: the sum of what is connected, else silence
  float* const* outputs;       ///< per output port: to be written, all of it
  const float* const* params;  ///< per parameter: ramped, modulated and clamped values
};

/// The code behind one row of the catalogue. State is a trivially copyable struct inside the rack's
/// arena, and the samples behind it that a delay needs: it holds no pointer, so a keyframe is a
/// memcpy.
///
/// `process` and `gate` run in a real-time section. Their result must not depend on how frames
/// are cut into calls: rendering 128 frames at once or 1 at a time gives the same bits.
struct ModuleCode {
  const catalog::ModuleInfo* info;  ///< what it was written for
  /// Fresh state in info->bytes() zeroed bytes: silent, gate closed. `identity` differs between
  /// modules of one patch and is kept for a module's life: a seed for noise.
  void (*init)(void* state, float rate, unsigned identity);
  void (*process)(void* state, const ProcessArgs& args);
  /// Gate on or off at the next frame to be processed; velocity in [0, 1]. `params`: the value that
  /// each parameter was last set to. Null where the module has no gate.
  void (*gate)(void* state, bool on, float velocity, const float* params);
};

/// The choice that a parameter's value names: modulation may leave it between two.
constexpr int choice_of(float value) { return static_cast<int>(value + 0.5F); }

}  // namespace chronus::engine

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace chronus::engine {

/// How a parameter's range feels under a fader; told to clients by `/module/info`.
enum class Curve { kLinear, kExponential, kChoice };

/// One row of a module's parameter table. Values outside [minimum, maximum] are clamped.
struct ParameterInfo {
  std::string_view name;
  std::string_view unit;  ///< "Hz", "s", "dB", "" …
  float minimum;
  float maximum;
  float initial;  ///< the value of a new module
  Curve curve = Curve::kLinear;
  /// Linear ramp towards a new value. 0 for choices and where a jump makes no click.
  float smoothing_ms = 5.0F;
  /// A sequencer lane jumps to its value (pitch) where `/mod` glides over smoothing_ms.
  bool lane_jumps = false;
  /// Names of the values of a Curve::kChoice parameter: value i is choices[i].
  std::span<const std::string_view> choices = {};
  /// Older or other names that mean the same parameter.
  std::span<const std::string_view> aliases = {};
};

/// What a module sees of one stretch of frames. Every array holds `frames` samples.
struct ProcessArgs {
  int frames;                  ///< 1 to kMaxBlockFrames
  float rate;                  ///< frames per second
  const float* const* inputs;  ///< per input port: the sum of what is connected, else silence
  float* const* outputs;       ///< per output port: to be written, all of it
  const float* const* params;  ///< per parameter: ramped, modulated and clamped values
};

/// The table of functions and facts that makes a module type. State is a trivially copyable
/// struct inside the rack's arena, and the samples behind it that a delay needs: it holds no
/// pointer, so a keyframe is a memcpy.
///
/// `process` and `gate` run in a real-time section. Their result must not depend on how frames
/// are cut into calls: rendering 128 frames at once or 1 at a time gives the same bits.
struct ModuleType {
  std::string_view name;
  std::span<const std::string_view> aliases;
  std::string_view summary;
  std::span<const std::string_view> inputs;
  std::span<const std::string_view> outputs;
  std::span<const ParameterInfo> params;
  /// At that many frames per second: two seconds are more bytes at a higher rate.
  std::size_t (*state_bytes)(int rate);
  std::size_t state_align;
  /// Fresh state in zeroed bytes: silent, gate closed. `identity` differs between modules of one
  /// patch and is kept for a module's life: a seed for noise.
  void (*init)(void* state, float rate, unsigned identity);
  void (*process)(void* state, const ProcessArgs& args);
  /// Gate on or off at the next frame to be processed; velocity in [0, 1]. `params`: the value that
  /// each parameter was last set to. Null where the module has no gate.
  void (*gate)(void* state, bool on, float velocity, const float* params);
  /// For practising failures: clients may create it only where drills are allowed.
  bool drill_only = false;
};

inline constexpr int kMaxPorts = 8;
inline constexpr int kMaxParams = 16;

/// All module types, in a fixed order: the index of a type is part of a patch description.
std::span<const ModuleType* const> module_types();

/// By name or alias; -1 where there is none.
int find_module_type(std::string_view name);
/// By name or alias; -1 where the type has none.
int find_param(const ModuleType& type, std::string_view name);
int find_input(const ModuleType& type, std::string_view name);
int find_output(const ModuleType& type, std::string_view name);

}  // namespace chronus::engine

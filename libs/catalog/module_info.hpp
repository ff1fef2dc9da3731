// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace chronus::catalog {

/// What patches, keyframes and workers call a module type: a hash of its name, so that the order in
/// which types are listed means nothing. 0 is no module.
enum class ModuleId : std::uint32_t { kNone = 0 };

/// FNV-1a of the name. Two names may meet in one id: a Catalog of both is refused.
constexpr ModuleId id_of(std::string_view name) {
  std::uint32_t hash = 2'166'136'261U;
  for (const char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 16'777'619U;
  return ModuleId{hash};
}

/// How a parameter's range feels under a fader; told to clients by `/module/info`.
enum class Curve { kLinear, kExponential, kChoice };
/// `linear`, `exponential`, `choice`
std::string_view to_text(Curve curve);

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
  /// In Hz, and what a note of an instrument sets, voice by voice. The first such one of a module.
  bool is_pitch = false;
  /// A sample's number, which messages name by its name; no lane and no signal moves it.
  bool is_sample = false;
  /// Names of the values of a Curve::kChoice parameter: value i is choices[i].
  std::span<const std::string_view> choices = {};
  /// Older or other names that mean the same parameter.
  std::span<const std::string_view> aliases = {};
};

inline constexpr std::size_t kMaxPorts = 8;
inline constexpr std::size_t kMaxParams = 40;
/// Samples that a line has beyond its seconds, for reading between two of them.
inline constexpr int kLineSpare = 3;

/// What is known of a module type without its code. Ports and parameters are named by their index
/// in commands and patches. Names and tables lie in storage that outlives it.
struct ModuleInfo {
  std::string_view name;
  std::span<const std::string_view> aliases = {};  ///< older names
  std::string_view summary;
  std::span<const std::string_view> inputs = {};
  std::span<const std::string_view> outputs = {};
  std::span<const ParameterInfo> params = {};
  bool has_gate = false;
  int most_voices = 1;  ///< 1 to 64
  /// Its voices are computed one by one: it gains nothing from a group that they share.
  bool one_by_one = false;
  /// For practising failures: clients may create it only where drills are allowed.
  bool drill_only = false;
  /// What it gives is what came in a tick before: a cycle may pass its inputs.
  bool breaks_cycles = false;
  /// What its code keeps from call to call for one voice, in bytes. The code is held to it where it
  /// is compiled.
  std::size_t state_bytes = 0;
  /// Seconds of samples behind that, and milliseconds beyond them: a delay's line. 0 for a module
  /// without one.
  int line_s = 0;
  int line_ms = 0;
  /// OSC lines for docs/modules.md; where there are none the docs make some up.
  std::span<const std::string_view> example = {};

  constexpr ModuleId id() const { return id_of(name); }
  /// Whether separate mono modules of it may be computed as lanes of one group.
  constexpr bool shares_groups() const { return most_voices > 1 && !one_by_one; }
  constexpr bool has_line() const { return line_s > 0 || line_ms > 0; }
  /// Samples of the line at `rate` frames a second.
  constexpr int line_samples(int rate) const {
    return has_line() ? line_s * rate + line_ms * rate / 1000 + kLineSpare : 0;
  }
  /// State and line, in bytes; `lanes` as engine::lanes_of() gives them for its voices.
  constexpr std::size_t bytes(int rate, int lanes = 1) const {
    return state_bytes * static_cast<std::size_t>(lanes) +
           static_cast<std::size_t>(line_samples(rate)) * sizeof(float);
  }
};

/// By name or alias; -1 where the module has none.
int find_param(const ModuleInfo& module, std::string_view name);
/// The parameter that a note sets; -1 where the module has none.
int find_pitch(const ModuleInfo& module);
/// The parameter that is a sample; -1 where the module has none.
int find_sample(const ModuleInfo& module);
/// By name; -1 where the module has none.
int find_input(const ModuleInfo& module, std::string_view name);
int find_output(const ModuleInfo& module, std::string_view name);

/// Over what gives commands, patches and keyframes their meaning: its name, its ports and
/// parameters in their order, ranges, defaults, choices, how values move, its voices and its
/// memory. Not over what only people read (summary, curves, older names).
std::uint64_t hash_of(const ModuleInfo& module);

}  // namespace chronus::catalog

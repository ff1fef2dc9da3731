// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <type_traits>

#include "base/frame.hpp"
#include "catalog/catalog.hpp"
#include "catalog/module_info.hpp"

namespace chronus::engine {

/// A patch holds kMaxModules at most; there are twice as many places, so that a patch with all
/// new modules can fade in beside the old one without sharing a place.
inline constexpr int kMaxModules = 256;
inline constexpr int kModulePlaces = 2 * kMaxModules;
inline constexpr int kMaxConnections = 1'024;
/// Ten seconds at the highest rate.
inline constexpr std::uint32_t kMaxFadeFrames = 10U * kMaxRate;

/// One module of a patch. Its place in PatchDescription::modules is what commands name.
struct ModuleEntry {
  catalog::ModuleId type = catalog::ModuleId::kNone;  ///< kNone: no module here
  /// Unique per module ever made (a patch that repeats one is refused). The same identity at the
  /// same place keeps its state over a swap.
  std::uint32_t identity = 0;
  /// 1 to the type's most_voices: a part of an instrument of that many. 0: mono, and what feeds it
  /// with many voices is summed. Modules of the same number are connected voice by voice; between
  /// others what has many voices is summed to one first.
  std::uint16_t voices = 0;
  std::uint16_t unused = 0;
  float values[catalog::kMaxParams] = {};  ///< parameter values of a module that starts fresh
};

enum class Target : std::uint8_t { kInput, kParam, kOutput };

/// In what the depth of a modulation counts, times which its signal moves a parameter.
enum class DepthUnit : std::uint8_t {
  kParameter,  ///< the parameter's own unit: is added to it
  kOctaves,  ///< of a parameter in Hz: multiplies it by 2^(depth times signal), after what is added
};
/// Largest magnitude of a depth.
inline constexpr float kMaxDepth = 1e6F;
/// Whether a modulation of the parameter may count in octaves.
inline bool counts_in_octaves(const catalog::ParameterInfo& info) { return info.unit == "Hz"; }

struct Connection {
  std::uint16_t src_module = 0;
  std::uint8_t src_port = 0;
  Target target = Target::kInput;
  std::uint16_t dst_module = 0;  ///< unused for Target::kOutput
  /// Input port, parameter, or output channel. A channel below kMaxChannels that the stream does
  /// not have is silent, so that a score plays on any device.
  std::uint8_t dst_index = 0;
  DepthUnit depth_unit = DepthUnit::kParameter;  ///< of Target::kParam
  float depth = 1.0F;  ///< of Target::kParam: within ±kMaxDepth; 1 for any other
  friend bool operator==(const Connection&, const Connection&) = default;
};
static_assert(sizeof(Connection) == 12, "plans are compared byte by byte: no padding");

/// A whole patch without a name or a pointer in it: what the workers build from.
struct PatchDescription {
  std::uint64_t version = 0;      ///< 1, 2, 3 …; 0 is the empty patch of a new engine
  std::uint32_t fade_frames = 0;  ///< crossfade from the patch before, 0 (cut) to kMaxFadeFrames
  std::uint32_t connection_count = 0;
  ModuleEntry modules[kModulePlaces] = {};
  Connection connections[kMaxConnections] = {};
};
static_assert(std::is_trivially_copyable_v<PatchDescription>);

/// Every module's parameters as they are when it is new.
void set_defaults(PatchDescription* patch, const catalog::Catalog& catalog);

}  // namespace chronus::engine

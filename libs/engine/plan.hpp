// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "base/result.hpp"
#include "engine/note.hpp"
#include "engine/packing.hpp"
#include "engine/patch.hpp"
#include "engine/patch_check.hpp"
#include "engine/ramp.hpp"

namespace chronus::engine {

/// One rack's arena; every offset in a plan counts from its start.
inline constexpr std::size_t kArenaBytes = std::size_t{24} << 20;
inline constexpr std::size_t kArenaAlign = 64;
/// Every module's state begins at a multiple of it.
inline constexpr std::size_t kStateAlign = 32;

inline constexpr std::uint64_t kPlanMagic = 0x3153'554e'4f52'4843ULL;  // "CHRONUS1"
inline constexpr std::uint32_t kPlanFormat = 7;
inline constexpr std::uint16_t kNoNode = 0xFFFF;
inline constexpr std::uint32_t kNoIndex = 0xFFFF'FFFF;

/// The arena of a rack:
///
///   0                                     static_bytes                        used_bytes
///   | PlanHeader | nodes | connections |   | NoteCounters | voices | ramps | own    | states |
///   |  inputs | params | sources |         |                                values |        |
///   |                                      | ←──────────── changes while it plays ─────────→|
///   |  modulators | outputs                |
///   |  node of each place | instruments    |
///   |  members | shared groups             |
///
/// The static part is a function of the patch description and the rate alone: what a keyframe
/// brings is checked by making it again.
struct PlanHeader {
  std::uint64_t magic;
  std::uint64_t patch_version;
  std::uint32_t format;
  std::uint32_t fade_frames;
  std::uint32_t static_bytes;
  std::uint32_t used_bytes;
  std::uint32_t node_count;
  std::uint32_t connection_count;
  std::uint32_t input_count;
  std::uint32_t param_count;
  std::uint32_t source_count;
  std::uint32_t modulator_count;
  std::uint32_t output_count;
  std::uint32_t buffer_count;
  std::uint32_t connections_at;
  std::uint32_t inputs_at;
  std::uint32_t params_at;
  std::uint32_t sources_at;
  std::uint32_t modulators_at;
  std::uint32_t outputs_at;
  std::uint32_t places_at;
  std::uint32_t instrument_count;
  std::uint32_t member_count;
  std::uint32_t voice_count;
  std::uint32_t instruments_at;
  std::uint32_t members_at;
  std::uint32_t notes_at;  ///< the counters, and the voices behind them
  std::uint32_t ramps_at;
  std::uint32_t own_values_at;
  std::uint32_t own_value_bytes;
  std::uint32_t group_count;  ///< that are shared
  std::uint32_t groups_at;
};

/// One module, in the order of processing.
struct PlanNode {
  std::uint16_t place;
  std::uint16_t voices;  ///< 0: mono; see lanes_of()
  catalog::ModuleId type;
  std::uint32_t identity;
  std::uint32_t first_input;    ///< in inputs
  std::uint32_t first_param;    ///< in params and ramps
  std::uint32_t first_buffer;   ///< signal buffer of its output port 0
  std::uint32_t state_at;       ///< all that share a group: the group's
  std::uint32_t state_bytes;    ///< its own, a lane of that group's
  std::uint32_t instrument;     ///< that it is part of; kNoIndex: mono
  std::uint32_t own_values_at;  ///< see OwnValues; kNoIndex: it is mono, and notes set none
};

/// Modules whose voices one note takes: members[first_member, first_member + member_count).
struct PlanInstrument {
  std::uint16_t voices;
  std::uint16_t member_count;
  std::uint32_t first_member;
  std::uint32_t first_voice;  ///< in voices
};

/// What feeds one input, sources[first, first + count), or one parameter: modulators[the same).
struct SourceList {
  std::uint32_t first;
  std::uint32_t count;
};

/// A signal buffer that moves a parameter. Of one parameter those in octaves come last.
struct Modulator {
  std::uint16_t buffer;
  DepthUnit unit;
  std::uint8_t unused;
  float depth;
};

/// A signal buffer added to an output channel.
struct OutputSource {
  std::uint16_t buffer;
  std::uint16_t channel;
};

// Plans are compared byte by byte: no padding.
static_assert(std::has_unique_object_representations_v<PlanHeader>);
static_assert(std::has_unique_object_representations_v<PlanNode>);
static_assert(std::has_unique_object_representations_v<PlanInstrument>);
static_assert(std::has_unique_object_representations_v<SharedGroup>);
static_assert(sizeof(Modulator) == 8);

/// Reads a plan in place. Whoever makes one guarantees that the bytes hold a valid plan.
class PlanView {
 public:
  explicit PlanView(const std::byte* arena) : arena_(arena) {}

  const PlanHeader& header() const { return *reinterpret_cast<const PlanHeader*>(arena_); }
  std::span<const PlanNode> nodes() const {
    return table<PlanNode>(sizeof(PlanHeader), header().node_count);
  }
  std::span<const Connection> connections() const {
    return table<Connection>(header().connections_at, header().connection_count);
  }
  std::span<const SourceList> inputs() const {
    return table<SourceList>(header().inputs_at, header().input_count);
  }
  std::span<const SourceList> params() const {
    return table<SourceList>(header().params_at, header().param_count);
  }
  std::span<const std::uint16_t> sources(const SourceList& list) const {
    return table<std::uint16_t>(header().sources_at, header().source_count)
        .subspan(list.first, list.count);
  }
  std::span<const Modulator> modulators(const SourceList& list) const {
    return table<Modulator>(header().modulators_at, header().modulator_count)
        .subspan(list.first, list.count);
  }
  std::span<const OutputSource> outputs() const {
    return table<OutputSource>(header().outputs_at, header().output_count);
  }
  std::span<const PlanInstrument> instruments() const {
    return table<PlanInstrument>(header().instruments_at, header().instrument_count);
  }
  /// As indices in nodes(), in their order.
  std::span<const std::uint16_t> members(const PlanInstrument& instrument) const {
    return table<std::uint16_t>(header().members_at, header().member_count)
        .subspan(instrument.first_member, instrument.member_count);
  }
  std::span<const SharedGroup> shared_groups() const {
    return table<SharedGroup>(header().groups_at, header().group_count);
  }
  /// Null for an empty place and for one that does not exist.
  const PlanNode* node_at(int place) const {
    if (place < 0 || place >= kModulePlaces) return nullptr;
    const auto node = table<std::uint16_t>(header().places_at, kModulePlaces)[place];
    return node == kNoNode ? nullptr : &nodes()[node];
  }

 private:
  template <class T>
  std::span<const T> table(std::size_t at, std::size_t count) const {
    return {reinterpret_cast<const T*>(arena_ + at), count};
  }

  const std::byte* arena_;
};

/// The static part of the arena for a patch; fails where check_patch() fails, but takes a patch
/// that nobody hears. Modules share groups (packing.hpp), unless the patch would not fit then. Not
/// real-time.
Result<std::vector<std::byte>> make_plan(const PatchDescription& patch,
                                         const catalog::Catalog& catalog, int rate,
                                         const PlaceNames& names = {});

/// As make_plan(), with no group shared: what it gives is the same, bit for bit.
Result<std::vector<std::byte>> make_plan_apart(const PatchDescription& patch,
                                               const catalog::Catalog& catalog, int rate);

/// Whether some module reaches the output.
Status check_heard(const PatchDescription& patch);

/// Whether a description can be built: types, indices and ranges valid, no cycle (the error is
/// "cycle through osc1 -> env1 -> osc1"), state at that rate within a rack's arena, and some module
/// reaching the output. Modules nobody hears are allowed. Not real-time.
Status check_patch(const PatchDescription& patch, const catalog::Catalog& catalog, int rate,
                   const PlaceNames& names = {});

/// The patch that an untrusted arena claims to hold, parameter values aside. Reads only within
/// `arena`; what it gives must still pass make_plan().
Result<std::unique_ptr<PatchDescription>> describe(std::span<const std::byte> arena);

}  // namespace chronus::engine

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/frame.hpp"
#include "catalog/module_info.hpp"
#include "dsp/simd.hpp"
#include "engine/sample_shelf.hpp"
#include "engine/voices.hpp"

namespace chronus::engine {

/// Frames between two at which coefficients are computed; in between they are interpolated. Ticks
/// are the absolute frames that it divides, so that how frames are cut changes no bit.
inline constexpr int kTickFrames = 16;

/// The values of one parameter over a stretch, ramped, modulated and clamped.
struct Param {
  const float* values;
  /// Floats from one frame's value to the next: 0 where it is still, one value for the whole
  /// stretch.
  int step;
  /// Each lane of the group has its own: a frame's are kGroupLanes floats.
  bool per_lane = false;

  bool is_still() const { return step == 0; }
  /// Of a frame, where all lanes have one.
  CHRONUS_INLINE float operator[](int frame) const {
    return values[static_cast<std::ptrdiff_t>(frame) * step];
  }
  /// Of a frame and a lane.
  CHRONUS_INLINE float of_lane(int frame, int lane) const {
    return values[static_cast<std::ptrdiff_t>(frame) * step + (per_lane ? lane : 0)];
  }
};

/// What a module sees of one stretch of frames: a mono module's, or one group's. Signals hold
/// `frames` samples, in a group kGroupLanes times as many.
struct Context {
  Frame frame;  ///< of the first sample, since the engine's start
  int frames;   ///< 1 to kMaxBlockFrames
  float rate;   ///< frames per second
  /// Per input port: the sum of what is connected, else silence. Null for LaneCode::take's modules.
  const float* const* inputs;
  float* const* outputs;  ///< per output port: to be written, all of it
  const Param* params;    ///< per parameter
  /// By output port, bit 0 for the first: whether anybody reads it. What nobody reads may be left
  /// unwritten.
  std::uint32_t heard = ~0U;
  /// Where an input points that nothing is connected to; null where that is not told.
  const float* silence = nullptr;

  CHRONUS_INLINE bool is_open(int input) const { return inputs[input] == silence; }
  /// What there is to be played; null: nothing.
  const SampleShelf* samples = nullptr;
};

/// Whether a module need be called for the next stretch. It is a function of its state and of its
/// still parameters alone, and what a module that sleeps is not asked for is what it would have
/// given: zeros, and the same state.
enum class Rest : std::uint8_t {
  kNone,   ///< it goes on
  kQuiet,  ///< silent while its inputs are: woken by a signal, a gate or a parameter
  kDeaf,   ///< silent whatever its inputs are: woken by a gate or a parameter
};

/// What LaneCode::process_together takes at most.
inline constexpr int kMostTogether = 4;

/// The code of one row of the catalogue for one lane, or for a group of kGroupLanes. State is a
/// trivially copyable struct inside the rack's arena, and the samples behind it that a delay needs:
/// it holds no pointer, so a keyframe is a memcpy.
///
/// All but `init` run in a real-time section. Their result must not depend on how frames are cut
/// into calls: rendering 128 frames at once or 1 at a time gives the same bits. A parameter that is
/// still gives the bits of the same value written out.
struct LaneCode {
  /// Fresh state in zeroed bytes: silent, gates closed. `identities`, one a lane, differ between
  /// modules of one patch and are kept for a module's life: seeds for noise.
  void (*init)(void* state, float rate, const unsigned* identities) = nullptr;
  Rest (*process)(void* state, const Context& context) = nullptr;
  /// 2 to kMostTogether at once that do not hear each other, over the same stretch: as process() of
  /// each. Null: nothing is gained by it.
  void (*process_together)(void* const* states, const Context* const* contexts, Rest* rests,
                           int count) = nullptr;
  /// Of a module that breaks cycles, whose process() is called without inputs: what they were told,
  /// when all modules have been processed. Whether it is more than silence. Stretches are no longer
  /// than a tick.
  bool (*take)(void* state, const Context& context) = nullptr;
  /// A stretch that nobody hears, with silent inputs (not in the context): the state afterwards is
  /// what process() would have left. False where only process() can tell, and nothing is changed.
  /// Null: never.
  bool (*pass)(void* state, const Context& context) = nullptr;
  /// A lane's gate, on or off at the next frame to be processed; velocity in [0, 1]. `params`: the
  /// value that each parameter was last set to, the lane's own where it has one. Null where the
  /// module has no gate.
  void (*gate)(void* state, int lane, bool on, float velocity, const float* params) = nullptr;
  /// How loud a lane is, or on its way to be, at the next frame, which is `frame`: 0 where it is
  /// silent until a gate. Notes take the quietest voice by it. Null: it cannot tell.
  float (*level)(const void* state, int lane, Frame frame) = nullptr;
  /// What it gives is finite and within kHeldSignal, whatever it hears: it is not looked after.
  bool is_bounded = false;
  /// What it gives is never louder than its first input, or than 1, but for a thousandth: it is not
  /// looked after where that input is one signal, which has been.
  bool is_no_louder = false;
  /// Lets what a lane plays die away at once, since another of its group has begun: whatever it
  /// plays, or only the sample of that number. Null: it is in no group.
  void (*choke)(void* state, int lane, std::uint32_t sample) = nullptr;
};

/// The code behind one row of the catalogue.
struct ModuleCode {
  const catalog::ModuleInfo* info;  ///< what it was written for
  LaneCode one;                     ///< for a module of one voice, in info->bytes()
  LaneCode group;                   ///< per group; empty where info->most_voices is 1
  /// Of modules that share groups: a lane's state begins with so many doubles, and words of four
  /// bytes follow. See lane_state.hpp.
  std::size_t lane_doubles = 0;
  /// Of modules that can be choked: the parameter that names their group, 0 for none, and below 0
  /// for one whose members choke only what plays the sample that they begin; -1: they cannot.
  int choke_param = -1;
  /// Of modules with a line: where they answer Rest::kQuiet all bits of it are 0. Keyframes leave
  /// it out then.
  bool line_rests_empty = false;
};

/// Of LaneCode::choke: whatever it plays.
inline constexpr std::uint32_t kAnySample = 0xFFFF'FFFF;

/// The choice that a parameter's value names: modulation may leave it between two.
CHRONUS_INLINE constexpr int choice_of(float value) { return static_cast<int>(value + 0.5F); }

}  // namespace chronus::engine

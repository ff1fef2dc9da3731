// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engine/engine.hpp"
#include "ipc/segment.hpp"
#include "scene.hpp"
#include "tiny_modules.hpp"
#include "worker/builder.hpp"
#include "worker/renderer.hpp"

namespace chronus::worker::rig {

namespace tiny = engine::tiny;

inline constexpr StreamFormat kFormat = tiny::kFormat;
inline constexpr int kBlock = kFormat.block_frames;
inline constexpr std::size_t kBlockSamples = static_cast<std::size_t>(kBlock * kFormat.channels);

/// The tiny modules and two for these tests, at these indices.
inline constexpr int kSpoiler = tiny::kHuge + 1;  ///< out: by its parameter one of Spoil, else 0.25
inline constexpr int kWitness = kSpoiler + 1;     ///< out: 0; calls on_gate on each gate
enum Spoil {
  kSpoilNothing,
  kSpoilNan,
  kSpoilInf,
  kSpoilMinusInf,
  kSpoilRunaway,  ///< the first float beyond engine::kRunawayLevel
  kSpoilMinusRunaway,
  kSpoilLargest,  ///< of all floats
  kSpoilLoudest,  ///< that is no fault, engine::kRunawayLevel itself
  kSpoilMinusLoudest,
  kSpoilDenormal,
  kSpoilLater,  ///< NaN, two blocks after it was told
};
const engine::ModuleSet& modules();
/// Called by the witness with its velocity, on the render thread.
inline void (*on_gate)(float velocity) = nullptr;
/// Called when a witness is made, in the middle of a build.
inline void (*on_init)() = nullptr;

/// Puts one of the two into a patch.
void add_module(engine::PatchDescription& patch, int place, int type, std::uint32_t identity,
                float value = 0.0F);

/// What a supervisor holds: the control segment and thereby the session.
class Supervisor {
 public:
  Supervisor();
  ipc::Control& control() const { return segment_.control(); }
  ipc::SlotSegment make_slot();

 private:
  ipc::ControlSegment segment_;
  std::uint32_t generation_ = 0;
};

/// A worker in this process: a real slot segment, engine, renderer and builder, and the
/// conductor's end of the ring.
class Worker {
 public:
  /// It runs from this frame on; without a frame it waits for its start order.
  explicit Worker(Supervisor& supervisor, std::optional<Frame> start = 0);

  ipc::SlotSegment segment;
  engine::Engine engine;
  Renderer renderer;
  Builder builder;
  ipc::CommandWriter commands;
  /// Blocks that were published, by index.
  std::map<std::int64_t, std::vector<float>> blocks;

  ipc::SlotOrders& orders() { return segment.orders(); }
  ipc::SlotReport& report() { return segment.report(); }
  ipc::AudioRing audio() const { return segment.audio(); }
  /// Builds and plays at the frame where the engine stands.
  void play(const engine::PatchDescription& patch);
  void write(engine::Command command, Frame frame);
  /// One pass; keeps the block where one was published.
  Pass pass();
  /// Sets the horizon and passes until nothing is left to do, building scenes as they are needed.
  /// The last pass.
  Pass run_to(Frame horizon);

 private:
  std::uint64_t seq_ = 0;
};

/// What a run of the score on an engine alone gives, cut at every frame.
std::vector<float> reference(const std::vector<tiny::Happening>& score, Frame frames);

/// The scene of that version, with the crossfade that tiny::apply_due() gives it.
tiny::Patch scene_of(std::uint64_t version);

/// Whether all published blocks from `first` to the frame `end` are there and equal to the
/// reference, bit by bit.
void expect_equal(const Worker& worker, const std::vector<float>& reference, std::int64_t first,
                  Frame end);

}  // namespace chronus::worker::rig

// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "engine/command.hpp"
#include "engine/levels.hpp"
#include "engine/module_set.hpp"
#include "engine/note.hpp"
#include "engine/onlookers.hpp"
#include "engine/panic.hpp"
#include "engine/patch.hpp"
#include "engine/sample_shelf.hpp"

namespace chronus::engine {

class Rack;

/// A deterministic function of commands to samples.
///
/// Holds three racks: the one that plays, the one that fades out, and one to build in. Each is one
/// relocatable arena (offsets, no pointers). Scratch buffers lie outside: they are no state.
///
/// Threads: `build` on the builder thread; `apply`, `render`, `save`, `frame`, `patch_version` on
/// the render thread (real-time, but for the constructor and `load`); `load` while neither runs.
/// The result does not depend on how frames are cut into render() calls, nor on what modules are
/// computed with (simd.hpp): kEngineNumber names the bits that there are.
class Engine {
 public:
  /// Plays the empty patch. `modules` must outlive the engine.
  Engine(const StreamFormat& format, const ModuleSet& modules, Frame start = 0);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Moves the first frame of an engine that has neither rendered nor swapped; fails else.
  Status start_at(Frame frame);

  /// Modules play samples out of this store (sample_shelf.hpp), which outlives the engine. While
  /// nothing runs; without one there are none.
  void use_samples(const std::byte* store) { samples_.use(store); }

  /// Any thread, not real-time: the plan of a patch, to build() it by. Fails where check_patch
  /// fails, and for version 0.
  Result<std::vector<std::byte>> plan(const PatchDescription& patch) const;
  /// Builder thread, not real-time: builds `patch` by the `plan` that plan() made of it, in the
  /// free rack, and stages it. A staged build that was not swapped in is replaced. Fails, for a
  /// moment only, while a swap ends a crossfade: try again.
  Status build(const PatchDescription& patch, std::span<const std::byte> plan);
  /// Both in one. Where planning fails, what was staged stays staged.
  Status build(const PatchDescription& patch);
  /// The staged patch's version, 0 when none. Any thread.
  std::uint64_t staged_version() const;

  /// Takes effect at frame(). kSwapPatch needs its version staged: returns false and changes
  /// nothing where it is not (all other commands return true). A swap while a crossfade runs ends
  /// that crossfade at once (the conductor keeps swaps apart). A panic leaves silence within ten
  /// milliseconds, but for what sounds without a gate, which begins anew. A note that comes while
  /// it fades out begins behind it. Commands to a place that
  /// plays nothing, or with an index out of range, do nothing.
  bool apply(const Command& command) noexcept;

  /// The next `frames` frames (1 to kMaxBlockFrames), interleaved, written over `out`, held within
  /// kHeldOutput. NaN stays what it is.
  void render(float* out, int frames) noexcept;

  /// After a render() that gave NaN: the place of the module that it first came from, as Rack says
  /// it; -1 where no module's last stretch shows it any more.
  int first_nan_place() const noexcept;
  /// The first module that ever ran away, heard or not: an engine with one is not to go on.
  const Runaway& runaway() const noexcept { return runaway_; }

  /// What sounds now; real-time, between render() calls.
  VoiceUse voice_use() const noexcept;
  /// Places of the modules that a command acts on, but for what concerns them all, of what plays;
  /// `visit(place)` each. Real-time, on the render thread.
  using VisitPlace = void (*)(int place, void* context);
  void for_each_touched(const Command& command, VisitPlace visit, void* context) const noexcept;

  /// The frame that render() gives next.
  Frame frame() const;
  /// Calls every module, also those that sleep: the same bits, for tests. While nothing runs.
  void keep_awake(bool is_kept);
  /// Computes every module by itself, also those that would share a group: the same bits, for
  /// tests. For patches that are built from here on.
  void keep_apart(bool is_kept) { is_kept_apart_ = is_kept; }
  /// Counts up there, relaxed, whenever a module has been rendered: how far a render() is.
  void count_modules_in(std::atomic<std::uint64_t>& done) { onlookers_.modules_done = &done; }
  /// Shows it the rendering of the patch that plays, not of one that fades out; it outlives the
  /// engine. While nothing runs.
  void show_to(Probe& probe) { onlookers_.probe = &probe; }
  /// Version of the patch that plays, 0 for none.
  std::uint64_t patch_version() const;
  const catalog::Catalog& catalog() const { return modules_.catalog(); }

  /// Copies the whole state (playing rack, fading rack where there is one, frame) into `to`,
  /// real-time, between render() calls. The bytes used; 0 when `to` is too small. A staged patch
  /// is not part of it.
  std::size_t save(std::span<std::byte> to) const noexcept;
  /// Takes over a keyframe made by save() with the same format; a staged patch stays staged. Every
  /// offset and index in it is checked, since it comes out of shared memory: a bad one is an error
  /// and changes nothing. The state of a module is opaque: only the checksum protects it.
  Status load(std::span<const std::byte> from);

 private:
  static constexpr int kRacks = 3;
  static constexpr int kNoRack = -1;

  int take_rack();
  bool swap(std::uint64_t version) noexcept;
  void retire(int rack) noexcept;
  void set_param(const Command& command) noexcept;
  void gate(const Command& command) noexcept;
  void note_on(const Command& command) noexcept;
  void note_value(const Command& command) noexcept;
  void begin_note(const Command& command) noexcept;
  void note_off(const Command& command) noexcept;
  void end_notes() noexcept;
  /// No further than the rack's next note ends.
  int to_note_end(int frames, const Rack& rack) const noexcept;
  void panic() noexcept;
  void renew() noexcept;
  /// Whether the module at this place is heard from the fading rack as well.
  bool fades_too(int place) const noexcept;
  void crossfade(float* out, int frames) noexcept;
  void note_runaway(const Rack& rack) noexcept;

  StreamFormat format_;
  const ModuleSet& modules_;
  std::array<std::unique_ptr<Rack>, kRacks> racks_;
  std::unique_ptr<float[]> fade_buffer_;  ///< a segment of the fading rack
  int playing_ = 0;
  int fading_ = kNoRack;
  std::uint32_t fade_position_ = 0;  ///< frames of the crossfade already rendered
  Frame frame_;
  SampleShelf samples_;
  Runaway runaway_;
  Panic panic_;
  Onlookers onlookers_;
  bool is_kept_apart_ = false;

  /// version × 4 + rack of the staged patch, 0 for none. The builder writes a staged rack and 0 to
  /// take it back; the render thread writes 0 to take it. The builder's store is a release and the
  /// render thread's compare-exchange an acquire, so that the rack's bytes arrive with it. Taking
  /// it back is relaxed: the bytes are the builder's own.
  std::atomic<std::uint64_t> staged_{0};
  /// Racks that the builder may write. The builder clears a flag before it stages that rack
  /// (relaxed: the release on staged_ carries it to the render thread). The render thread sets it
  /// after its last access (release) and the builder reads it before its first (acquire).
  std::array<std::atomic<bool>, kRacks> free_;
};

}  // namespace chronus::engine

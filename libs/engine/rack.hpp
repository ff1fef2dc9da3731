// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "engine/arena.hpp"
#include "engine/keyframe.hpp"
#include "engine/lane_state.hpp"
#include "engine/levels.hpp"
#include "engine/module_set.hpp"
#include "engine/note.hpp"
#include "engine/onlookers.hpp"
#include "engine/own_values.hpp"
#include "engine/patch.hpp"
#include "engine/plan.hpp"
#include "engine/probe.hpp"
#include "engine/ramp.hpp"
#include "engine/sample_shelf.hpp"

namespace chronus::engine {

/// One patch with its state in one relocatable arena (plan.hpp) and its scratch buffers outside.
///
/// Threads: one at a time; Engine hands a rack from the builder thread to the render thread.
/// Functions marked noexcept are real-time safe.
class Rack {
 public:
  /// Plays the empty patch of version 0. `modules` and `samples` (null: none) must outlive the
  /// rack.
  Rack(const StreamFormat& format, const ModuleSet& modules, const SampleShelf* samples = nullptr);
  /// One that load() has given its image: without the empty patch, which would be made for nothing.
  static Result<std::unique_ptr<Rack>> from(Arena image, const StreamFormat& format,
                                            const ModuleSet& modules, const SampleShelf* samples);

  /// Fresh modules for `patch`, whose plan make_plan() gave.
  void build(const PatchDescription& patch, std::span<const std::byte> plan);
  /// Takes over the image() of a rack of the same rate. Every count, offset, index and ramp is
  /// checked; module states are taken as they are. A refused image changes nothing.
  Status load(Arena image);
  /// The arena's used bytes: the rack's whole state.
  std::span<const std::byte> image() noexcept;
  /// Where image() is known to hold zeros alone. Until the rack is used again.
  std::span<const Hole> holes() noexcept;

  std::uint64_t version() const noexcept { return plan().header().patch_version; }
  std::uint32_t fade_frames() const noexcept { return plan().header().fade_frames; }

  /// Whether both racks hold the same module at this place.
  bool shares(int place, const Rack& other) const noexcept;
  /// Takes state and ramps of the modules that both racks hold.
  void adopt(Rack& playing) noexcept;

  /// Clamped to the parameter's range. Values that are not finite, empty places and unknown
  /// parameters do nothing.
  void set_param(int place, int param, double value, bool jump) noexcept;
  /// As set_param(); velocity is clamped to [0, 1]. Does nothing where the module has no gate.
  /// `voice`: 0 for all, n for the n-th, if the module has it. What is struck has the values that
  /// were set on this frame: glides to them end.
  void gate(int place, std::uint64_t voice, bool on, double velocity) noexcept;

  /// Plays a note on the instrument of the module there, from the engine's frame `now` on; nothing
  /// where it is part of none. The voice is the one that holds the same note, else a silent one,
  /// else the one that was released first, else the quietest, else the oldest. `gates_wait`: until
  /// renew().
  void note_on(int place, const Note& note, Frame now, bool gates_wait) noexcept;
  /// A value for that parameter in the voice that holds the note, clamped to its range; of a note
  /// that waits, where `waits`. What is not finite, and what there is not, does nothing.
  void note_value(int place, int param, double value, NoteId note, bool waits) noexcept;
  /// Begins a note that waits, with this velocity, in [0, 1].
  void begin_note(int place, NoteId note, float velocity, bool gates_wait) noexcept;
  /// Gives a held note another pitch; 0 Hz: the parameter's.
  void bend_note(int place, NoteId note, float hz) noexcept;
  /// Ends what `meant` means of that instrument's notes, see is_meant().
  void note_off(int place, NoteId meant) noexcept;
  /// Ends the notes whose end has come; next_note_end(): before which frame to call it next.
  void end_notes(Frame now) noexcept;
  Frame next_note_end() const noexcept { return next_note_end_; }
  /// No voice holds a note, or ever has; gates stay as they are.
  void forget_notes() noexcept;
  VoiceUse voice_use(Frame now) const noexcept;
  /// Places of the modules that a note there plays, `visit(place)` each.
  template <class Visit>
  void for_each_played(int place, Visit visit) const {
    const PlanNode* node = plan().node_at(place);
    if (!node || node->instrument == kNoIndex) return;
    for (const auto member : plan().members(plan().instruments()[node->instrument])) {
      visit(static_cast<int>(plan().nodes()[member].place));
    }
  }

  /// Every module as it was when it was new, but for its parameters. Notes that are held begin.
  void renew() noexcept;

  /// Writes `frames` frames (1 to a segment, see segment_frames()) from the engine's frame `frame`
  /// on, interleaved. What modules give to each other is held within kHeldSignal; the sum of those
  /// that are heard is not held yet. Modules that sleep are not called, see Rest.
  void render(Frame frame, float* out, int frames, const Onlookers& onlookers) noexcept;
  /// Calls every module, also those that sleep: the same bits, for tests.
  void keep_awake(bool is_kept) noexcept {
    is_kept_awake_ = is_kept;
    is_stale_ = true;
  }

  /// Where NaN of the last render() came from: the place of the first module, in the order of
  /// processing, with one in its output; -1 where there is none. What comes behind it may only have
  /// passed it on.
  int first_nan_place() const noexcept;
  /// The first module of the last render() that ran away, before it was held.
  const Runaway& runaway() const noexcept { return runaway_; }

 private:
  /// A bit a group, the first one's for a signal of one lane.
  using Groups = std::uint8_t;
  /// Frames that are passed at a time.
  static constexpr Frame kMostPassed = Frame{1} << 20;
  static_assert(kMaxGroups <= 8);

  /// An output's samples: of one lane, or groups stride_ apart.
  struct Signal {
    float* samples = nullptr;
    int voices = 0;
    int step = 1;  ///< of one lane: from a frame to the next, kGroupLanes in a shared group
    int lane = 0;  ///< there
    std::uint32_t head = 0;  ///< of whose group it is
    Groups zero = 0;         ///< all of the segment is 0
    Groups unwritten = 0;    ///< nobody heard it in the last render(): not its samples
  };

  /// What the plan does not say of a node. Of nodes that share a group the first, its head, stands
  /// for all: how it rests, whom it feeds and what is heard of it are the group's.
  struct Run {
    const ModuleCode* code = nullptr;
    int voices = 0;
    std::uint32_t head = 0;  ///< itself where it shares no group
    int lane = 0;            ///< in the group that it shares
    int sharers = 1;         ///< of a head: nodes from it on
    bool is_shared = false;
    int chain = 1;   ///< heads from this one on that are rendered together, group by group
    int groups = 1;  ///< that are called: 1 for a mono module
    std::size_t group_bytes = 0;
    std::uint32_t heard = 0;       ///< output ports that anybody reads, bit 0 for the first
    std::uint32_t own_heard = 0;   ///< also of a head: its own alone
    bool is_always_heard = false;  ///< by an output, or by a parameter
    bool moves_params = false;     ///< its outputs, a parameter of somebody
    bool is_modulated = false;     ///< a signal moves one of its parameters
    bool is_settled = false;       ///< params_ hold until a parameter is set
    bool are_params_still = true;  ///< in the stretch at work
    bool was_called = false;       ///< in it
    bool has_seen_still = false;   ///< its last call saw the values that stand now
    int pitch = -1;                ///< the parameter that is a note's pitch; -1: none
    // A bit a parameter:
    std::uint64_t own = 0;      ///< some lane has a value of its own
    std::uint64_t by_lane = 0;  ///< in the stretch at work its lanes move apart, see lane_values()
    std::vector<std::uint32_t> readers;  ///< nodes that its outputs feed
    std::vector<std::uint32_t> sources;  ///< signals of its inputs, of a shared group one
    // How its groups rest, see Rest: neither means kNoIndex.
    Groups quiet = 0;
    Groups deaf = 0;
    Groups passed = 0;        ///< by LaneCode::pass in its last call
    bool is_at_rest = false;  ///< in the last stretch that looked at it: no group was called
    bool owes = false;        ///< it is to pass all from owes_from on
    Frame owes_from = 0;

    bool has_own(std::size_t param) const { return (own >> param & 1U) != 0; }
    bool is_by_lane(std::size_t param) const { return (by_lane >> param & 1U) != 0; }
    bool is_poly() const { return voices > 1; }
    bool is_wide() const { return is_poly() || is_shared; }
    const LaneCode& lanes() const { return is_wide() ? code->group : code->one; }
    Groups all_groups() const { return static_cast<Groups>((1U << groups) - 1U); }
    void wake() { quiet = deaf = 0; }
  };

  /// A group that is to be processed. What its context points to is its own where it need be.
  struct Task {
    const PlanNode* node = nullptr;
    int group = 0;
    Context context{};
    std::array<const float*, catalog::kMaxPorts> inputs;
    std::array<float*, catalog::kMaxPorts> outputs;
    std::array<Param, catalog::kMaxParams> params;
    float* values = nullptr;  ///< where parameters that move by lane lie
  };

  /// Plays nothing yet: for from().
  struct Bare {};
  Rack(const StreamFormat& format, const ModuleSet& modules, const SampleShelf* samples, Bare)
      : format_(format), modules_(modules), samples_(samples) {}

  PlanView plan() const noexcept { return PlanView(arena_.memory.get()); }
  std::size_t index_of(const PlanNode& node) const noexcept {
    return static_cast<std::size_t>(&node - plan().nodes().data());
  }
  /// Of a node of this rack's plan.
  Run& run(const PlanNode& node) noexcept { return runs_[index_of(node)]; }
  Run& head_of(const PlanNode& node) noexcept { return runs_[run(node).head]; }
  /// Those that share a head's group, else the node alone.
  std::span<const PlanNode> sharers(const PlanNode& head) const noexcept {
    return {&head, static_cast<std::size_t>(runs_[index_of(head)].sharers)};
  }
  /// Heads of groups, and those that share none.
  template <class Visit>
  void for_each_head(Visit visit) const {
    const auto nodes = plan().nodes();
    for (std::size_t i = 0; i < nodes.size(); i += runs_[i].sharers) visit(nodes[i]);
  }
  const catalog::ModuleInfo& info(const PlanNode& node) const noexcept {
    return *runs_[index_of(node)].code->info;
  }
  std::byte* state(const PlanNode& node) const noexcept {
    return arena_.memory.get() + node.state_at;
  }
  LaneState lane_state(const PlanNode& node, int lane) const noexcept;
  ParamRamp* ramps() noexcept;
  const ParamRamp* ramps() const noexcept;
  void init_modules(const PatchDescription& patch);
  void init_states(const PlanNode& node) noexcept;

  // What follows from the plan (rack_wiring.cpp).
  void wire();
  void wire_readers();
  void wire_notes();
  void wire_groups();
  void wire_outputs();
  void find_equal_channels();
  void wire_chains();
  void join_heads();
  void lay_out_scratch();
  void wire_lanes();
  void wire_sources(const PlanNode& head);
  bool is_aligned(const PlanNode& head, std::size_t port) const;
  Status check_ramps(const Arena& image) const;
  Status check_notes(const Arena& image) const;

  // Notes (rack_notes.cpp).
  NoteCounters& counters() const noexcept;
  Voice* voices(const PlanInstrument& instrument) const noexcept;
  template <class Visit>
  void for_each_member(const PlanInstrument& instrument, Visit visit) noexcept;
  /// How loud a lane is at `now`: -1 where none of its modules can tell.
  float level(const PlanInstrument& instrument, int lane, Frame now) const noexcept;
  int lane_for(const PlanInstrument& instrument, NoteId note, Frame now) const noexcept;
  /// The instrument of the module there; null where it is part of none.
  const PlanInstrument* instrument_at(int place) const noexcept;
  /// The lane that holds the note, or -1.
  int lane_of(const PlanInstrument& instrument, NoteId note) const noexcept;
  void choke_others(const PlanNode& node, int lane) noexcept;
  void gate_lane(const PlanNode& node, int lane, bool on, float velocity) noexcept;
  void strike(const PlanNode& node, int lane, float velocity) noexcept;
  void set_pitch(const PlanNode& node, int lane, float hz) noexcept;
  void release(const PlanInstrument& instrument, int lane) noexcept;
  void adopt_notes(const Rack& playing) noexcept;
  void adopt_lane(const PlanInstrument& instrument, int lane, const Rack& playing) noexcept;
  void begin_held_notes() noexcept;
  void find_next_note_end() noexcept;

  // What notes give to their lanes (rack_values.cpp). Of a module of an instrument:
  OwnValues own_values(const PlanNode& node) const noexcept;
  void set_own(const PlanNode& node, std::size_t param, int lane, float value) noexcept;
  void forget_own(const PlanNode& node, std::size_t param, int lane) noexcept;
  void forget_own(const PlanNode& node, int lane) noexcept;
  void note_own(const PlanNode& node) noexcept;
  // Of any module:
  void wake_params(const PlanNode& node) noexcept;
  float value_set(const PlanNode& node, std::size_t param, int lane) const noexcept;
  Status check_own_values(const Arena& image) const;
  Param still_values(const PlanNode& node, std::size_t index) noexcept;
  Param lane_values(const PlanNode& node, std::size_t index, int group, int frames,
                    float* to) noexcept;

  // Groups that mono modules share (rack_groups.cpp); of their heads.
  bool fill_shared_params(const PlanNode& head, int frames) noexcept;
  Param shared_param(const PlanNode& head, std::size_t index, int frames) noexcept;
  void gather_shared(const PlanNode& head, int frames, const float** inputs) noexcept;
  const float* gather_aligned(const PlanNode& head, std::size_t port, int frames) noexcept;
  const float* gather_each(const PlanNode& head, std::size_t port, int frames) noexcept;
  void mark_shared(const PlanNode& head, std::size_t port, bool is_zero, bool is_written) noexcept;
  void silence_shared(const PlanNode& head) noexcept;
  void hold_shared(const PlanNode& head, int frames, bool is_within) noexcept;
  std::size_t add_shared_outputs(std::size_t first, float* out, int frames) noexcept;
  bool is_whole_group(std::size_t first, std::uint16_t channel) const noexcept;
  std::size_t add_some_lanes(std::size_t first, float* out, int frames) noexcept;

  // Of one render().
  void render_stretch(Frame frame, float* out, int frames, const Onlookers& onlookers) noexcept;
  void take_inputs(const PlanNode& node, Frame frame, int frames) noexcept;
  void render(std::span<const PlanNode> chain, Frame frame, int frames,
              const Onlookers& onlookers) noexcept;
  static void note_done(Run& it, const Onlookers& onlookers) noexcept;
  // One group of a module (rack_process.cpp).
  void render_group(const PlanNode& node, int group, Frame frame, int frames,
                    bool is_timed) noexcept;
  bool pass_group(const Task& task) noexcept;
  void process_group(Task& task, bool is_timed) noexcept;
  bool may_wait(const Task& task) const noexcept;
  bool hears_waiting(const PlanNode& node) const noexcept;
  void process_waiting() noexcept;
  void finish(const Task& task, Rest rest) noexcept;
  void set_up(Task* task, const PlanNode& node, int group, Frame frame, int frames) noexcept;
  void set_up_lane_params(Task* task) noexcept;
  // What rests (rack_rest.cpp).
  void visit_all() noexcept;
  void leave_out_resting() noexcept;
  bool rests(const PlanNode& head, Frame frame) noexcept;
  void catch_up(const PlanNode& head, Frame frame) noexcept;
  void catch_up() noexcept;
  void touch(const PlanNode& node) noexcept;
  // Of these groups:
  Groups skipped(const PlanNode& node) const noexcept;
  Groups wanted(const Run& source) const noexcept;
  Groups silent_inputs(const PlanNode& node) const noexcept;
  void silence_outputs(const PlanNode& node, Groups groups) noexcept;
  /// Points `inputs` to what each port of a group gets.
  void gather_inputs(const PlanNode& node, int group, int frames, const float** inputs) noexcept;
  void add_source(const Signal& source, int voices, int group, bool is_first, float* sum,
                  int frames) noexcept;
  /// Whether all of them are still.
  bool fill_params(const PlanNode& node, int frames) noexcept;
  bool fill_param(const PlanNode& node, std::size_t param, int frames) noexcept;
  void end_new_glides(const PlanNode& node) noexcept;
  /// Whether a signal is the same in all of these frames.
  bool is_level(const Signal& signal, int frames) const noexcept;
  /// Adds what modulates a parameter to its `values`, multiplies by what counts in octaves, and
  /// holds them in its range. `voices` as add_source() takes them. Uses sums_ from its second group
  /// on.
  void modulate(std::span<const Modulator> modulators, const catalog::ParameterInfo& row,
                int voices, int group, float* values, int frames) noexcept;
  bool is_sum(const float* input) const noexcept {
    return input >= sums_ && input < sums_ + catalog::kMaxPorts * stride_;
  }
  void hold_outputs(const PlanNode& node, int group, int frames, bool is_within) noexcept;
  void note_runaway(const PlanNode& node, const float* signal, std::size_t count,
                    std::size_t step) noexcept;
  const float* as_mono(const Signal& signal, int frames) noexcept;
  void mix_outputs(float* out, int frames) noexcept;
  /// Of what the modules of the last stretch gave.
  void measure(ModuleMeter& meter, int frames) noexcept;
  const float* sum_of_written(const Signal& signal, int frames) noexcept;

  StreamFormat format_;
  std::size_t segment_ = static_cast<std::size_t>(segment_frames(format_.block_frames));
  std::size_t stride_ = segment_ * kGroupLanes;  ///< floats from a group to the next
  const ModuleSet& modules_;
  const SampleShelf* samples_;
  Arena arena_;
  std::vector<Run> runs_;               // as the plan's nodes
  std::vector<Signal> signals_;         // as the plan's buffers
  std::vector<Param> params_;           // as the plan's parameters
  std::vector<float*> param_scratch_;   // where those that move are written
  std::vector<bool> is_per_lane_;       // as params_: a source of as many voices moves it
  std::vector<float*> shared_scratch_;  // as param_scratch_: of heads, a group each
  std::vector<bool> is_aligned_;        // as the plan's inputs: see gather_aligned()
  std::vector<OutputSource> outputs_;   // that are heard, in the order of their sums
  /// Channels that are sums of the same as another before them, and that one: `first` is copied.
  std::vector<std::pair<std::uint16_t, std::uint16_t>> equal_channels_;
  AlignedArray<float> scratch_;
  float* sums_ = nullptr;               ///< per input port of the module at work, a group each
  float* mono_ = nullptr;               ///< one signal of one lane
  float* lane_sums_ = nullptr;          ///< one of each lane of the group at work
  const float* silence_ = nullptr;      ///< a group of zeros
  std::vector<std::uint32_t> takers_;   ///< nodes that take their inputs behind all others
  std::vector<std::uint32_t> chains_;   ///< the first node of each
  std::vector<std::uint32_t> at_work_;  ///< of those that are looked at
  bool is_stale_ = true;                ///< all are to be looked at in the next stretch
  bool is_kept_awake_ = false;
  std::array<Hole, kMaxModules> holes_;
  Frame next_note_end_ = std::numeric_limits<Frame>::max();
  // Of the last render().
  int last_frames_ = 0;
  Frame next_frame_ = 0;
  Runaway runaway_;
  /// The one at work, behind `waiting_` that wait for others of their code, see
  /// LaneCode::process_together.
  std::array<Task, kMostTogether> tasks_;
  int waiting_ = 0;
};

}  // namespace chronus::engine

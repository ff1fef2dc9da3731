// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "sequencer/content.hpp"
#include "sequencer/event_list.hpp"
#include "sequencer/events.hpp"
#include "sequencer/overload.hpp"
#include "sequencer/pattern.hpp"
#include "sequencer/step_clock.hpp"
#include "sequencer/tempo_grid.hpp"
#include "sequencer/trig.hpp"

namespace chronus::sequencer {

inline constexpr std::size_t kMaxAssignments = 16;
inline constexpr double kMinGateLen = 0.01;
inline constexpr double kMaxGateLen = 1.0;
inline constexpr double kMinSwing = 50.0;  ///< percent: straight
inline constexpr double kMaxSwing = 75.0;
/// In beats (quarter notes); none, which is 0, lies below them.
inline constexpr double kMinQuantum = 1.0 / 16.0;
inline constexpr double kMaxQuantum = 1'024.0;

/// What a client may read of a sequencer. Settings are the last accepted ones: while it plays, a
/// pattern, a chain, lanes, trigs and the step count wait for the next cycle, tempo and division
/// for the next step.
struct SequencerInfo {
  struct Lane {
    std::string name;
    std::string values;
  };
  struct Assignment {
    std::string module;
    std::string lane;   ///< empty: the gate
    std::string param;  ///< empty: the gate
    bool operator==(const Assignment&) const = default;
  };
  /// What waits; `beat`, where a quantum has set one, is the transport's from which it is taken.
  struct Pending {
    bool start = false;
    bool change = false;
    std::optional<double> beat;
  };

  std::string id;
  double bpm = 0.0;
  bool own_tempo = false;  ///< false: it follows the transport
  int steps = 0;
  int division = 0;
  std::string pattern;
  std::string plays;  ///< the pattern of the present cycle; empty when stopped
  std::vector<std::string> chain;
  double gate_len = 0.0;
  double swing = 0.0;    ///< percent
  double quantum = 0.0;  ///< beats; 0: none
  std::int32_t seed = 0;
  bool fill = false;
  bool playing = false;
  bool muted = false;
  int current_step = -1;    ///< 0-based; -1 when stopped and before the first step
  std::int64_t cycle = -1;  ///< from 0 since the start or reset; -1 before the first step
  std::string prob, ratchet, nudge, cond;  ///< as trigs_text()
  std::vector<Lane> lanes;
  std::vector<Assignment> assignments;
  Pending pending;
};

/// All that is set of a sequencer, as it was accepted last, without where it plays: quick to take,
/// and to be read as text when that is wanted.
struct Settings {
  std::string id;
  Content content;
  double bpm = 0.0;
  bool own_tempo = false;
  int division = 0;
  double gate_len = 0.0;
  double swing = 0.0;    ///< percent
  double quantum = 0.0;  ///< beats; 0: none
  std::int32_t seed = 0;
  bool fill = false;
  bool muted = false;
  std::vector<SequencerInfo::Assignment> assignments;

  bool operator==(const Settings&) const = default;
  std::size_t memory_bytes() const;  ///< itself included
};

/// The settings as text; what tells of playing is left as it is of one that is stopped.
SequencerInfo info_of(const Settings& settings);

/// What `/status` tells of each; see SequencerInfo.
struct SequencerBrief {
  std::string id;
  double bpm = 0.0;
  int steps = 0;
  int division = 0;
  std::string pattern;
  bool playing = false;
  bool muted = false;
  int current_step = -1;
};

/// One sequencer. Bank owns it, checks what comes from outside and calls in order of time: an edit
/// at `now` comes after advance() to `now`, and events of an edit are added at `now`.
class Sequencer {
 public:
  /// The transport outlives the sequencer. Numbers rise in order of creation. `now`: as if
  /// advanced to there.
  Sequencer(std::uint32_t number, std::string_view id, const TempoGrid& transport, Frame now);
  Sequencer(const Sequencer&) = delete;
  Sequencer& operator=(const Sequencer&) = delete;

  std::uint32_t number() const { return number_; }
  const std::string& id() const { return id_; }
  bool playing() const { return clock_.running(); }
  bool muted() const { return muted_; }
  bool own_tempo() const { return clock_.own_tempo(); }
  std::optional<double> own_bpm() const {
    return own_tempo() ? std::optional(bpm()) : std::nullopt;
  }
  double bpm() const { return clock_.bpm(); }
  int division() const { return clock_.division(); }
  int steps() const { return static_cast<int>(latest().pattern.size()); }
  /// The last that was accepted; see SequencerInfo.
  const Content& content() const { return latest(); }
  Settings settings() const;
  std::size_t assignments() const { return assignments_.size(); }
  /// For its next cycle.
  bool has_change_waiting() const { return is_staged_; }
  SequencerInfo info() const;
  SequencerBrief brief() const;
  /// All memory it holds, itself included.
  std::size_t memory_bytes() const;

  /// The frame on which something happens next; kNever while it is stopped.
  Frame next_frame() const;
  /// Adds what happens on `frame`, which is next_frame(); gives the next one. No allocation but the
  /// list's. What finds no room in the budget is left out, as if its chance were against it: a step
  /// whole, a ratchet from there on. Gates are closed in any case.
  Frame play(Frame frame, CommandBudget& budget, EventList& out);
  /// All that happens before `to` has been played.
  void advanced(Frame to) { now_ = to; }
  /// What it asks of the engine while it plays, as tempo, division and ratchets were accepted last:
  /// each step counts with the most hits that one has. What waits for a step or a cycle counts at
  /// once.
  Load load_when_playing() const { return Load::of(own_bpm(), division(), latest().most_hits); }
  Load load() const { return playing() ? load_when_playing() : Load(); }
  /// While playing: the first step boundary not yet past at which a step is still to come.
  ExactFrame next_boundary() const;
  /// While playing on a tempo of its own: the grid it is on, or will be on after a restart.
  TempoGrid coming_grid() const { return clock_.coming_grid(); }

  void set_tempo(double bpm);
  void follow_transport();
  void set_division(int division);
  void set_steps(int steps);
  void set_gate_len(double fraction) { gate_len_ = fraction; }
  /// In percent, kept to a millionth: where the second step of each pair of steps starts. Pairs are
  /// counted from step 0; the last of an odd count is straight.
  void set_swing(double percent);
  void set_seed(std::int32_t seed) { seed_ = seed; }
  void set_fill(bool on) { fill_ = on; }
  void set_quantum(double beats);
  /// Cut or padded with rests to the step count. Ends a chain.
  void set_pattern(Pattern pattern);
  /// The pattern and the step count with it. Ends a chain.
  void set_pattern_and_steps(Pattern pattern);
  /// At most kMaxChain patterns; none end the chain, and the pattern that plays goes on.
  void set_chain(std::vector<Pattern> patterns);
  void set_trigs(TrigField field, const std::vector<Trig>& values);
  /// The pattern, or every one of the chain.
  void rotate(int n);
  /// Success where set_lane() would be.
  Status can_set_lane(std::string_view name) const;
  /// Cut or padded with 0 to the step count; refused when there are kMaxLanes others.
  Status set_lane(Lane lane);
  /// Refused where there is none of that name.
  Status remove_lane(std::string_view name);

  /// A gate when lane and param are empty. The same again changes nothing. `only_check`: tells
  /// whether it would be done.
  Status assign(std::string_view module, std::string_view lane, std::string_view param,
                bool only_check);
  /// The gate when the lane is empty; every parameter of the module that the lane drives when only
  /// param is. An open gate is closed. Refused when there is no such assignment.
  Status unassign(std::string_view module, std::string_view lane, std::string_view param,
                  bool only_check, Frame now, EventList& out);
  void unassign_all(Frame now, EventList& out);
  void resolve(const TargetResolver& resolver);
  /// Visits `(module, lane, param)` of each assignment that drives nothing; how many there are.
  template <class Visit>
  std::size_t for_each_dangling(Visit visit) const {
    std::size_t count = 0;
    for (const Assignment& a : assignments_) {
      if (a.target.found) continue;
      ++count;
      visit(a.module, a.lane, a.param);
    }
    return count;
  }

  /// Step 0 at the first step boundary with frame ≥ now (StepClock::start says of which grid), with
  /// a quantum at the first one after the wait. Does nothing while playing.
  void start(Frame now, const std::optional<TempoGrid>& companions);
  /// In the middle of a song that began where the transport's steps are counted from: the first of
  /// its steps with frame ≥ now, in the cycle and in the place of the chain that it then has. With
  /// a tempo of its own step 0 at `now`: where it would be depends on tempi long gone. No quantum
  /// is waited for. Does nothing while playing.
  void start_in_song(Frame now);
  /// Where it stands while it plays, without what sounds and what waits: the step before the next,
  /// and where on the grid the next one is.
  struct Place {
    int current = -1;
    std::int64_t cycle = -1;
    int chain_at = 0;
    bool last_condition = false;
    ExactFrame next;
  };
  Place place() const;
  /// Plays on from there. Does nothing while playing.
  void start_at(const Place& place, Frame now);
  void stop(Frame now, EventList& out);
  void reset();
  void mute(bool muted, Frame now, EventList& out);
  /// Step 0 at this position; steps due before it play on, unless it has only just been started.
  void restart_at(ExactFrame position);
  /// The transport's tempo has changed from `position` on, and with it a restart at `from`, if
  /// there is one, is now at `to`.
  void transport_changed(ExactFrame position);
  /// The transport's frames have got numbers that are higher by so many 2^-64 ticks.
  void transport_renumbered(Int128 shift);
  void move_restart(ExactFrame from, ExactFrame to) { clock_.move_restart(from, to); }

 private:
  struct Assignment {
    bool is_gate() const { return lane.empty(); }

    std::string module;
    std::string lane;
    std::string param;
    ResolvedTarget target;
    /// What waits for its off, only while target.found.
    enum class Open : std::uint8_t { kNothing, kGate, kNotes };
    Open open = Open::kNothing;
  };
  /// What an assignment does in a step.
  enum class Part { kNothing, kGate, kNotes, kParam };
  /// The hits of a ratchet that are still to come: hit n of `count` starts n / count of the way
  /// between the clock's marks.
  struct Repeats {
    std::uint8_t next = 0;
    std::uint8_t count = 0;
    std::uint8_t velocity = 0;
  };

  static constexpr Tick kNoTick = std::numeric_limits<Tick>::max();

  const Content& latest() const { return is_staged_ ? staged_ : content_; }
  Content& edited();

  // When the next step comes and what it is (coming.cpp).
  void schedule();
  int coming_step() const;
  const Content& coming_content() const;
  std::uint8_t coming_velocity() const;
  bool takes_staged() const;
  bool holds_gate() const;
  std::int64_t swing_of(int step) const { return step % 2 == 1 ? swing_ : 0; }
  /// How much later than its place on the grid a step lies, in kStepParts.
  std::int64_t shift_of(int step, const Trig& trig) const {
    return swing_of(step) + std::int64_t{trig.nudge} * (kStepParts / kMillion);
  }
  Tick next_quantum() const;
  void begin(Frame now);

  // What happens as time goes on (playing.cpp).
  void play_step(Frame frame, CommandBudget& budget, EventList& out);
  bool has_room_for(int step, Frame frame, CommandBudget& budget) const;
  int gate_commands() const;
  Part part_of(const Assignment& assignment) const;
  const Lane* notes_of(const Assignment& assignment) const;
  bool notes_are_played_by_another(const Assignment& assignment) const;
  void bend_notes(Frame frame, EventList& out) const;
  bool bends_in_step(const Assignment& assignment) const;
  int bends() const;
  void add_notes(const Assignment& assignment, const Event& as, EventList& out) const;
  void play_notes(Assignment& assignment, Frame frame, std::uint8_t velocity, EventList& out) const;
  void begin_cycle();
  void take_staged();
  void sound(SongPosition start, Frame frame, bool plays, EventList& out);
  SongPosition end_of_step() const;
  void hit(SongPosition start, Frame frame, int ratchet, EventList& out);
  void repeat(EventList& out);
  void repeat_if_room(CommandBudget& budget, EventList& out);
  SongPosition place_of_repeat(int n) const;
  void send_params(Frame frame, bool sounds, EventList& out) const;
  void open_gates(SongPosition start, SongPosition end, Frame frame, std::uint8_t velocity,
                  EventList& out);
  void end_gates_at(SongPosition end, Frame earliest);
  void follow_tempo();
  void end_gates(EventList& out);
  void close_gates(Frame frame, EventList& out);
  /// Closes the gates and drops the hits that were still to come.
  void silence(Frame frame, EventList& out);
  void close_gate(Assignment& assignment, Frame frame, EventList& out) const;
  bool is_open() const;
  bool is_met(const Condition& condition, std::int64_t cycle) const;
  bool is_drawn(const Trig& trig, std::int64_t cycle, int step) const;
  Event event(Frame frame, EventKind kind) const;

  std::uint32_t number_;
  std::int32_t seed_;
  StepClock clock_;
  // What next_frame() looks at lies together.
  Frame now_;  // everything before it has happened
  // While playing.
  Frame due_ = kNever;  // of the next step; in the past when an edit has moved it there
  Frame gates_off_ = kNever;
  Frame repeat_at_ = kNever;
  Frame played_ = 0;  // of the last step
  std::int64_t cycle_ = -1;
  int current_ = -1;
  std::int32_t swing_ = 0;  // how much later, in kStepParts of a step
  std::uint8_t chain_at_ = 0;
  bool muted_ = false;
  bool fill_ = false;
  bool reset_ = false;
  bool is_staged_ = false;
  bool chain_is_new_ = false;  // the staged content's chain begins with its first pattern
  bool last_condition_ = false;
  bool sounds_ = false;  // the step that plays has opened the gate, or holds it

  double gate_len_ = 0.5;
  Content content_;
  std::vector<Assignment> assignments_;
  Tick wait_ = kNoTick;  // the transport's tick before which nothing that waits is taken
  Tick quantum_ = 0;
  Repeats repeats_;  // while repeat_at_ is not never
  std::string id_;
  Content staged_;  // the next cycle's content while is_staged_, else spare memory
};

}  // namespace chronus::sequencer

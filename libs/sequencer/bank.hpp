// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "sequencer/event_list.hpp"
#include "sequencer/events.hpp"
#include "sequencer/overload.hpp"
#include "sequencer/sequencer.hpp"
#include "sequencer/tempo_grid.hpp"

namespace chronus::sequencer {

inline constexpr std::size_t kMaxSequencers = 4'096;

/// All sequencers and the transport: a pure core. Time comes in as frames. Used by one thread.
///
/// What would have all that plays, together, hit more than kMostHitsPerSecond is refused: starts,
/// tempi, divisions, ratchets.
///
/// An edit lands on the frame `now`; values rise. It first advances to `now`; one that comes late,
/// below what was advanced to, lands there instead, and so does an edit that takes no `now`: the
/// caller has advanced. An edit that fails changes nothing. Events are appended to `events()`.
class Bank {
 public:
  /// The transport runs at 120 BPM, beat 0 on frame 0.
  explicit Bank(int rate);
  Bank(const Bank&) = delete;
  Bank& operator=(const Bank&) = delete;

  /// While one lives, edits go through their checks and change nothing: success says that the edit
  /// would be done now. What the edits ask of the engine adds up, as if they had been done.
  class Rehearsal {
   public:
    explicit Rehearsal(Bank& bank) : bank_(bank), before_(std::exchange(bank.is_rehearsal_, true)) {
      if (!before_) bank_.rehearsed_load_ = bank_.load_;
    }
    Rehearsal(const Rehearsal&) = delete;
    Rehearsal& operator=(const Rehearsal&) = delete;
    ~Rehearsal() { bank_.is_rehearsal_ = before_; }

   private:
    Bank& bank_;
    bool before_;
  };

  /// Appends every event with frame < to, in order of frame, and moves on; on one frame the gate
  /// offs of all come first, then the rest by creation of the sequencer. Hits and lanes beyond
  /// CommandBudget's bound are left out, the same however the way to `to` is cut. No allocation
  /// once `events()` has grown to its working size.
  void advance(Frame to);
  /// What has happened since clear_events(); frames never fall.
  std::span<const Event> events() const { return list_.events(); }
  void clear_events() { list_.clear(); }
  /// What has been left out so far.
  const ThinnedHits& thinned() const { return budget_.thinned(); }
  /// Of all that plays, as admission counts them.
  std::int64_t hits_per_second() const { return load_.hits_per_second(transport_.bpm()); }

  Status create(std::string_view id);
  Status remove(std::string_view id, Frame now);
  Status config(std::string_view id, double bpm, int steps, int division, Frame now);
  Status pattern(std::string_view id, std::string_view text, Frame now);
  /// Values as text (`60 . c4`, comma- or space-separated) — numbers are joined by the caller.
  Status param_lane(std::string_view id, std::string_view lane, std::string_view values, Frame now);
  /// What drives a parameter by that lane drives nothing from then on.
  Status remove_lane(std::string_view id, std::string_view lane, Frame now);
  /// One value for every step, or a list; the words are parse_trigs()'.
  Status trigs(std::string_view id, TrigField field, std::string_view values, Frame now);
  /// At most kMaxChain patterns; none end the chain.
  Status chain(std::string_view id, std::span<const std::string> patterns, Frame now);
  /// Assignments to the gate of a module, or of a lane to a parameter. Without `param` the lane's
  /// name is the parameter's.
  Status assign_gate(std::string_view id, std::string_view module);
  Status assign_param(std::string_view id, std::string_view module, std::string_view lane,
                      std::string_view param = {});
  /// An open gate is closed. Without `param` every parameter of the module that the lane drives.
  Status unassign_gate(std::string_view id, std::string_view module, Frame now);
  Status unassign_param(std::string_view id, std::string_view module, std::string_view lane,
                        std::string_view param, Frame now);
  Status unassign_all(std::string_view id, Frame now);
  Status start(std::string_view id, Frame now);
  Status stop(std::string_view id, Frame now);
  Status reset(std::string_view id, Frame now);
  /// Starts what does not play; then as reset_all. All or none.
  Status start_all(Frame now);
  void stop_all(Frame now);
  /// The song's position `beats` (kTicksPerBeat a quarter note, ≥ 0) is on the frame where this
  /// lands, and everything plays from its first step there or behind it, as if it had played since
  /// the song's beginning (see Sequencer::start_in_song). What plays is stopped first. All or none.
  Status start_in_song(Tick beats, Frame now);
  /// Where the beat that steps are counted from would lie if the present tempo had always been:
  /// from there, every tick to come is where it is.
  ExactFrame song_begin() const {
    TempoGrid steady = transport_;
    steady.forget_before();
    return steady.at_tick(steady.downbeat());
  }
  /// The transport as if it had begun there and kept its tempo. Only before anything plays.
  Status begin_song(double bpm, ExactFrame begin);
  /// Plays on from that place; see Sequencer.
  Status start_at(std::string_view id, const Sequencer::Place& place, Frame now);
  /// Whether anything plays, or waits for its first step.
  bool playing() const;
  /// Step 0 of everything that plays on one frame: the latest of their next steps. Steps due
  /// before it play on; what is started later counts its step boundaries from there.
  void reset_all(Frame now);
  Status bpm(std::string_view id, double bpm, Frame now);
  /// The tempo stays whose it is.
  Status division(std::string_view id, int division, Frame now);
  Status follow(std::string_view id, Frame now);
  Status swing(std::string_view id, double percent, Frame now);
  Status quantum(std::string_view id, double beats, Frame now);
  Status seed(std::string_view id, std::int32_t seed, Frame now);
  Status fill(std::string_view id, bool on, Frame now);
  Status gate_len(std::string_view id, double fraction);
  Status steps(std::string_view id, int steps, Frame now);
  Status euclid(std::string_view id, int pulses, int steps, int rotation, Frame now);
  Status rotate(std::string_view id, int n, Frame now);
  Status mute(std::string_view id, bool muted, Frame now);
  Status transport_bpm(double bpm, Frame now);

  const TempoGrid& transport() const { return transport_; }
  /// Looks every assignment up again: after an assignment and after a new patch.
  void resolve(const TargetResolver& resolver);
  /// Only that sequencer's: of thousands one has a new one.
  void resolve(const TargetResolver& resolver, std::string_view id);

  // Reading: ids in order of creation, one sequencer's settings, for /seq/list and /seq/info.
  std::vector<std::string> ids() const;
  std::size_t size() const { return sequencers_.size(); }
  /// Of all sequencers, with what waits for their next cycles.
  std::size_t memory_bytes() const;
  /// In order of creation.
  std::span<const std::unique_ptr<Sequencer>> all() const { return sequencers_; }
  const Sequencer* find(std::string_view id) const;
  /// `no sequencer 'kik'; did you mean kick?`
  std::string no_such(std::string_view id) const;
  std::string_view id_of(std::uint32_t sequencer) const;  ///< "" when it is gone

 private:
  /// Where reset_all has put step 0, kept when the transport's tempo moves it.
  struct Downbeat {
    ExactFrame position;
    Tick tick = 0;
  };

  Result<Sequencer*> need(std::string_view id) const;
  /// Ends the checks of each edit: true and advanced to `now`, where its effects may follow; false
  /// in a rehearsal, where none may.
  [[nodiscard]] bool goes_ahead(Frame now);
  Status assign(std::string_view id, std::string_view module, std::string_view lane,
                std::string_view param);
  Status unassign(std::string_view id, std::string_view module, std::string_view lane,
                  std::string_view param, Frame now);
  /// The grid of the first that plays at exactly this tempo of its own.
  std::optional<TempoGrid> grid_of_tempo(double bpm) const;
  void start_one(Sequencer& sequencer);
  void restart_playing();
  // What all that plays asks of the engine (bank_load.cpp).
  Status admit(const Sequencer& sequencer, const Load& wanted);
  /// The same, where it may be stopped: then all is taken.
  Status admit_change(const Sequencer& sequencer, const Load& wanted);
  Status admit_start(const Sequencer& sequencer);
  Status admit_all() const;
  Status admit_tempo(double bpm) const;
  template <class Edit>
  void change(Sequencer& sequencer, Edit edit) {
    load_ -= sequencer.load();
    edit();
    load_ += sequencer.load();
  }

  TempoGrid transport_;
  Frame position_ = 0;  // everything before it has happened
  bool is_rehearsal_ = false;
  std::uint32_t created_ = 0;
  std::vector<std::unique_ptr<Sequencer>> sequencers_;  // by number
  std::map<std::string_view, Sequencer*> by_id_;        // the keys are the sequencers' own ids
  std::optional<Downbeat> downbeat_;                    // while the transport takes part in it
  EventList list_;
  CommandBudget budget_;
  Load load_;            // of all that play
  Load rehearsed_load_;  // and if what has been found possible in the rehearsal had been done
  /// Who has something to do in an advance().
  struct Due {
    Frame frame;
    std::uint32_t index;
    auto operator<=>(const Due&) const = default;
  };
  std::vector<Due> due_;
  std::vector<Due> again_;  // a heap, next on top: of those that have played, who will once more
};

}  // namespace chronus::sequencer

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/frame.hpp"
#include "conductor/held.hpp"
#include "conductor/patch.hpp"
#include "conductor/route.hpp"
#include "osc/message.hpp"
#include "sequencer/sequencer.hpp"
#include "sequencer/tempo_grid.hpp"

/// What a set is, or a part of it, as values that can be kept and gone back to.
namespace chronus::conductor {

/// A sequencer as it was, or that there was none of that name.
struct SequencerState {
  std::string id;
  bool exists = true;
  bool playing = false;
  /// Where it played; nothing where that does not count, and it starts as any.
  std::optional<sequencer::Sequencer::Place> place = {};
  sequencer::Tick next_tick = 0;  ///< of the transport: where `place` has the next step
  std::optional<double> own_bpm = {};
  int division = 0;
  int steps = 0;
  /// It is moved to its place even where it plays.
  bool is_moved = false;
  /// Nothing: it has the settings that it has.
  std::optional<sequencer::Settings> settings = {};

  std::size_t memory_bytes() const;  ///< itself included
};

/// A sample as it was: heard under that name, or not.
struct SampleState {
  std::string name;
  bool exists = true;
  std::string path = {};  ///< as `/sample/load` had it; empty: it is of a bank
  std::string file = {};
  friend bool operator==(const SampleState&, const SampleState&) = default;
  std::size_t memory_bytes() const;  ///< itself included
};
SampleState state_of(const SampleBook& book, const std::string& name);

enum class Detail { kPlace, kAll };

SequencerState state_of(const sequencer::Sequencer& sequencer,
                        const sequencer::TempoGrid& transport, Detail detail);
/// The same, also where there is none.
SequencerState state_of(const Scene& scene, const std::string& id, Detail detail);
/// Whether they are the same but for the place that one has gone on to.
bool is_alike(const SequencerState& a, const SequencerState& b);

/// Where it would be on `now`, had it played on from there, through all tempi of the transport;
/// nothing where its steps are none of the transport's ticks, as those of a division by 11.
std::optional<sequencer::Sequencer::Place> resumed(const SequencerState& state,
                                                   const sequencer::TempoGrid& transport,
                                                   Frame now);

/// A part of the set; what is not named stays as it is.
struct Setting {
  std::optional<Patch> patch = {};
  std::optional<double> bpm = {};
  std::vector<SequencerState> sequencers = {};
  std::optional<HeldSet> held = {};
  std::vector<SampleState> samples = {};
  bool is_whole = false;    ///< other sequencers go
  bool is_classic = false;  ///< how its lanes count (classic.hpp)
};

/// All of it, without the draft and without what ends by itself. Its samples are those that were
/// given a name: those of banks are named by who plays them.
Setting setting_of(const Scene& scene);

/// Names of the set's patch that are gone for good, since they were given and taken away again or
/// their bank is there no more, are none from then on: what is gone back to does not fail for them.
/// `door`: null where nobody reads samples.
void drop_lost_samples(const SampleBook& book, const SampleDoor* door, Setting* wanted);

/// The first lane that drives a time which `--classic` counts otherwise, as "release of kick";
/// empty: there is none.
std::string classic_lane(const Setting& set);

/// Lines that make all of a whole set, with a start of what plays, for a conductor that plays the
/// default patch. The first one of a classic set says so.
std::vector<osc::Message> session_lines(const Setting& set, const catalog::Catalog& catalog,
                                        int channels);

/// Modules and connections are the same, whatever the values.
bool is_same_graph(const Patch& a, const Patch& b);
std::size_t bytes_of(const Patch& patch);

/// What makes `wanted` of a sequencer that is as `present` says; both have one id.
std::vector<osc::Message> change_lines(const PatchEditor& patches,
                                       const sequencer::SequencerInfo& present,
                                       const sequencer::SequencerInfo& wanted);
/// Whether a sequencer that plays takes it up with its next cycle only.
bool waits_for_cycle(const osc::Message& line);

}  // namespace chronus::conductor

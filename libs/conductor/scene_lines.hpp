// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/frame.hpp"
#include "conductor/route.hpp"
#include "osc/message.hpp"
#include "sequencer/sequencer.hpp"
#include "sequencer/tempo_grid.hpp"

namespace chronus::conductor {

/// The patch that plays, its parameters, all sequencers with their settings, the tempo, the draft
/// where there is one: messages of the vocabulary that make a new conductor the same, performed in
/// this order on its frame 0. Nothing plays then. A change that waits for a cycle is made at once.
std::vector<osc::Message> setting_lines(const Scene& scene);

/// The pattern that a sequencer plays, and the chain that it is of.
std::vector<osc::Message> chain_lines(const sequencer::SequencerInfo& info);

/// What assigns it to a sequencer that has the lanes; one whose module is gone by way of a draft
/// that is given up.
std::vector<osc::Message> assignment_lines(const Patch& playing, const catalog::Catalog& catalog,
                                           const sequencer::SequencerInfo& info,
                                           const sequencer::SequencerInfo::Assignment& to);

/// How places are told: from the scene's frame `now` on, which is counted at `rate`, in frames of
/// `to_rate`.
struct Counting {
  Frame now = 0;
  int rate = 0;
  int to_rate = 0;
  std::pair<osc::Arg, osc::Arg> from_now(const sequencer::ExactFrame& exact) const;
};

/// Plays a sequencer on from there.
osc::Message place_line(const std::string& id, const sequencer::Sequencer::Place& place,
                        const Counting& counting);

/// Where transport and all that plays stand, and what clients hold (held.hpp), for a conductor that
/// setting_lines() have made the same and that plays nothing yet: performed on a frame, it goes on
/// from there.
std::vector<osc::Message> place_lines(const Scene& scene, const Counting& counting);

/// The same, and where everything that plays stands on frame `now`: performed on a frame, it goes
/// on from there. In lines that only journals may have. Not given again: the states of modules, so
/// what is held begins anew, and commands that sequencers are kept from.
std::vector<osc::Message> scene_lines(const Scene& scene, Frame now);

}  // namespace chronus::conductor

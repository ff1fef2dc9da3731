// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "base/frame.hpp"
#include "conductor/route.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// The patch that plays, its parameters, all sequencers with their settings, the tempo, the draft
/// where there is one: messages of the vocabulary that make a new conductor the same, performed in
/// this order on its frame 0. Nothing plays then. A change that waits for a cycle is made at once.
std::vector<osc::Message> setting_lines(const Scene& scene);

/// The same, and where everything that plays stands on frame `now`: performed on a frame, it goes
/// on from there. In lines that only journals may have. Not given again: what sounds, the states of
/// modules, and commands that sequencers are kept from.
std::vector<osc::Message> scene_lines(const Scene& scene, Frame now);

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
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

/// Memory of what is told by the sequencers' lines: about four times their text, and it is found
/// out in a fiftieth of the time that they take.
std::size_t bytes_told(const Scene& scene);

}  // namespace chronus::conductor

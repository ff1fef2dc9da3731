// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "base/frame.hpp"
#include "conductor/route.hpp"
#include "osc/message.hpp"

namespace chronus::session {

/// The scene on frame `now` as scene_lines() gives it, but every sequencer is moved on by as many
/// whole rounds (a cycle, or a chain once through) as end before `to`, less one: performed on
/// `now`, it plays at `to` what it would have played there, without the steps between being gone
/// through. What waits for a cycle is done at once.
std::vector<osc::Message> scene_lines_near(const conductor::Scene& scene, Frame now, Frame to);

}  // namespace chronus::session

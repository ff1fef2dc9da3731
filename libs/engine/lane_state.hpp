// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "engine/module.hpp"

namespace chronus::engine {

/// The state of one mono module: of its own, or as a lane of a group that it shares.
///
/// A group's state is that of a mono module with each element once a lane: where a mono module has
/// an element of `size` bytes at byte `at`, lane k of a group has it at kGroupLanes * at + k *
/// size.
struct LaneState {
  std::byte* state;
  int lane;
  bool is_shared;  ///< false: all of the state is this module's, and lane is 0
};

/// One module's state from place to place. Of a module that shares groups. Real-time safe.
void copy_lane(const ModuleCode& code, const LaneState& to, const LaneState& from);

}  // namespace chronus::engine

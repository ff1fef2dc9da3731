// SPDX-License-Identifier: MIT
#pragma once

namespace chronus::supervisor {

/// What stands ready beside the worker that is heard.
enum class Standby {
  kHot,   ///< a second worker that renders the same, and a spare process: nothing is lost
  kWarm,  ///< a spare process and the last keyframe: a short gap
  kOff,   ///< nothing: a new process, with the patch and its parameters
};

}  // namespace chronus::supervisor

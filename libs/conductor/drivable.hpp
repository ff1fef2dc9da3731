// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "catalog/module_info.hpp"
#include "sequencer/lane.hpp"

namespace chronus::conductor {

/// What an assignment of a sequencer is for, without the module's name.
struct Drive {
  bool is_gate = false;
  std::string_view param = {};  ///< of a lane; `note` means the pitch of an instrument
  bool has_chords = false;      ///< the lane's
};

/// Whether a module of this type and so many voices (0: mono) has what is to be driven. Chords need
/// an instrument's pitch.
inline bool can_be_driven(const catalog::ModuleInfo& type, int voices, const Drive& drive) {
  if (drive.is_gate) return type.has_gate;
  const int index = catalog::find_param(type, drive.param);
  if (index >= 0 && type.params[static_cast<std::size_t>(index)].is_sample) return false;
  if (index < 0) return voices > 0 && drive.param == sequencer::kNoteLane;
  return !drive.has_chords || (voices > 0 && index == catalog::find_pitch(type));
}

}  // namespace chronus::conductor

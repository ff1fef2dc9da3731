// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "conductor/patch_editor.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// The draft that the loaded patch is beside what plays: modules whose names play have the values
/// of new ones. `/mod` gives those theirs behind the commit, for it means what plays.
Patch draft_of_load(const PatchEditor& editor, const Patch& loaded);

/// The `/mod` of these, in the same order.
std::vector<osc::Message> values_of_load(const PatchEditor& editor, const Patch& loaded);

}  // namespace chronus::conductor

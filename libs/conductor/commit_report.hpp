// SPDX-License-Identifier: MIT
#pragma once

#include "conductor/patch_editor.hpp"
#include "conductor/sender.hpp"
#include "sequencer/bank.hpp"

namespace chronus::conductor {

/// What a commit has changed: `added`, `removed` and `kept` are ids of modules, one that has become
/// another type is in the first two. `dangling` names assignments, as `/seq/info` does, whose
/// module or parameter is not there any more; no more than kMostDangling, `dangling_total` counts
/// them. `bank` has been resolved.
JsonText commit_report(const PatchEditor& before, const PatchEditor& after,
                       const sequencer::Bank& bank);

inline constexpr std::size_t kMostDangling = 32;

}  // namespace chronus::conductor

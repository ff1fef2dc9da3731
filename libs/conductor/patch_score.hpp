// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/result.hpp"
#include "catalog/catalog.hpp"
#include "conductor/patch_editor.hpp"
#include "score/score.hpp"
#include "vocabulary/vocabulary.hpp"

/// A patch as a score that makes it: lines on frame 0, `/patch/…` up to a commit and `/mod/…`.
namespace chronus::conductor {

/// What the score makes, which it must have committed; its own words count as those of today's
/// clients, and patterns are no names. `editor` plays nothing yet. The Error names the line. Reads
/// no clock and no file; any thread.
Result<Patch> patch_of_score(const score::Score& score, const vocabulary::Vocabulary& vocabulary,
                             PatchEditor editor);

/// The score, as text, that gives the patch again, also where it is played.
std::string score_of_patch(const Patch& patch, const catalog::Catalog& catalog, int channels);

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#pragma once

#include "base/result.hpp"
#include "score/score.hpp"
#include "supervisor/options.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::supervisor {

/// What is played from frame 0 on: the demo, the score of the command line, or nothing. The Error
/// says why it cannot be read. Reads a file.
Result<score::Score> read_score(const Options& options, const vocabulary::Vocabulary& vocabulary);
/// Logs what is wrong with a score but does not keep it from being played.
void warn_of(const score::Score& score, const Options& options);

}  // namespace chronus::supervisor

// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "score/score.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::score {

/// What can be played of a score that somebody wrote, but was hardly meant, a sentence each: that
/// there is nothing in it, lines behind its end, questions, quotation marks that are none, a draft
/// that nobody commits. `left_out`: how many messages lie behind its `/quit`, and are not among its
/// events.
std::vector<std::string> doubts_of(const Score& score, std::size_t left_out,
                                   const vocabulary::Vocabulary& vocabulary);

}  // namespace chronus::score

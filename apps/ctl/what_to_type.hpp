// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "vocabulary/vocabulary.hpp"

namespace chronus::ctl {

/// What sends the messages that a word stands for which is no command: `chronusctl send /panic` of
/// `panic` or `/panic`, `chronusctl seq start or chronusctl transport start` of `start`; empty
/// where it stands for none.
std::string what_to_type(const vocabulary::Vocabulary& vocabulary, const std::string& word);

}  // namespace chronus::ctl

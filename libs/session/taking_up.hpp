// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "session/saved_session.hpp"
#include "session/session_files.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::session {

/// The newest session that can be taken, at a start. What is not fit is set aside by name and told
/// to `tell`, a sentence for people each: what cannot be read, what a later Chronus wrote, and what
/// has ended kMostTries starts (all files since then). The try that now begins is noted. Nothing
/// where there is none.
std::optional<SavedSession> take_up(const SessionFiles& files,
                                    const vocabulary::Vocabulary& vocabulary,
                                    const std::function<void(const std::string&)>& tell);

}  // namespace chronus::session

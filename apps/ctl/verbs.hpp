// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "options.hpp"

namespace chronus::ctl {

/// Roots of addresses whose messages are short verbs: `chronusctl seq start kick` is
/// `/seq/start kick`. Those of the vocabulary that have a second part which is no name, and
/// `session`, which a server may know that is newer than this program.
std::vector<std::string> verb_groups(const vocabulary::Vocabulary& vocabulary);

/// `  start id   starts a sequencer`, of each verb of a group (glossary()).
std::string verbs_help(const vocabulary::Vocabulary& vocabulary, const std::string& group);

/// Sends `/GROUP/VERB ARGS…`, of which the options have verb and args, and prints the answer for
/// people, or as JSON. A long answer is asked for page by page.
int perform_verb(Client& client, const Options& options, const std::string& group);

/// Of `note MODULE NOTE [VELOCITY] [SECONDS]` and `note MODULE off [NOTE]`.
int play_note(Client& client, const Options& options);

/// Of `undo [N]` and `redo [N]`: `/session/undo`.
int undo(Client& client, const Options& options, const std::string& verb);

}  // namespace chronus::ctl

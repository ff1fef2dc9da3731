// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "vocabulary/vocabulary.hpp"

namespace chronus::ctl {

using Words = std::vector<std::string>;

/// The command that the words of a command line name, the first that is no option of the app's or
/// of one of its commands; words.end() where they name none.
Words::iterator command_in(const CLI::App& app, Words& words);

/// Makes `--help` of the command `help`, and `seq --help` of `help seq`.
void understand_help(const CLI::App& app, Words& words);

/// Takes out of the words what is passed on as it stands, whatever it looks like (`-..x`, a pattern
/// that begins with a tie): all behind the address of a `send`, all behind `render`, and of a
/// command with prefix_command() what is neither an option of the app's nor its own; behind a `--`
/// everything.
Words take_arguments(const CLI::App& app, Words& words, Words::iterator command);

/// `no command 'statsu'; did you mean status?`, and of one that is a message what sends it; nothing
/// where the app has the command.
std::optional<std::string> unknown_command(const CLI::App& app,
                                           const vocabulary::Vocabulary& vocabulary,
                                           const std::string& word);

}  // namespace chronus::ctl

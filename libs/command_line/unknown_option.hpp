// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace chronus::command_line {

/// Why CLI11 did not take a command line. Where that has an option which `app` and the subcommand
/// that was asked for do not offer, it is named with the nearest: `no option '--rat'; did you mean
/// --rate?`; where the file of --config cannot be read, why not; else CLI11's own words.
std::string reason_of(const CLI::App& app, const CLI::ParseError& error);

}  // namespace chronus::command_line

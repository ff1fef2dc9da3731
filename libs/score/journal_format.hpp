// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"

namespace chronus::score {

/// `--rate 48000 --block 128 --channels 2`: as a journal's first line and a command line say it.
std::string to_flags(const StreamFormat& format);

/// A journal's first line: what it was played at, by the engine of which number, whether under the
/// ceiling and, where another file came before it, the frame of the set on which it begins.
std::string journal_begin(const StreamFormat& format, Frame from, bool has_ceiling = false);
/// The frame of such a line; 0 where there is none.
Result<Frame> parse_journal_from(std::string_view flags);

/// Whether such a line says that what was heard was held by the ceiling: where it says nothing it
/// was not.
bool parse_journal_ceiling(std::string_view flags);

/// Where these flags name another engine than this one (none at all: the first), the warning that a
/// rendering will not give the same bits; else empty.
std::string engine_difference(std::string_view flags);
/// The same of an engine's number; empty where it is this one's.
std::string difference_of_engine(std::string_view number);

/// A sentence for each flag that a journal does not have: a slip of who wrote the line, or of a
/// later version.
std::vector<std::string> unknown_flags(std::string_view flags);

/// The format in the flags behind kJournalBegin; what they leave out is the default. Nothing where
/// there is no such flag: `# Played with love` is only a remark. An Error names a flag whose value
/// cannot be, since music at a guessed rate is worse than none.
Result<std::optional<StreamFormat>> parse_journal_format(std::string_view flags);

}  // namespace chronus::score

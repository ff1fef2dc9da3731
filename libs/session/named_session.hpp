// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "catalog/catalog.hpp"
#include "conductor/setting.hpp"
#include "osc/message.hpp"
#include "vocabulary/vocabulary.hpp"

/// A session that a client has named: a score that makes the set at time 0, which a person may
/// change. Remarks say the rest:
///
///     # Session verse: /session/load verse, or play it as a score.
///     # Format session 1 engine 3
///     0 /patch/new
///     …
///     0 /seq/start kick
///     # End of session verse
namespace chronus::session {

/// How it is written; a higher number is read by who writes it, not here.
inline constexpr int kNamedSessionFormat = 1;

/// `lines`: conductor::session_lines().
std::string named_session_text(std::string_view name, const std::vector<osc::Message>& lines);

/// As score::difference_of_engine() of the number in the text; empty also where it has none.
std::string named_session_difference(std::string_view text);

/// The set that the text makes. An Error, which names the line, where any of it cannot be done,
/// where it is cut off, or of a later Chronus. Sequencers of it start as any, in no place of their
/// own. Reads no clock and no file; any thread.
Result<conductor::Setting> read_named_session(std::string_view text, const StreamFormat& format,
                                              const catalog::Catalog& catalog,
                                              const vocabulary::Vocabulary& vocabulary,
                                              bool drills);

}  // namespace chronus::session

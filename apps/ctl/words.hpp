// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "osc/message.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::ctl {

/// Words of a shell as a message. They are typed as in a score, but where the address wants text
/// (an id, a pattern: `5.55`) one that reads as a number stays text, and so does a number that no
/// type holds. The shell has taken its own quotes away: a word with spaces is one string as it
/// stands, and one in double quotes is a string whatever it reads as.
osc::Message message_of(const vocabulary::Vocabulary& vocabulary, const std::string& address,
                        const std::vector<std::string>& words);

/// A line as a score has it, but without its time. Nothing where it is empty or a comment.
Result<std::optional<osc::Message>> message_of_line(const vocabulary::Vocabulary& vocabulary,
                                                    std::string_view line);

}  // namespace chronus::ctl

// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "osc/message.hpp"

namespace chronus::osc {

/// True when the word is written like a number: sign, digits, point, exponent and nothing else.
/// `inf` and `nan` are words.
bool is_number(std::string_view word);

/// What an unquoted word of a score or a command line means: a number (int32, int64 when it does
/// not fit, double with a point or an exponent, or when that does not fit either), else the string
/// itself. An Error only for a number that no type holds.
Result<Arg> arg_from_word(std::string_view word);

/// The word as a score writes it: bare, or in double quotes (with \" \\ \n) when it is empty, holds
/// a space, a control character, a quote, `#` or a backslash, or would read as a number.
std::string quoted_if_needed(std::string_view word);

}  // namespace chronus::osc

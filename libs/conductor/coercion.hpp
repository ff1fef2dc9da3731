// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "osc/message.hpp"

/// How an argument is understood: one rule for all of the vocabulary, whichever OSC type it came
/// as. An Error says what is wanted ("must be a number"); whoever asks puts the argument's name
/// before.
namespace chronus::conductor {

/// Text: a string as it stands, or a number as the shortest decimal that people write for it, a
/// whole one without a point (`5.0` is `5`, and `5.5` is `5.5`). Refused: a float that stands for
/// several decimals of its length, so that nobody can tell which one was written (33333333 and
/// 33333332 are the same float32), and T, F, N, I, blobs and time tags.
Result<std::string> text_of(const osc::Arg& arg);

/// A finite number: any numeric type, T/F as 1/0, or a string that reads wholly as one. An
/// int comes back as it was, any other as a double.
Result<osc::Arg> number_of(const osc::Arg& arg);

/// A whole number within [low, high]: as number_of(), without a fraction but for what rounding
/// leaves (2.0000002). Refused as well: a float so large that it stands for several whole numbers.
Result<std::int64_t> whole_of(const osc::Arg& arg, std::int64_t low, std::int64_t high);

/// A value of a list: a number, or a string as it stands (`.`, `c4`, `1:2`, `60 62 64`).
Result<osc::Arg> value_of(const osc::Arg& arg);

}  // namespace chronus::conductor

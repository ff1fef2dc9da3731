// SPDX-License-Identifier: MIT
#pragma once

namespace chronus::ctl {

/// Hands on what was printed to standard output, and says with which status the program ends that
/// would have ended with `end`. What could not be written is said on standard error, and is no
/// success; a reader of a pipe that has gone has what it wanted.
int hand_on_output(int end);

}  // namespace chronus::ctl

// SPDX-License-Identifier: MIT
#pragma once

namespace chronus::ctl {

/// Keeps the places of standard input, output and error, where they are closed, from what the
/// program opens: a socket there would be sent what is printed. Call it first of all.
void keep_standard_places();

/// Hands on what was printed to standard output, and says with which status the program ends that
/// would have ended with `end`. What could not be written is said on standard error, and is no
/// success; a reader of a pipe that has gone has what it wanted.
int hand_on_output(int end);

}  // namespace chronus::ctl

// SPDX-License-Identifier: MIT
#pragma once

namespace chronus::supervisor {

/// What ends the program as something to poll, in every thread's name. What the starter has it
/// ignore (nohup, a job in the background) stays ignored: a signalfd would give it all the same.
int open_ending_signals();

}  // namespace chronus::supervisor

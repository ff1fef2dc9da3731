// SPDX-License-Identifier: MIT
#pragma once

namespace chronus::supervisor {

/// What ends the program as something to poll, in every thread's name: SIGTERM, SIGINT, and SIGHUP
/// unless the starter has it ignored, which is what nohup asks for. An ignored SIGINT is heard: a
/// script's shell ignores it for every `program &`, whether anybody meant it or not.
int open_ending_signals();

}  // namespace chronus::supervisor

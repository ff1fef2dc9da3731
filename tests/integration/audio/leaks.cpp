// SPDX-License-Identifier: MIT

/// RtAudio 5 forgets a few PulseAudio operations each time it lists devices; frames between
/// libpulse and RtAudio are not always seen, so the suppression names the library that allocates.
extern "C" const char* __lsan_default_suppressions() { return "leak:libpulse.so\n"; }

// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kSamplesMessages[] = {
    {.address = "/sample/load",
     .arguments = {{.name = "id"}, {.name = "path"}},
     .summary = "reads a sound file, to be played by that name",
     .details =
         "WAV, AIFF, FLAC, Ogg, MP3, of 1 or 2 channels, resampled to the engine's rate. The "
         "path is that in a sample folder (`--samples`), or an absolute one that leads there; "
         "elsewhere it is refused. `/done` comes when it can be played, by `/dirt/play` too. What "
         "is in a bank needs no load: it is read when `/mod/<module>/sample bd:3` first names it",
     .journaled = true,
     .undoable = true},
    {.address = "/sample/unload",
     .arguments = {{.name = "id"}},
     .summary = "lets a sample go, or all of a bank",
     .details =
         "What plays it falls silent on the frame. Its memory is free a minute later. Nothing "
         "else lets samples go. Undone, it is read again, and what played it plays it again",
     .journaled = true,
     .undoable = true},
    {.address = "/sample/list",
     .arguments = {kOffset},
     .summary = "the banks that there are, and what is loaded",
     .details =
         "JSON: `banks`, each with `name` and `files`; `samples`, each with `name`, `seconds` "
         "and `bytes`; `bytes` of `most_bytes`, `loading`",
     .answer = Answer::kReply},
    {.address = "/sample/info",
     .arguments = {{.name = "id"}},
     .summary = "what a loaded sample is",
     .details =
         "`/sample/info.reply id JSON`: `file`, `hash`, `channels`, `frames` at the engine's "
         "rate, `source_rate` in Hz, `bytes`",
     .answer = Answer::kReply},
};

}  // namespace

Vocabulary::Section samples() { return {"Sound", kSamplesMessages}; }

}  // namespace chronus::vocabulary

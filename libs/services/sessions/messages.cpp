// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kSessionsMessages[] = {
    {.address = "/session/save",
     .arguments = {{.name = "name"}},
     .summary = "keeps the set as a file",
     .details =
         "`sessions/NAME.score` in the state directory, in place of one that is there: patch, "
         "parameters, samples by name, sequencers with their chains and lanes, tempo, what plays, "
         "gates that are open by hand and notes without a length, as score lines, which can be "
         "read, changed, and played as a score. Not the draft. One of `--classic` says so, and is "
         "refused elsewhere where a lane counts otherwise. `/done` comes when it is written, and "
         "`/status` says so"},
    {.address = "/session/load",
     .arguments = {{.name = "name"}},
     .summary = "the set of that file takes the place of what there is",
     .details =
         "Whole, on one frame, the patch crossfaded; it can be undone. What it does not have "
         "goes: sequencers, modules, a draft. What is the same goes on: modules keep their "
         "state, sequencers that play in both their place, with the patterns of the file from "
         "that frame on; those that begin to play start as of `/seq/start`. Gates and notes "
         "that are held are those of the file. Its samples are read first; where one that was "
         "given a name is not there the load is refused. `/done "
         "/session/load name JSON` as of `/patch/commit`, without JSON where no module or "
         "cable is another. A file that has a fault, is cut off or of a later Chronus is "
         "refused with its line, and changes nothing. Not in a score, which can have the "
         "file's lines; a journal tells what it did"},
    {.address = "/session/delete",
     .arguments = {{.name = "name"}},
     .summary = "takes the file away",
     .details = "`/done` comes when it is gone. What plays goes on; where it was saved or loaded "
                "as this session it has no name any more, as `/status` says"},
    {.address = "/session/list",
     .arguments = {kOffset},
     .summary = "the sessions that can be loaded",
     .details = "JSON: `sessions`, each with `name`, `bytes` and `saved`, when that was (UTC)",
     .answer = Answer::kReply},
};

}  // namespace

Vocabulary::Section sessions() { return {"Sessions", kSessionsMessages}; }

}  // namespace chronus::vocabulary

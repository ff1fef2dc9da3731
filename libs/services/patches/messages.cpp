// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kPatchesMessages[] = {
    {.address = "/patch/save",
     .arguments = {{.name = "name"}},
     .summary = "keeps what plays as a file, with its parameters",
     .details = "`patches/NAME.score` in the state directory, in place of one that is there: score "
                "lines, which can be read, changed, and played as a score. `/done` comes when it "
                "is written"},
    {.address = "/patch/load",
     .arguments = {{.name = "name"}},
     .summary = "commits a patch from its file",
     .details = "One that was saved, else one that is shipped. It is a draft that is committed "
                "whole, in place of an open one, and crossfaded as any: modules of the same id and "
                "type keep their state, and get the file's values. `/done /patch/load name JSON` "
                "as of `/patch/commit`. A file that has a fault is refused with its line, and "
                "changes nothing. Not in a score, which can have the file's lines; a journal tells "
                "those"},
    {.address = "/patch/list",
     .arguments = {kOffset},
     .summary = "the patches that can be loaded",
     .details = "JSON: `patches`, each with `name` and `shipped`",
     .answer = Answer::kReply},
};

}  // namespace

Vocabulary::Section patches() { return {"Sound", kPatchesMessages}; }

}  // namespace chronus::vocabulary
